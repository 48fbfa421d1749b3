import CPictureDecoders

/// A library that decodes further formats, each picture in a process of its own with limits on
/// memory and time and without access to files.
package enum PictureDecoder {
  /// Whether pictures are decoded in a process of their own. Only fuzzing decodes them in its own
  /// process, where a sanitizer sees the faults.
  package nonisolated(unsafe) static var isApart = true

  /// The memory, in bytes, and the time, in seconds, that the decoding of a picture may take.
  static let memory = 3 << 30
  static let seconds = 60

  /// The libraries of this build, for `facet --version`, such as "libheif 1.15.1 (HEIC, AVIF)".
  package static var libraries: [String] {
    let names: [(decoder_kind, String)] = [
      (DECODER_HEIF, "HEIC, AVIF"), (DECODER_WEBP, "WebP"), (DECODER_TIFF, "TIFF"),
      (DECODER_GIF, "GIF"), (DECODER_JPEG2000, "JPEG 2000"), (DECODER_COLORS, "color profiles"),
    ]
    var libraries: [String] = names.compactMap { kind, formats in
      library(kind).map { "\($0) (\(formats))" }
    }
    if let program = RecordingFrame.program {
      libraries.append("\(program) (frames of recordings)")
    }
    return libraries
  }

  static func library(_ kind: decoder_kind) -> String? {
    decoder_library(kind).map { String(cString: $0) }
  }

  private static var limits: decoder_limits {
    decoder_limits(
      pixels: UInt64(Picture.maximumPixelCount), side: UInt32(Picture.maximumSide),
      memory: UInt64(memory), seconds: UInt32(seconds))
  }

  /// What a decoding process can do although it should not, as the shim's bits; 0 if nothing.
  static var breaches: Int {
    var limits = limits
    return Int(decoder_breaches(&limits))
  }

  /// Decodes a picture as it is stored.
  ///
  /// - Returns: Also the EXIF block that the library found, from its byte order mark on; empty without
  ///   one.
  /// - Throws: `PictureError`, each case except `file`.
  static func decode(
    _ kind: decoder_kind, _ bytes: [UInt8], name: String
  ) throws(PictureError) -> (Picture, Orientation, PictureNotes, exif: [UInt8]) {
    var limits = limits
    let result = bytes.withUnsafeBufferPointer {
      decoder_run(kind, $0.baseAddress, $0.count, &limits, isApart ? 1 : 0)
    }
    defer { decoded_picture_free(result) }
    let (picture, header) = try picture(result, name: name)
    var notes = PictureNotes()
    if let library = library(kind) { notes.add("It was decoded by \(library).") }
    if header.bits > 8 {
      notes.add("Its samples of \(header.bits) bits were rounded to 8.")
    }
    if header.inks != 0 { notes.add("Its inks (CMYK) were converted without a profile.") }
    if header.pictures > 1 {
      notes.add(
        kind == DECODER_HEIF
          ? "The file contains \(header.pictures) pictures; the primary one was read."
          : "The file contains \(header.pictures) \(kind == DECODER_TIFF ? "pages" : "frames"); "
            + "the first was read.")
    }
    noteProfile(header, in: &notes)
    let exif = Array(
      UnsafeBufferPointer(start: decoded_picture_exif(result), count: Int(header.exif_count)))
    let orientation =
      Orientation(rawValue: Int(header.orientation)) ?? Orientation(exif: exif) ?? .upright
    return (picture, orientation, notes, exif)
  }

  private static func noteProfile(_ header: decoded_header, in notes: inout PictureNotes) {
    let profile = text(header.profile)
    guard !profile.isEmpty else { return }
    notes.add(
      "Its colors were converted from the profile '\(profile)' to sRGB by "
        + "\(library(DECODER_COLORS) ?? "lcms2").", convertsColors: true)
  }

  /// Returns the picture with its colors in sRGB.
  ///
  /// - Parameter profile: The ICC profile of the file.
  static func converted(
    _ picture: Picture, from profile: [UInt8], _ notes: inout PictureNotes
  ) -> Picture {
    // Most profiles are sRGB's, by its name in ASCII or UTF-16.
    guard picture.channels == .rgb, !contains(profile, Array("sRGB".utf8)),
      !contains(profile, [0, 0x73, 0, 0x52, 0, 0x47, 0, 0x42])
    else { return picture }
    guard library(DECODER_COLORS) != nil else {
      notes.add("Its color profile was ignored: this program was built without lcms2.")
      return picture
    }
    var limits = limits
    let result = decoder_convert(
      profile, profile.count, picture.samples, UInt32(picture.width), UInt32(picture.height),
      &limits, isApart ? 1 : 0)
    defer { decoded_picture_free(result) }
    guard let (converted, header) = try? Self.picture(result, name: "") else {
      notes.add("Its color profile could not be used and was ignored.")
      return picture
    }
    noteProfile(header, in: &notes)
    return text(header.profile).isEmpty ? picture : converted
  }

  private static func contains(_ bytes: [UInt8], _ part: [UInt8]) -> Bool {
    guard bytes.count >= part.count else { return false }
    return bytes.indices.dropLast(part.count - 1).contains {
      bytes[$0] == part[0] && bytes[$0..<$0 + part.count].elementsEqual(part)
    }
  }

  private static func picture(
    _ result: OpaquePointer?, name: String
  ) throws(PictureError) -> (Picture, decoded_header) {
    guard let result else { throw .undecoded(name: name, reason: "memory is short") }
    let header = decoded_picture_header(result).pointee
    let reason = text(header.message)
    switch header.status {
    case DECODER_OK: break
    case DECODER_TRUNCATED: throw .truncated(name: name)
    case DECODER_UNSUPPORTED: throw .unsupported(name: name, reason: reason)
    case DECODER_TOO_LARGE:
      try Picture.checkSize(Int(header.width), Int(header.height), name: name)
      throw .tooLarge(name: name, width: Int(header.width), height: Int(header.height))
    case DECODER_FAILED: throw .undecoded(name: name, reason: reason)
    default:
      throw .corrupt(
        name: name, reason: reason.isEmpty ? "its samples cannot be decoded" : reason)
    }
    try Picture.checkSize(Int(header.width), Int(header.height), name: name)
    let (width, height) = (Int(header.width), Int(header.height))
    let channels: Picture.Channels = header.channels == 1 ? .gray : .rgb
    let samples = UnsafeBufferPointer(
      start: decoded_picture_samples(result), count: width * height * channels.rawValue)
    return (
      Picture(width: width, height: height, channels: channels, samples: Array(samples)), header
    )
  }

  /// Returns the text in a C array, without a period at its end.
  private static func text(_ characters: some Any) -> String {
    let words = withUnsafeBytes(of: characters) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    return words.hasSuffix(".") ? String(words.dropLast()) : words
  }
}

extension PictureFormat {
  /// Whether this program was built with the format's library.
  package var isBuiltIn: Bool { decoder.map { PictureDecoder.library($0) != nil } ?? true }

  /// The library's decoder; `nil` for formats with a decoder of their own.
  var decoder: decoder_kind? {
    switch self {
    case .png, .jpeg, .pnm, .bmp: nil
    case .heic, .avif: DECODER_HEIF
    case .webp: DECODER_WEBP
    case .tiff: DECODER_TIFF
    case .gif: DECODER_GIF
    case .jpeg2000: DECODER_JPEG2000
    }
  }
}
