import Basics

/// The supported formats, recognized by a file's first bytes whatever its name.
package enum PictureFormat: String, Sendable, Codable, CaseIterable {
  case png
  case jpeg
  /// PGM, PPM or PBM.
  case pnm
  case bmp
  case heic
  case avif
  case webp
  case tiff
  case gif
  case jpeg2000

  static let pngSignature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
  private static let jpegSignature: [UInt8] = [0xff, 0xd8, 0xff]

  /// - Throws: `truncated` if there is only the beginning of a signature, `unsupported` for a
  ///   well-known format that is not supported, otherwise `unrecognized`.
  static func recognized(_ bytes: [UInt8], name: String) throws(PictureError) -> PictureFormat {
    if let format = PictureFormat(beginning: bytes) { return format }
    if pngSignature.starts(with: bytes) || jpegSignature.starts(with: bytes) {
      throw .truncated(name: name)
    }
    if let kind = kind(ofContent: bytes, name: name) {
      // A camera's raw picture is a TIFF too, with a name of its own.
      guard let format = PictureFormat(kind: kind) else {
        throw .unsupported(name: name, reason: kind, advice: PictureAdvice(kind: kind))
      }
      guard format.isBuiltIn else {
        throw .unsupported(
          name: name, reason: "\(kind), and this program was built without its library",
          advice: .buildWithLibrary)
      }
      return format
    }
    if let content = ForeignContent(bytes, path: name) {
      throw .foreign(name: name, content: content)
    }
    throw .unrecognized(name: name)
  }

  /// The formats that the program itself reads.
  private init?(beginning bytes: [UInt8]) {
    if bytes.starts(with: Self.pngSignature) {
      self = .png
    } else if bytes.starts(with: Self.jpegSignature) {
      self = .jpeg
    } else if bytes.count >= 3, bytes[0] == UInt8(ascii: "P"), (0x31...0x36).contains(bytes[1]),
      bytes[2] == UInt8(ascii: "#") || PNMHeader.isSpace(bytes[2])
    {
      self = .pnm
    } else {
      return nil
    }
  }

  /// Returns the format of a kind as `kind(ofContent:)` names it; `nil` for one that is not
  /// supported.
  init?(kind: String) {
    switch kind {
    case "HEIC", "HEIF": self = .heic
    case "AVIF": self = .avif
    case "WebP": self = .webp
    case "TIFF": self = .tiff
    case "GIF": self = .gif
    case "JPEG 2000": self = .jpeg2000
    case "BMP": self = .bmp
    default: return nil
    }
  }

  /// Returns whether a file begins like a picture of a format that this program was built with.
  ///
  /// - Parameter bytes: The first 16 bytes or more, fewer if the file is shorter.
  package static func isRecognized(_ bytes: [UInt8], name: String) -> Bool {
    PictureFormat(beginning: bytes) != nil
      || kind(ofContent: bytes, name: name).flatMap(PictureFormat.init(kind:))?.isBuiltIn == true
  }

  /// The endings of file names.
  package var endings: [String] {
    switch self {
    case .png: ["png"]
    case .jpeg: ["jpg", "jpeg", "jpe", "jfif"]
    case .pnm: ["pgm", "ppm", "pbm", "pnm"]
    case .bmp: ["bmp", "dib"]
    case .heic: ["heic", "heif", "hif"]
    case .avif: ["avif"]
    case .webp: ["webp"]
    case .tiff: ["tif", "tiff"]
    case .gif: ["gif"]
    case .jpeg2000: ["jp2", "j2k", "j2c", "jpf", "jpx", "jpc"]
    }
  }
}
