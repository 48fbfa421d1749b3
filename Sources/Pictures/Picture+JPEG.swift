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
