import Basics
import Evidence
import Networks
import Reports
import Runs

/// What `manifest.json` of a measurement says in addition to the digests of its files.
package struct ManifestFacts: Sendable {
  fileprivate var models: [(role: String, path: String, sha256: String)] = []
  fileprivate var gallery: (path: String, count: Int, sha256: String)?
  fileprivate var settings: [(name: String, value: String)] = []

  init() {}

  init(_ tools: MeasurementTools) {
    models = [("Backbone", tools.model, tools.modelSHA256)]
    if !tools.rerankerSHA256.isEmpty {
      models.append(("Re-ranker", tools.reranker, tools.rerankerSHA256))
    }
    settings = [
      ("grid", tools.grid), ("solver", tools.solver), ("epsilon", "\(tools.epsilon)"),
    ]
  }

  package init(_ results: EvaluationResults) {
    self.init(results.settings.tools)
    let subject = results.settings.subject
    gallery = (subject.gallery, subject.galleryCount, subject.gallerySHA256)
    for model in subject.models ?? [] {
      models.append((model.scorer.rawValue, model.path, model.sha256))
    }
    settings += [
      ("queries", subject.queries), ("top-k", (subject.topKs ?? [subject.topK]).list),
      ("leave-out", subject.leaveOut.rawValue),
      ("sample", subject.sample.map { "\($0)" } ?? "all"),
      ("seed", subject.seed.map { "\($0)" } ?? "none"),
    ]
  }

  package init(_ results: VerificationResults) {
    self.init(results.settings.tools)
    settings += [("pairs", results.settings.pairs), ("seed", "\(results.settings.seed)")]
  }

  /// Returns the manifest of a folder as JSON.
  ///
  /// - Parameter folder: All its files are listed, but the manifest itself.
  /// - Throws: `FileError` for a file that cannot be read.
  package func text(of folder: String) throws -> String {
    let empty = SHA256.digest(of: [])
    let names = Self.files(in: folder, below: "").filter { $0 != Manifest.fileName }
    let files = try collectInParallel(count: names.count) { place, _ in
      Result { () throws(FileError) in
        FileRecord(path: names[place], content: try readFile("\(folder)/\(names[place])"))
      }
    }.map { try $0.get() }
    return try JSONText.encode(
      Manifest(
        provenance: Provenance(
          programVersion: programVersion,
          models: models.map { role, path, sha256 in
            Provenance.ModelFile(
              role: role, path: path,
              architecture: (try? ModelFile.metadata(ofFileAt: path))?[ModelKey.architecture]
                ?? "unknown", sha256: SHA256Digest(hexadecimal: sha256) ?? empty, remark: nil)
          }, galleryPath: gallery?.path ?? "none", galleryCount: gallery?.count ?? 0,
          gallerySHA256: gallery.flatMap { SHA256Digest(hexadecimal: $0.sha256) } ?? empty,
          settings: settings), run: .null, queries: [], files: files))
  }

  /// The relative paths of all files.
  private static func files(in folder: String, below prefix: String) -> [String] {
    (folderEntries(folder) ?? []).flatMap { entry -> [String] in
      // Hidden files are those of a run that is not finished.
      guard let name = entry.name, !entry.isLink, !name.hasPrefix(".") else { return [] }
      return switch entry.status?.kind {
      case .folder: files(in: "\(folder)/\(name)", below: "\(prefix)\(name)/")
      case .file: ["\(prefix)\(name)"]
      default: []
      }
    }
  }
}

extension [Int] {
  fileprivate var list: String { map { "\($0)" }.joined(separator: ",") }
}
