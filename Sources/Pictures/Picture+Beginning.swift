import Basics

extension Picture {
  /// Checks by a file's first bytes that it is a supported picture and, for PNG, of a supported
  /// size. Later bytes may still be damaged.
  ///
  /// - Throws: `PictureError`.
  package static func checkBeginning(path: String) throws(PictureError) {
    // A frame has no file of its own.
    if RecordingFrame(path) != nil { return }
    do {
      try requireRegularFile(path)
    } catch {
      throw .file(error)
    }
    guard let bytes = leadingBytes(of: path, count: 64) else {
      // Reading the file gives the error.
      _ = try fileBytes(path)
      return
    }
    guard try PictureFormat.recognized(bytes, name: path) == .png else { return }
    guard bytes.count >= 26 else { throw .truncated(name: path) }
    guard bytes[12..<16].elementsEqual("IHDR".utf8) else {
      throw .corrupt(name: path, reason: "its first chunk is not IHDR")
    }
    func number(at start: Int) -> Int { bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } }
    try checkSize(number(at: 16), number(at: 20), name: path)
  }
}
