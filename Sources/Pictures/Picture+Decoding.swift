import Basics

extension Picture {
  /// The largest number of pixels; a header that promises more is refused before memory is
  /// allocated.
  package static let maximumPixelCount = 150_000_000
  /// The longest side, in pixels: the longest that a JPEG file can have.
  package static let maximumSide = 65_500

  /// Returns the picture in a file's bytes, upright, 8 bits per sample, composed over white where
  /// it is transparent. Gray stays gray; a palette becomes RGB; gamma is ignored; colors with
  /// another profile than sRGB's are converted to it.
  ///
  /// - Parameter name: The picture's name in errors.
  /// - Throws: `PictureError`, each case except `file`; never returns a part of a picture.
  package static func decode(_ bytes: [UInt8], name: String) throws(PictureError) -> Picture {
    try decoded(bytes, name: name).photograph.whole!
  }

  /// Returns the picture in a file of at most `PictureFile.maximumByteCount` bytes, or a frame of a
  /// recording.
  package static func load(path: String) throws(PictureError) -> Picture {
    try decode(try contents(path).bytes, name: path)
  }

  /// The content of a picture's file, or of a frame of a recording, with what is to be said about it.
  static func contents(
    _ path: String
  ) throws(PictureError) -> (bytes: [UInt8], notes: PictureNotes) {
    guard let frame = RecordingFrame(path) else { return (try fileBytes(path), PictureNotes()) }
    let decoded = try frame.decoded()
    return (decoded.bytes, decoded.notes)
  }

  static func fileBytes(_ path: String) throws(PictureError) -> [UInt8] {
    do {
      try requireRegularFile(path)
      return try readFile(path, limit: PictureFile.maximumByteCount)
    } catch {
      throw .file(error)
    }
  }

  /// - Parameter leastPixels: A very large JPEG is reduced as long as so many pixels remain; `nil` to
  ///   decode every picture whole.
  static func decoded(
    _ bytes: [UInt8], name: String, reducedTo leastPixels: Int? = nil
  ) throws(PictureError) -> DecodedPicture {
    let format = try PictureFormat.recognized(bytes, name: name)
    switch format {
    case .png:
      var (stored, orientation, notes) = try decodePNG(bytes, name: name)
      if let profile = pngProfile(bytes) {
        stored = PictureDecoder.converted(stored, from: profile, &notes)
      }
      return DecodedPicture(stored, format, orientation, notes)
    case .pnm:
      return DecodedPicture(try decodePNM(bytes, name: name), format, .upright, PictureNotes())
    case .jpeg:
      var stored = try decodeJPEG(bytes, name: name, reducedTo: leastPixels)
      let profile = jpegProfile(bytes)
      if let profile {
        stored.picture = PictureDecoder.converted(stored.picture, from: profile, &stored.notes)
      }
      guard let leastPixels, stored.reduction > 1 else {
        return DecodedPicture(stored.picture, format, stored.orientation, stored.notes)
      }
      let source = ReducedJPEG(
        bytes: bytes, name: name, reduction: stored.reduction, leastPixels: leastPixels,
        width: stored.width, height: stored.height, orientation: stored.orientation,
        profile: stored.notes.convertsColors ? profile : nil)
      return DecodedPicture(
        Photograph(stored.picture.uprighted(from: stored.orientation), source), format,
        stored.orientation, stored.notes)
    case .bmp:
      return DecodedPicture(try decodeBMP(bytes, name: name), format, .upright, PictureNotes())
    case .heic, .avif, .webp, .tiff, .gif, .jpeg2000:
      let (stored, orientation, notes, exif) = try PictureDecoder.decode(
        format.decoder!, bytes, name: name)
      // libheif turns the picture as its own fields say; an EXIF block repeats them.
      let isTurned = format == .heic || format == .avif
      return DecodedPicture(stored, format, isTurned ? .upright : orientation, notes, exif: exif)
    }
  }

  /// Refuses impossible and too large sizes.
  static func checkSize(_ width: Int, _ height: Int, name: String) throws(PictureError) {
    guard width > 0, height > 0 else {
      throw .corrupt(name: name, reason: "it claims \(width) x \(height) pixels")
    }
    let (pixels, overflows) = width.multipliedReportingOverflow(by: height)
    guard !overflows, pixels <= maximumPixelCount else {
      throw .tooLarge(name: name, width: width, height: height)
    }
    guard max(width, height) <= maximumSide else {
      throw .tooLong(name: name, width: width, height: height)
    }
  }
}

/// A picture as decoded from a file.
struct DecodedPicture {
  /// The upright picture.
  let photograph: Photograph
  let format: PictureFormat
  /// The orientation in the file.
  let orientation: Orientation
  let notes: PictureNotes
  /// The EXIF block that the format's library found, from its byte order mark on; empty without one.
  let exif: [UInt8]

  init(
    _ photograph: Photograph, _ format: PictureFormat, _ orientation: Orientation,
    _ notes: PictureNotes, exif: [UInt8] = []
  ) {
    self.photograph = photograph
    self.format = format
    self.orientation = orientation
    self.notes = notes
    self.exif = exif
  }

  /// - Parameter stored: The whole picture as it is stored.
  init(
    _ stored: Picture, _ format: PictureFormat, _ orientation: Orientation, _ notes: PictureNotes,
    exif: [UInt8] = []
  ) {
    self.init(
      Photograph(stored.uprighted(from: orientation)), format, orientation, notes, exif: exif)
  }
}
