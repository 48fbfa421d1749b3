import Basics
import Foundation
import Testing
import _WorkshopSupport

@testable import Identification
@testable import Measurement
@testable import Runs

/// Measurements that several machines made have the results of one machine's.
@Suite struct EvaluationShardTests {
  let shop: Workshop

  /// Four queries and a broken one.
  init() throws {
    shop = try Workshop()
    try shop.write([1, 2, 3], "queries/p2/0.png")
  }

  /// In blocks of one, so that each shard has a query.
  private func job(_ part: EvaluationWork = .whole, alpha: Double = 0.7) throws -> EvaluateJob {
    var job = EvaluateJob(
      queries: [shop.queries, shop.queries], gallery: shop.gallery,
      settings: try shop.trainedSettings(), weightings: [.apc, .uniform], alphas: [alpha],
      depths: [3, 12])
    job.blockSize = 1
    job.strangers = .split
    job.protocols = [.strict, .thesis]
    job.part = part
    return job
  }

  /// Measured, written and read again.
  private func shard(_ index: Int, of count: Int, alpha: Double = 0.7) throws -> EvaluationShard {
    let folder = shop.folder.file("shard-\(index)")
    try makeFolders(folder)
    let work = EvaluationWork.shard(
      Shard(index: index, of: count)!, arguments: ["--alpha", "\(alpha)"])
    let evaluation = try job(work, alpha: alpha).measurement()
    try #require(evaluation.shard).write(to: folder)
    return try EvaluationShard(folder: folder)
  }

  private func json(_ evaluation: Evaluation) throws -> String {
    // Times are those of the clock.
    let text = try JSONText.encode(evaluation.results)
    let start = try #require(text.range(of: "\"timings\""))
    let end = try #require(text.range(of: "]", range: start.upperBound..<text.endIndex))
    return String(text[..<start.lowerBound] + text[end.upperBound...])
  }

  @Test func shardsGiveTheResultsOfOneRun() throws {
    let whole = try job().measurement()
    let shards = try (1...7).map { try shard($0, of: 7) }
    #expect(shards.map(\.count).reduce(0, +) == 8)
    #expect(shards.allSatisfy { shards[0].difference(to: $0) == nil })
    let merged = try job(.merged(shards)).measurement()
    #expect(try json(merged) == json(whole))
    #expect(merged.queriesCSV() == whole.queriesCSV())
    #expect(merged.resultsCSV() == whole.resultsCSV())
    #expect(merged.results.failures == whole.results.failures && !whole.results.failures.isEmpty)
    #expect(merged.work == whole.work)
  }

  @Test func shardsOfOtherOptionsAreNamed() throws {
    let one = try shard(1, of: 2)
    let other = try shard(2, of: 2, alpha: 0.5)
    #expect(
      one.difference(to: other) == "their options differ (--alpha 0.7; --alpha 0.5)")
    try shop.write([1, 2], "queries/p9/0.png")
    let third = try shard(2, of: 2)
    #expect(one.difference(to: third) == "their lists of queries differ")
    #expect(throws: JobError.self) { try job(.merged([one, third])).measurement() }
  }

  @Test func aFileThatIsNotAShardsIsRefused() throws {
    let shard = try shard(2, of: 2)
    let folder = shop.folder.file("shard-2")
    let path = "\(folder)/\(EvaluationShard.fileName)"
    let text = String(decoding: try readFile(path), as: UTF8.self)
    #expect(shard.count > 0)
    for (old, new) in [
      ("\"format\" : 1", "\"format\" : 2"), ("\"leftOut\" : 0", "\"leftOut\" : -1"),
      ("\"person\" : 1", "\"person\" : -4"), ("\"rank\" : 1", "\"rank\" : 0"),
      ("\"shard\"", "\"shard\" : 1, \"shard\""), ("{", "["),
    ] {
      let changed = text.replacingOccurrences(of: old, with: new)
      #expect(changed != text, "\(old)")
      try AtomicFile.write(changed, to: path)
      #expect(throws: JobError.self, "\(old)") { try EvaluationShard(folder: folder) }
    }
    // Counts that no search reaches, which would overflow a sum, and a person of no query.
    for pattern in [
      #"("patchProducts" : )"#, #"("transports" : )"#, #"("leftOut" : \{\s*"count" : )"#,
      #"("people" : \[\s*)"#,
    ] {
      let changed = text.replacingOccurrences(
        of: pattern, with: "$199999999999999", options: .regularExpression)
      #expect(changed != text, "\(pattern)")
      try AtomicFile.write(changed, to: path)
      #expect(throws: JobError.self, "\(pattern)") { try EvaluationShard(folder: folder) }
    }
    // More names of left out pictures than are kept.
    let names = text.replacingOccurrences(
      of: #"("names" : \[)"#, with: #"$1"1", "2", "3", "4", "5", "6""#, options: .regularExpression)
    #expect(names != text)
    try AtomicFile.write(names, to: path)
    #expect(throws: JobError.self) { try EvaluationShard(folder: folder) }
    // Numbers of another gallery.
    var forged = text
    forged.replace("\"index\" : 1", with: "\"index\" : 999")
    try AtomicFile.write(forged, to: path)
    if let read = try? EvaluationShard(folder: folder), forged != text {
      #expect(throws: JobError.self) { try job(.merged([read, read])).measurement() }
    }
  }
}
