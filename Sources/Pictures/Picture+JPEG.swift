import CPictureCodecs

extension Picture {
  /// Returns the picture as it is stored, and its orientation.
  ///
  /// Ink (CMYK, YCCK) becomes RGB without a profile: light = (1 - ink) * (1 - black).
  static func decodeJPEG(
    _ bytes: [UInt8], name: String
  ) throws(PictureError) -> (Picture, Orientation, PictureNotes) {
    var failure: PictureError?
    let result = bytes.withUnsafeBufferPointer { buffer -> (Picture, Orientation, PictureNotes)? in
      do throws(PictureError) {
        return try decodeJPEG(buffer, name: name)
      } catch {
        failure = error
        return nil
      }
    }
    guard let result else { throw failure! }
    return result
  }

  private static func decodeJPEG(
    _ bytes: UnsafeBufferPointer<UInt8>, name: String
  ) throws(PictureError) -> (Picture, Orientation, PictureNotes) {
    var call = CodecCall(name: name)
    var jpeg: OpaquePointer?
    defer { picture_jpeg_close(jpeg) }
    var header = picture_jpeg_header()
    var notes = picture_notes()
    try call.run { picture_jpeg_open(bytes.baseAddress, bytes.count, &jpeg, &header, $0) }
    let (width, height) = (Int(header.width), Int(header.height))
    try checkSize(width, height, name: name)
    let exif = Array(UnsafeBufferPointer(start: header.exif, count: header.exif_count))
    let picture = try filled(
      width: width, height: height, channels: header.channels == 1 ? .gray : .rgb
    ) { samples throws(PictureError) in
      try call.run { picture_jpeg_read(jpeg, samples.baseAddress, &notes, $0) }
    }
    return (picture, Orientation(exif: exif) ?? .upright, PictureNotes(notes))
  }

  /// Returns the ICC profile in a JPEG's APP2 segments, joined in their order; `nil` if there is
  /// none or a part is missing.
  ///
  /// ICC.1:2010, annex B.4.
  static func jpegProfile(_ bytes: [UInt8]) -> [UInt8]? {
    let name = Array("ICC_PROFILE\0".utf8)
    var parts: [UInt8: ArraySlice<UInt8>] = [:]
    var count: UInt8 = 0
    var place = 2
    while place + 4 <= bytes.count, bytes[place] == 0xFF {
      let marker = bytes[place + 1]
      if marker == 0xFF {
        place += 1
        continue
      }
      if marker == 0xD9 || marker == 0xDA { break }
      if marker == 0x01 || (0xD0...0xD7).contains(marker) {
        place += 2
        continue
      }
      let length = Int(bytes[place + 2]) << 8 | Int(bytes[place + 3])
      let content = place + 4..<place + 2 + max(length, 2)
      guard content.upperBound <= bytes.count else { break }
      if marker == 0xE2, content.count > name.count + 2, bytes[content].starts(with: name) {
        count = bytes[content.lowerBound + name.count + 1]
        parts[bytes[content.lowerBound + name.count]] =
          bytes[(content.lowerBound + name.count + 2)..<content.upperBound]
      }
      place = content.upperBound
    }
    guard count > 0, parts.count == Int(count) else { return nil }
    var profile: [UInt8] = []
    for number in 1...count {
      guard let part = parts[number] else { return nil }
      profile += part
    }
    return profile
  }

  /// Returns the picture as a JPEG file, with color at full resolution (4:4:4); the same samples
  /// give the same bytes with the same library.
  ///
  /// - Parameter quality: 1...100.
  /// - Precondition: Neither side is longer than 65500 pixels, the most JPEG can hold.
  package func encodedJPEG(quality: Int) -> [UInt8] {
    precondition((1...100).contains(quality) && max(width, height) <= 65500)
    return encoded { buffer, message in
      picture_jpeg_encode(
        samples, UInt32(width), UInt32(height), Int32(channels.rawValue), Int32(quality), buffer,
        message)
    }
  }
}
