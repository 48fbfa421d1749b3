import Basics

/// The supported formats, recognized by a file's first bytes whatever its name.
package enum PictureFormat: String, Sendable, Codable, CaseIterable {
  case png
  case jpeg
  /// PGM, PPM or PBM.
  case pnm

  static let pngSignature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
  private static let jpegSignature: [UInt8] = [0xff, 0xd8, 0xff]

  /// - Throws: `truncated` if there is only the beginning of a signature, `unsupported` for a
  ///   well-known format that is not supported, otherwise `unrecognized`.
  static func recognized(_ bytes: [UInt8], name: String) throws(PictureError) -> PictureFormat {
    if bytes.starts(with: pngSignature) { return .png }
    if bytes.starts(with: jpegSignature) { return .jpeg }
    if bytes.count >= 3, bytes[0] == UInt8(ascii: "P"), (0x31...0x36).contains(bytes[1]),
      bytes[2] == UInt8(ascii: "#") || PNMHeader.isSpace(bytes[2])
    {
      return .pnm
    }
    if pngSignature.starts(with: bytes) || jpegSignature.starts(with: bytes) {
      throw .truncated(name: name)
    }
    if let kind = kind(ofContent: bytes, name: name) {
      throw .unsupported(name: name, reason: kind)
    }
    if let content = ForeignContent(bytes, path: name) {
      throw .foreign(name: name, content: content)
    }
    throw .unrecognized(name: name)
  }
}
