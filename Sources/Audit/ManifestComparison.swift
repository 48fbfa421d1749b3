import Basics
import Reports

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A check of an output folder with its own manifest.
package struct ManifestComparison: Sendable {
  package let folder: String
  package let manifest: Manifest
  /// The digest of `manifest.json` itself, to be compared with the digest noted elsewhere.
  package let manifestSHA256: SHA256Digest
  /// The manifest's own bytes, which the signature covers.
  package let manifestBytes: [UInt8]

  /// - Throws: `ManifestComparisonError` without a manifest that this version reads.
  package init(folder: String) throws(ManifestComparisonError) {
    self.folder = folder
    let path = "\(folder)/\(Manifest.fileName)"
    let bytes: [UInt8]
    do {
      try requireRegularFile(path)
      bytes = try readFile(path, limit: StrictJSON.mostBytes)
    } catch {
      throw .unreadable(error)
    }
    manifestBytes = bytes
    manifestSHA256 = SHA256.digest(of: bytes)
    let header: Format
    do {
      header = try StrictJSON.decode(Format.self, from: bytes)
    } catch {
      throw .damaged(file: path, reason: error)
    }
    // A manifest of another version may differ in more than the format.
    guard header.format == Manifest.currentFormat else {
      throw .otherFormat(file: path, format: header.format, program: header.program)
    }
    do {
      manifest = try StrictJSON.decode(Manifest.self, from: bytes)
    } catch {
      throw .damaged(file: path, reason: error)
    }
    // A manifest may come from anyone.
    for file in manifest.files where !isInside(file.path) {
      throw .outside(file: path, place: file.path)
    }
    for query in manifest.queries where !isInside(query.report) {
      throw .outside(file: path, place: query.report)
    }
    var paths: Set<[UInt8]> = []
    for file in manifest.files where !paths.insert(Array(file.path.utf8)).inserted {
      throw .listedTwice(file: path, place: file.path)
    }
  }

  private struct Format: Decodable {
    var format: Int
    var program: String?
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
              \(now.bytes) bytes, SHA-256 \(now.sha256.hexadecimal); the manifest lists \
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
    return found + ambiguous() + changedSettings() + unlisted()
  }

  /// Finds JSON files that two readers can read differently.
  private func ambiguous() -> [Difference] {
    let files = manifest.files.map(\.path).filter { $0.hasSuffix(".json") }
    return collectInParallel(count: files.count) { index, _ -> Difference? in
      guard let bytes = try? readFile("\(folder)/\(files[index])") else { return nil }
      do {
        try StrictJSON.validate(bytes)
        return nil
      } catch {
        return Difference(Difference.Kind(ofFile: files[index]), files[index], "it \(error)")
      }
    }.compactMap(\.self)
  }

  /// Finds settings that do not match their digest.
  private func changedSettings() -> [Difference] {
    let digest = Manifest.digest(of: manifest.settings)
    guard digest != manifest.settingsSHA256 else { return [] }
    return [
      Difference(
        .manifest, "\(Manifest.fileName): settingsSHA256",
        "the manifest contains \(manifest.settingsSHA256.hexadecimal); the settings give \(digest.hexadecimal)"
      )
    ]
  }

  /// Finds other files, links, and folders without a listed file.
  private func unlisted() -> [Difference] {
    let listed = Set(manifest.files.map { Array($0.path.utf8) })
    var found: [Difference] = []
    /// - Returns: Whether anything in the folder is listed or already reported.
    func visit(_ place: String) -> Bool {
      let path = place.isEmpty ? folder : "\(folder)/\(place)"
      guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
        found.append(Difference(.extra, place, "the folder cannot be listed"))
        return true
      }
      var hasContent = false
      for name in names.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
        let inner = place.isEmpty ? name : "\(place)/\(name)"
        // Not that of what a link leads to.
        let kind =
          try? FileManager.default.attributesOfItem(atPath: "\(folder)/\(inner)")[.type]
          as? FileAttributeType
        switch kind {
        case .typeSymbolicLink:
          found.append(Difference(.link, inner, "a report does not contain links"))
          hasContent = true
        case .typeDirectory:
          if visit(inner) {
            hasContent = true
          } else {
            found.append(
              Difference(.extra, inner, "the folder does not contain a file of the report"))
          }
        default:
          let isKnown =
            listed.contains(Array(inner.utf8)) || place.isEmpty && Self.ownNames.contains(name)
          if !isKnown { found.append(Difference(.extra, inner)) }
          hasContent = true
        }
      }
      return hasContent
    }
    _ = visit("")
    return found
  }

  /// The files at the top that a manifest does not list.
  private static let ownNames: Set<String> = [
    Manifest.fileName, Manifest.signatureName, DossierWriter.journalName, OutputFolder.lockName,
  ]
}

/// The reason why a folder cannot be checked.
package enum ManifestComparisonError: Error, Equatable {
  case unreadable(FileError)
  case damaged(file: String, reason: StrictJSONError)
  /// A path in the manifest leads out of the folder.
  case outside(file: String, place: String)
  case listedTwice(file: String, place: String)
  case otherFormat(file: String, format: Int, program: String?)
}

extension ManifestComparisonError: CustomStringConvertible {
  package var description: String { errorSentence(sentence) }

  private var sentence: String {
    switch self {
    case .unreadable(let error):
      "\(error) Give a folder that 'facet report' wrote."
    case .damaged(let file, let reason):
      """
      '\(displayed(file))' \(reason). Either 'facet report' did not write it, or it was changed. Copy \
      the folder again from its original location.
      """
    case .outside(let file, let place):
      "'\(displayed(file))' lists '\(displayed(place))', which is not a path inside its folder."
    case .listedTwice(let file, let place):
      "'\(displayed(file))' lists '\(displayed(place))' twice."
    case .otherFormat(let file, let format, let program):
      """
      '\(displayed(file))' has format \(format); this version reads \(Manifest.currentFormat). Use \
      \(program.map(displayed) ?? "the version of Facet that wrote it").
      """
    }
  }
}
