import Basics

/// A file of the output as `manifest.json` lists it.
package struct FileRecord: Codable, Sendable, Equatable {
  /// The path from the output folder, with '/'.
  package let path: String
  package let bytes: Int
  package let sha256: SHA256Digest

  package init(path: String, content: [UInt8]) {
    self.init(path: path, bytes: content.count, sha256: SHA256.digest(of: content))
  }

  init(path: String, bytes: Int, sha256: SHA256Digest) {
    self.path = path
    self.bytes = bytes
    self.sha256 = sha256
  }

  /// Returns the record of the same file as it is now.
  ///
  /// - Throws: `FileError` if it cannot be read.
  package func current(in folder: String) throws(FileError) -> FileRecord {
    let path = "\(folder)/\(self.path)"
    try requireRegularFile(path)
    return FileRecord(path: self.path, content: try readFile(path))
  }
}
