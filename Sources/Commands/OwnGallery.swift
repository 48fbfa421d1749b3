import Basics
import Identification
import Runs
import Tensors

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Checks that the files of a folder that a gallery replaces belong to one, even to a damaged one.
///
/// - Throws: `JobError`.
func requireOwnGallery(_ output: String) throws {
  struct Entry: Decodable {
    let path: String
    let sha256: String
  }
  func refuse(_ name: String) throws -> Never {
    throw JobError(
      OutputError.foreign(folder: output, command: "facet enroll", first: name, count: 1))
  }
  if let bytes = leadingBytes(of: "\(output)/entries.jsonl", count: 1 << 16) {
    let line = bytes.prefix { $0 != UInt8(ascii: "\n") }
    let isEntry = (try? JSONDecoder().decode(Entry.self, from: Data(line))) != nil
    // A longer first line is an entry with a long path.
    if !bytes.isEmpty, !isEntry, line.count < 1 << 16 { try refuse("entries.jsonl") }
    return
  }
  // A run that was stopped between its parts and their entries leaves parts alone.
  let names = (try? FileManager.default.contentsOfDirectory(atPath: output)) ?? []
  for name in names.sorted() where GalleryFile.isPartName(name) {
    let metadata = try? SafetensorsFile(path: "\(output)/\(name)").metadata
    if metadata?["facet.model"] == nil { try refuse(name) }
  }
}
