import CPictureCodecs

/// A JPEG as it is stored.
struct DecodedJPEG {
  /// The whole picture, or a reduced one.
  var picture: Picture
  /// The width of the whole picture.
  let width: Int
  let height: Int
  let reduction: Int
  let orientation: Orientation
  var notes: PictureNotes
}

extension Picture {
  /// Returns the picture as it is stored, and its orientation.
  ///
  /// Ink (CMYK, YCCK) becomes RGB without a profile: light = (1 - ink) * (1 - black).
  ///
  /// - Parameter leastPixels: A picture is reduced to half its sides as often as so many pixels remain,
  ///   at most three times; `nil` for the whole picture.
  static func decodeJPEG(
    _ bytes: [UInt8], name: String, reducedTo leastPixels: Int? = nil
  ) throws(PictureError) -> DecodedJPEG {
    try opened(bytes, name: name) { jpeg, header, call throws(PictureError) in
      let (width, height) = (Int(header.width), Int(header.height))
      try checkSize(width, height, name: name)
      let exif = Array(UnsafeBufferPointer(start: header.exif, count: header.exif_count))
      var reduction = 1
      var (reducedWidth, reducedHeight) = (header.width, header.height)
      if let leastPixels {
        while reduction < 8, width * height / (4 * reduction * reduction) >= leastPixels {
          reduction *= 2
        }
      }
      if reduction > 1 {
        try call.run {
          picture_jpeg_reduce(jpeg, UInt32(reduction), &reducedWidth, &reducedHeight, $0)
        }
      }
      var notes = picture_notes()
      let picture = try filled(
        width: Int(reducedWidth), height: Int(reducedHeight),
        channels: header.channels == 1 ? .gray : .rgb
      ) { samples throws(PictureError) in
        try call.run { picture_jpeg_read(jpeg, samples.baseAddress, &notes, $0) }
      }
      return DecodedJPEG(
        picture: picture, width: width, height: height, reduction: reduction,
        orientation: Orientation(exif: exif) ?? .upright, notes: PictureNotes(notes))
    }
  }

  /// Returns areas of the stored picture, with the samples of the whole one.
  ///
  /// - Precondition: The areas lie inside the picture.
  static func decodeJPEG(
    _ bytes: [UInt8], areas: [PictureArea], name: String
  ) throws(PictureError) -> [Picture] {
    try opened(bytes, name: name) { jpeg, header, call throws(PictureError) in
      precondition(
        areas.allSatisfy {
          $0.columns.lowerBound >= 0 && $0.columns.upperBound <= Int(header.width)
            && $0.rows.lowerBound >= 0 && $0.rows.upperBound <= Int(header.height)
        })
      let channels: Channels = header.channels == 1 ? .gray : .rgb
      let counts = areas.map { $0.pixelCount * channels.rawValue }
      var all = [UInt8](repeating: 0, count: counts.reduce(0, +))
      try all.withUnsafeMutableBufferPointer { samples throws(PictureError) in
        var start = 0
        let parts = zip(areas, counts).map { area, count in
          defer { start += count }
          return picture_jpeg_part(
            x: UInt32(area.columns.lowerBound), y: UInt32(area.rows.lowerBound),
            width: UInt32(area.columns.count), height: UInt32(area.rows.count),
            samples: samples.baseAddress! + start)
        }
        try call.run { picture_jpeg_read_parts(jpeg, parts, parts.count, $0) }
      }
      if areas.count == 1 {
        return [
          Picture(
            width: areas[0].columns.count, height: areas[0].rows.count, channels: channels,
            samples: all)
        ]
      }
      var start = 0
      return zip(areas, counts).map { area, count in
        defer { start += count }
        return Picture(
          width: area.columns.count, height: area.rows.count, channels: channels,
          samples: Array(all[start..<start + count]))
      }
    }
  }

  /// Calls a function with an open decoder.
  private static func opened<Result>(
    _ bytes: [UInt8], name: String,
    _ body: (OpaquePointer?, picture_jpeg_header, inout CodecCall) throws(PictureError) -> Result
  ) throws(PictureError) -> Result {
    var failure: PictureError?
    let result = bytes.withUnsafeBufferPointer { buffer -> Result? in
      do throws(PictureError) {
        var call = CodecCall(name: name)
        var jpeg: OpaquePointer?
        defer { picture_jpeg_close(jpeg) }
        var header = picture_jpeg_header()
        try call.run { picture_jpeg_open(buffer.baseAddress, buffer.count, &jpeg, &header, $0) }
        return try body(jpeg, header, &call)
      } catch {
        failure = error
        return nil
      }
    }
    guard let result else { throw failure! }
    return result
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
