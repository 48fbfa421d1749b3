import Basics

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// An output folder against its own manifest.
package struct FolderCheck: Sendable {
  package let folder: String
  package let manifest: Manifest
  /// Of `manifest.json` itself, to be compared with what was noted elsewhere.
  package let manifestSHA256: SHA256Digest

  /// - Throws: `FolderCheckError` where there is no manifest that this version reads.
  package init(folder: String) throws(FolderCheckError) {
    self.folder = folder
    let path = "\(folder)/\(Manifest.fileName)"
    let bytes: [UInt8]
    do {
      try requireRegularFile(path)
      bytes = try readFile(path)
    } catch {
      throw .unreadable(error)
    }
    manifestSHA256 = SHA256.digest(of: bytes)
    // Of another version more than the format may differ.
    if let format = try? JSONDecoder().decode(Format.self, from: Data(bytes)).format,
      format != Manifest.currentFormat
    {
      throw .otherFormat(file: path, format: format)
    }
    do {
      manifest = try JSONDecoder().decode(Manifest.self, from: Data(bytes))
    } catch {
      throw .damaged(file: path)
    }
    for file in manifest.files where !Self.isInside(file.path) { throw .damaged(file: path) }
    for query in manifest.queries where !Self.isInside(query.report) { throw .damaged(file: path) }
  }

  private struct Format: Decodable {
    var format: Int
  }

  /// A manifest may come from anybody: its paths must not lead out of the folder.
  private static func isInside(_ path: String) -> Bool {
    !path.hasPrefix("/") && !path.utf8.contains(0)
      && !path.split(separator: "/", omittingEmptySubsequences: false).contains {
        $0.isEmpty || $0 == "." || $0 == ".."
      }
  }

  /// Hashes every file again.
  ///
  /// - Complexity: O(bytes of the folder).
  package func differences() -> [Difference] {
    var found: [Difference] = []
    let current = collectInParallel(count: manifest.files.count) { index, _ in
      Result { () throws(FileError) in try manifest.files[index].current(in: folder) }
    }
    for (listed, current) in zip(manifest.files, current) {
      switch current {
      case .success(let now):
        if now.sha256 != listed.sha256 || now.bytes != listed.bytes {
          found.append(
            Difference(
              Difference.Kind(ofFile: listed.path), listed.path,
              """
              \(now.bytes) bytes, SHA-256 \(now.sha256.hexadecimal); the manifest says \
              \(listed.bytes) bytes, \(listed.sha256.hexadecimal)
              """))
        }
      case .failure(let error):
        found.append(
          error.isAbsence
            ? Difference(.missing, listed.path)
            : Difference(Difference.Kind(ofFile: listed.path), listed.path, "\(error)"))
      }
    }
    return found + changedTimes(besides: Set(found.map(\.place))) + extraFiles()
  }

  /// Files of which nothing but the times changed.
  private func changedTimes(besides known: Set<String>) -> [Difference] {
    guard manifest.files.contains(where: { $0.volatile != nil }) else { return [] }
    let path = "\(folder)/\(TimingsData.fileName)"
    let timings: TimingsData
    do {
      timings = try JSONDecoder().decode(TimingsData.self, from: Data(try readFile(path)))
    } catch let error as FileError where error.isAbsence {
      return [Difference(.missing, TimingsData.fileName)]
    } catch {
      return [Difference(.time, TimingsData.fileName, "it cannot be read: \(error)")]
    }
    let listed = Set(manifest.files.map(\.path))
    return timings.files.compactMap { file in
      guard listed.contains(file.path), !known.contains(file.path),
        let now = try? file.current(in: folder), now.sha256 != file.sha256
      else { return nil }
      return Difference(
        .time, file.path, "only its times are not those that timings.json was written with")
    }
  }

  private func extraFiles() -> [Difference] {
    let known = Set(
      manifest.files.map { PathKey($0.path) }
        + [
          Manifest.fileName, TimingsData.fileName, "redacted/\(TimingsData.fileName)",
        ].map(PathKey.init))
    guard let names = try? FileManager.default.subpathsOfDirectory(atPath: folder) else {
      return []
    }
    let extra = names.filter { name in
      !known.contains(PathKey(name)) && name != Self.journalName && name != OutputFolder.lockName
        && FileStatus(ofLinkOrFile: "\(folder)/\(name)")?.kind != .folder
    }
    return extra.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      .map { Difference(.extra, $0) }
  }

  /// What a batch that was stopped leaves for `--resume`.
  package static let journalName = ".facet-batch.jsonl"
}

/// Why a folder cannot be checked.
package enum FolderCheckError: Error, Equatable {
  case unreadable(FileError)
  case damaged(file: String)
  case otherFormat(file: String, format: Int)
}

extension FolderCheckError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .unreadable(let error):
      "\(error) Give a folder that 'facet report' wrote."
    case .damaged(let file):
      """
      '\(file)' is not a manifest that 'facet report' wrote, or it was changed beyond reading; take \
      the folder anew from where it was kept.
      """
    case .otherFormat(let file, let format):
      """
      '\(file)' has format \(format), and this version reads \(Manifest.currentFormat). Use the \
      version of Facet that it names.
      """
    }
  }
}
