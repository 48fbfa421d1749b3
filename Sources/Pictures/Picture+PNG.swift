import CPictureCodecs

extension Picture {
  /// Returns the picture as it is stored, and the orientation in its eXIf chunk.
  ///
  /// W3C, Portable Network Graphics (Third Edition), https://www.w3.org/TR/png-3/
  static func decodePNG(
    _ bytes: [UInt8], name: String
  ) throws(PictureError) -> (Picture, Orientation, PictureNotes) {
    // Signature, then length, "IHDR", width, height, depth, color type.
    guard bytes.count >= 26 else { throw .truncated(name: name) }
    guard bytes[12..<16].elementsEqual("IHDR".utf8) else {
      throw .corrupt(name: name, reason: "its first chunk is not IHDR")
    }
    func number(at start: Int) -> Int { bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } }
    let (width, height) = (number(at: 16), number(at: 20))
    try checkSize(width, height, name: name)
    // Bit 1 of the color type means color; a palette has colors too.
    let channels: Channels = bytes[25] & 2 == 0 ? .gray : .rgb
    var call = CodecCall(name: name)
    var notes = picture_notes()
    let picture = try filled(width: width, height: height, channels: channels) {
      samples throws(PictureError) in
      try call.run { message in
        picture_png_decode(
          bytes, bytes.count, UInt32(width), UInt32(height), Int32(channels.rawValue),
          samples.baseAddress, &notes, message)
      }
    }
    let exif = chunk("eXIf", in: bytes).map(Array.init)
    return (picture, exif.flatMap(Orientation.init) ?? .upright, PictureNotes(notes))
  }

  /// Returns the ICC profile of a PNG in color, which libpng unpacks and checks; `nil` if there is
  /// none.
  static func pngProfile(_ bytes: [UInt8]) -> [UInt8]? {
    // A chunk sRGB has priority.
    guard chunk("iCCP", in: bytes) != nil, chunk("sRGB", in: bytes) == nil else { return nil }
    var buffer = picture_buffer()
    defer { picture_buffer_free(&buffer) }
    guard picture_png_profile(bytes, bytes.count, &buffer) == PICTURE_OK, buffer.count > 0 else {
      return nil
    }
    return Array(UnsafeBufferPointer(start: buffer.bytes, count: buffer.count))
  }

  /// Returns the content of a PNG's first chunk of a type, if it lies within the file.
  ///
  /// - Complexity: O(number of chunks).
  static func chunk(_ type: String, in bytes: [UInt8]) -> ArraySlice<UInt8>? {
    var place = PictureFormat.pngSignature.count
    // A chunk consists of its length, its type, its content and a checksum.
    while bytes.count - place >= 12 {
      let length = bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
      guard length <= bytes.count - place - 12 else { return nil }
      let content = place + 8..<place + 8 + length
      let found = bytes[place + 4..<place + 8]
      if found.elementsEqual(type.utf8) { return bytes[content] }
      if found.elementsEqual("IEND".utf8) { return nil }
      place = content.upperBound + 4
    }
    return nil
  }

  /// Returns the picture as a PNG file; the same samples give the same bytes.
  package func encodedPNG() -> [UInt8] {
    encoded { buffer, message in
      picture_png_encode(
        samples, UInt32(width), UInt32(height), Int32(channels.rawValue), buffer, message)
    }
  }

  /// Returns the output of an encoder. An encoder fails only if memory is short.
  func encoded(
    _ body: (UnsafeMutablePointer<picture_buffer>, UnsafeMutablePointer<CChar>) -> picture_status
  ) -> [UInt8] {
    var buffer = picture_buffer()
    defer { picture_buffer_free(&buffer) }
    var call = CodecCall(name: "\(width) x \(height)")
    do {
      try call.run { body(&buffer, $0) }
    } catch {
      fatalError("Cannot encode a picture of \(width) x \(height) pixels: \(error)")
    }
    return Array(UnsafeBufferPointer(start: buffer.bytes, count: buffer.count))
  }
}
