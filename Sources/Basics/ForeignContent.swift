/// The kind of a file that was given instead of a network or a picture, recognized by its first
/// bytes.
package enum ForeignContent: Error, Equatable, Sendable {
  case empty
  /// The few lines that Git stores in place of a large file.
  case lfsPointer
  case webPage
  case safetensors
  /// A zip archive that contains a program with its weights.
  case torchScript
  case zip
  case onnx
  case hdf5
  case tensorFlowLite
  case numPy
  case pdf
  /// A file packed by the program of this name.
  case packed(String)
  case picture(String)

  /// The number of bytes at the beginning of a file that are examined.
  package static let length = 512

  /// - Parameters:
  ///   - bytes: The first bytes of the file, or all of them.
  ///   - path: The file's path, whose extension helps if a format has no signature.
  /// - Returns: `nil` for other content.
  package init?(_ bytes: some Sequence<UInt8>, path: String) {
    let bytes = Array(bytes.prefix(Self.length))
    func begins(_ signature: [UInt8], at offset: Int = 0) -> Bool {
      bytes.dropFirst(offset).starts(with: signature)
    }
    func begins(_ text: String, at offset: Int = 0) -> Bool {
      bytes.dropFirst(offset).starts(with: text.utf8)
    }
    if bytes.isEmpty {
      self = .empty
    } else if begins("version https://git-lfs") {
      self = .lfsPointer
    } else if Self.isWebPage(bytes) {
      self = .webPage
    } else if bytes.count > 9, bytes[4..<8].allSatisfy({ $0 == 0 }),
      begins("{\"", at: 8) || begins("{}", at: 8)
    {
      self = .safetensors
    } else if begins([0x50, 0x4b, 0x03, 0x04]) {
      self = .zip
    } else if begins([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]) {
      self = .hdf5
    } else if begins("TFL3", at: 4) {
      self = .tensorFlowLite
    } else if begins([0x93] + "NUMPY".utf8) {
      self = .numPy
    } else if begins("%PDF-") {
      self = .pdf
    } else if let name = Self.packers.first(where: { begins($0.signature, at: $0.offset) })?.name {
      self = .packed(name)
    } else if let name = Self.pictures.first(where: { begins($0.signature, at: $0.offset) })?.name {
      self = .picture(name)
    } else if Self.isONNX(bytes, path) {
      self = .onnx
    } else {
      return nil
    }
  }

  private static let packers: [(name: String, offset: Int, signature: [UInt8])] = [
    ("gzip", 0, [0x1f, 0x8b]), ("7-Zip", 0, [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]),
    ("RAR", 0, Array("Rar!".utf8)), ("xz", 0, [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]),
    ("bzip2", 0, Array("BZh".utf8)), ("Zstandard", 0, [0x28, 0xb5, 0x2f, 0xfd]),
    ("tar", 257, Array("ustar".utf8)),
  ]

  private static let pictures: [(name: String, offset: Int, signature: [UInt8])] = [
    ("PNG", 0, [0x89, 0x50, 0x4e, 0x47]), ("JPEG", 0, [0xff, 0xd8, 0xff]),
    ("GIF", 0, Array("GIF8".utf8)), ("WebP", 8, Array("WEBP".utf8)),
  ]

  private static func isWebPage(_ bytes: [UInt8]) -> Bool {
    // A byte order mark and white space may come first.
    let start = bytes.drop { [0xef, 0xbb, 0xbf, 0x20, 0x09, 0x0a, 0x0d].contains($0) }
    let text = String(decoding: start.prefix(16), as: UTF8.self).lowercased()
    return ["<!doctype html", "<html", "<head", "<script"].contains { text.hasPrefix($0) }
  }

  /// Returns whether a message begins with a small version number and the name of a producer.
  private static func isONNX(_ bytes: [UInt8], _ path: String) -> Bool {
    guard bytes.count >= 4, bytes[0] == 0x08, (1...32).contains(bytes[1]) else { return false }
    return path.lowercased().hasSuffix(".onnx")
      || bytes[2] == 0x12 && bytes[3] > 0
        && bytes.dropFirst(4).prefix(Int(bytes[3])).allSatisfy {
          (0x20..<0x7f).contains($0)
        }
  }
}

extension ForeignContent: CustomStringConvertible {
  /// The kind with its article, for use in a sentence.
  package var description: String {
    switch self {
    case .empty: "an empty file"
    case .lfsPointer: "a Git LFS pointer, not the file itself"
    case .webPage: "a web page"
    case .safetensors: "a safetensors file"
    case .torchScript: "a TorchScript archive"
    case .zip: "a zip archive"
    case .onnx: "an ONNX file"
    case .hdf5: "an HDF5 file, as written by Keras and TensorFlow"
    case .tensorFlowLite: "a TensorFlow Lite file"
    case .numPy: "a NumPy file"
    case .pdf: "a PDF document"
    case .packed(let name): "a file packed with \(name)"
    case .picture(let name): "a \(name) picture"
    }
  }

  /// The advice if a network is needed, without a period.
  package var adviceForNetworks: String {
    switch self {
    case .empty: "download or copy it again"
    case .lfsPointer:
      "run 'git lfs pull' in its repository, or download the file itself"
    case .webPage:
      "some download services show a page before the file; download the file itself and check "
        + "its size"
    case .safetensors:
      "if 'facet model import' wrote it, pass it with --model; otherwise import it first"
    case .torchScript:
      "it contains a program, which Facet does not run; open it with torch.jit.load and save only the "
        + "weights with torch.save(model.state_dict(), …)"
    case .onnx:
      "make a model file of it with 'facet model import'"
    case .hdf5, .tensorFlowLite, .numPy:
      "only PyTorch checkpoints, safetensors and ONNX files are supported"
    case .zip, .packed: "unpack it and use the checkpoint or model file inside"
    case .pdf, .picture:
      "use a PyTorch checkpoint with 'facet model import', or a .safetensors model file"
    }
  }
}
