import Basics

/// A file of the output, as `manifest.json` lists it.
package struct FileRecord: Codable, Sendable, Equatable {
  /// From the output folder, with '/'.
  package let path: String
  /// Of the bytes that `sha256` is over.
  package let bytes: Int
  package let sha256: SHA256Digest
  /// What `bytes` and `sha256` leave out; `nil`: nothing.
  package let volatile: VolatileBlock?

  /// - Parameter volatile: Without effect where the bytes do not have its markers.
  package init(path: String, content: [UInt8], volatile: VolatileBlock? = nil) {
    let stable = volatile?.stablePart(of: content)
    self.path = path
    bytes = (stable ?? content).count
    sha256 = SHA256.digest(of: stable ?? content)
    self.volatile = stable == nil ? nil : volatile
  }

  init(path: String, bytes: Int, sha256: SHA256Digest, volatile: VolatileBlock?) {
    self.path = path
    self.bytes = bytes
    self.sha256 = sha256
    self.volatile = volatile
  }

  /// The same file as it stands on the disk now.
  ///
  /// - Throws: `FileError` where it cannot be read.
  package func current(in folder: String) throws(FileError) -> FileRecord {
    let path = "\(folder)/\(self.path)"
    try requireRegularFile(path)
    return FileRecord(path: self.path, content: try readFile(path), volatile: volatile)
  }
}
