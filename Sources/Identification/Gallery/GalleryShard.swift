import Basics
import Datasets

/// What a run that enrolled one shard says of it, in a file of its folder. It is written last: without
/// it the shard is not complete.
package struct GalleryShard: Codable, Sendable, Equatable {
  package static let fileName = "gallery-shard.json"

  package let shard: Shard
  /// The digest of the paths and labels of all pictures in order, of this shard and of the others.
  package let pictures: SHA256Digest
  /// The digest of the backbone's file.
  package let model: String
  package let programVersion: String
  /// The number of faces.
  package let count: Int
  /// The pictures of the shard that could not be used.
  package let failures: [PictureFailure]

  package init(
    shard: Shard, pictures: SHA256Digest, model: String, programVersion: String, count: Int,
    failures: [PictureFailure]
  ) {
    self.shard = shard
    self.pictures = pictures
    self.model = model
    self.programVersion = programVersion
    self.count = count
    self.failures = failures
  }

  /// - Throws: `FileError`, `StrictJSONError`.
  package init(folder: String) throws {
    self = try StrictJSON.decode(
      Self.self, from: try readFile("\(folder)/\(Self.fileName)", limit: 1 << 28))
  }

  package func write(to folder: String) throws {
    try AtomicFile.write(try JSONText.encode(self), to: "\(folder)/\(Self.fileName)")
  }
}
