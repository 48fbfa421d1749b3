import Basics
import Evidence
import Foundation
import Reports
import Testing
import _TestSupport

@testable import Audit
@testable import Commands
@testable import Measurement
@testable import Runs

/// The error sentences of Runs, Measurement, Audit and Commands, as a person reads them.
@Suite struct ErrorSentenceTests {
  @Test func theErrorSentencesAreAsRecorded() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("key.pem")
    try AtomicFile.write(Array("not a key".utf8), to: path)
    try makeFolders(folder.file("reports/queries"))
    try makeFolders(folder.file("journal"))
    try AtomicFile.write([], to: folder.file("reports/index.html"))
    try AtomicFile.write([], to: folder.file("journal/\(BatchJournal.fileName)"))
    var sentences: [String] = []
    func add(_ work: () throws -> Void) {
      do {
        try work()
        Issue.record("the error is missing after \(sentences.count) sentences")
      } catch {
        sentences.append("\(error)".replacingOccurrences(of: folder.path, with: "FOLDER"))
      }
    }
    add { _ = try ManifestSigner(keyFile: path) }
    add { try requireNoEarlierRun(in: folder.file("reports"), isResumed: false) }
    add { try requireNoEarlierRun(in: folder.file("reports"), isResumed: true) }
    add { try requireNoEarlierRun(in: folder.file("journal"), isResumed: false) }
    try makeFolders(folder.file("shard"))
    try AtomicFile.write([], to: folder.file("shard/\(ReportShard.fileName)"))
    add { try requireNoEarlierRun(in: folder.file("shard"), isResumed: false, isShard: true) }
    add { try requireNoEarlierRun(in: folder.file("shard"), isResumed: true) }
    add { _ = try ReportShard(folder: folder.file("shard")) }
    add { _ = try listModelFolder(folder.file("reports")) }
    sentences += try differences()
    try Snapshot.check(sentences.joined(separator: "\n") + "\n", named: "errors.txt")
  }

  /// Returns the reasons why a batch cannot be resumed.
  private func differences() throws -> [String] {
    let provenance = Provenance(
      programVersion: "1", models: [], galleryPath: "g", galleryCount: 1,
      gallerySHA256: SHA256.digest(of: []), settings: [("alpha", "0.7")])
    let digest = SHA256.digest(of: [])
    let before = BatchSignature(
      provenance: provenance, templates: try TemplateSet(), queries: digest, timings: nil,
      run: .object([:]))
    let other = SHA256.digest(of: [1])
    let changes: [(inout BatchSignature) -> Void] = [
      { $0.settings = [] }, { $0.settings[0].value = "0.3" }, { $0.models = ["Backbone"] },
      { $0.gallery = other }, { $0.queries = other }, { $0.templates = other },
      { $0.program = "2" },
      { $0.timings = other },
    ]
    return changes.map { change in
      var now = before
      change(&now)
      return "The batch cannot be resumed: \(before.difference(to: now) ?? "no difference")."
    }
  }
}
