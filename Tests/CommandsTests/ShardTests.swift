import Basics
import Foundation
import Reports
import Testing
import _WorkshopSupport

@testable import Audit
@testable import Commands
@testable import Identification
@testable import Runs

/// Batches and galleries that several machines made have the bytes of one machine's.
@Suite struct ShardTests {
  let shop: Workshop
  private let key: String

  /// Four queries and a broken one.
  init() throws {
    shop = try Workshop()
    try shop.write([1, 2, 3], "queries/p2/0.png")
    key = shop.folder.file("key.json")
    let digits = String(repeating: "5", count: 64)
    try AtomicFile.write("{\"secret\":\"\(digits)\",\"nonce\":\"\(digits)\"}", to: key)
  }

  /// In blocks of one, so that each shard has a query.
  private func job(
    _ place: String, _ part: ReportJob.Part = .whole, editions: Set<Edition> = [.full],
    timings: String? = nil, resumes: Bool = false, alpha: Double = 0.7
  ) -> ReportJob {
    var settings = shop.settings
    settings.show = 1
    settings.identification.alpha = alpha
    var dossier = DossierOptions()
    dossier.editions = editions
    var job = ReportJob(
      queries: shop.queries, gallery: shop.gallery, output: shop.folder.file(place),
      settings: settings, isResumed: resumes, dossier: dossier)
    job.blockSize = 1
    job.part = part
    job.timings = timings
    if editions != [.full] { job.sealedKey = key }
    return job
  }

  private func shard(_ index: Int, of count: Int) -> ReportJob.Part {
    .shard(Shard(index: index, of: count)!)
  }

  private func merge(_ places: [String], to output: String, resumes: Bool = false) throws
    -> JobResult
  {
    try MergeJob(
      folders: places.map(shop.folder.file), output: shop.folder.file(output), isResumed: resumes,
      isQuiet: true
    ).run()
  }

  /// All files of a folder with their bytes.
  private func contents(_ place: String) throws -> [String: [UInt8]] {
    let folder = shop.folder.file(place)
    var contents: [String: [UInt8]] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder) {
      let path = "\(folder)/\(name)"
      if FileStatus(of: path)?.kind == .file { contents[name] = try readFile(path) }
    }
    return contents
  }

  private func expectSame(_ one: String, _ other: String) throws {
    let (found, wanted) = (try contents(one), try contents(other))
    #expect(found.keys.sorted() == wanted.keys.sorted())
    #expect(wanted.count > 1)
    for (name, bytes) in wanted { #expect(found[name] == bytes, "\(name)") }
  }

  @Test func threeShardsGiveTheBytesOfOneRun() throws {
    let editions = Set(Edition.allCases)
    let whole = try job("whole", editions: editions).run()
    let timings = shop.folder.file("whole/timings.json")
    for index in [2, 3, 1] {
      let result = try job(
        "part\(index)", shard(index, of: 3), editions: editions, timings: timings
      ).run()
      #expect(result.status == (index == 2 ? .doneWithFailures : .done))
      let names = try FileManager.default.contentsOfDirectory(
        atPath: shop.folder.file("part\(index)"))
      #expect(names.contains("report-shard.jsonl") && !names.contains("index.html"))
    }
    let merged = try merge(["part3", "part1", "part2"], to: "merged")
    #expect(merged.status == whole.status && merged.failures == whole.failures)
    try expectSame("merged", "whole")
    // The file of the folder's owner alone.
    let mode =
      try FileManager.default.attributesOfItem(
        atPath: shop.folder.file("merged/sealed/key.json"))[.posixPermissions] as? Int
    #expect(mode == 0o600)
  }

  @Test func aShardWithoutAQueryIsAShard() throws {
    _ = try job("whole").run()
    let timings = shop.folder.file("whole/timings.json")
    let places = (1...7).map { "p\($0)" }
    for index in 1...7 {
      let result = try job(places[index - 1], shard(index, of: 7), timings: timings).run()
      #expect(result.failures.isEmpty == (result.status == .done))
    }
    _ = try merge(places, to: "merged")
    try expectSame("merged", "whole")
  }

  @Test func aStoppedShardIsNamedAndGoesOn() throws {
    _ = try job("whole").run()
    let timings = shop.folder.file("whole/timings.json")
    var first = job("part1", shard(1, of: 2), timings: timings)
    first.blockSize = 2
    var stopped = job("part2", shard(2, of: 2), timings: timings)
    stopped.blockSize = 2
    stopped.willWrite = { if $0 == 5 { throw FileError.cannotWrite(path: "full disk", code: 28) } }
    _ = try first.run()
    #expect(throws: FileError.self) { try stopped.run() }
    let error = #expect(throws: JobError.self) { try merge(["part1", "part2"], to: "merged") }
    #expect(
      "\(error!)" == """
        Not complete: shard 2 of 2 ('\(shop.folder.file("part2"))'). Run it again with --resume.
        """)
    #expect(!FileManager.default.fileExists(atPath: shop.folder.file("merged")))
    stopped.willWrite = nil
    let refused = #expect(throws: JobError.self) { try stopped.run() }
    #expect("\(refused!)".contains("contains a shard of a batch. Use --resume"))
    var again = job("part2", shard(2, of: 2), timings: timings, resumes: true)
    again.blockSize = 2
    #expect(try again.run().lines[0] == "Resumed after 2 reports.")
    // A complete shard stays as it is.
    let before = try contents("part2")
    #expect(try again.run().status == .done)
    #expect(try contents("part2") == before)
    _ = try merge(["part1", "part2"], to: "merged")
    try expectSame("merged", "whole")
  }

  @Test func whatDoesNotBelongTogetherIsRefused() throws {
    _ = try job("a1", shard(1, of: 3)).run()
    _ = try job("a2", shard(2, of: 3)).run()
    _ = try job("b3", shard(3, of: 3), alpha: 0.3).run()
    func refusal(_ places: [String]) throws -> String {
      let error = #expect(throws: JobError.self) { try merge(places, to: "merged") }
      #expect(!FileManager.default.fileExists(atPath: shop.folder.file("merged")))
      return "\(error!)"
    }
    #expect(try refusal(["a1"]).hasPrefix("Shards 2, 3 of 3 are missing."))
    #expect(try refusal(["a1", "a2", "a1"]).contains("are both shard 1 of 3."))
    #expect(try refusal(["a1", "a2", "b3"]).contains("'alpha' was '0.700' and is '0.300' now"))
    #expect(try refusal(["a1", "gallery"]).contains("does not contain a finished shard"))
    // A folder has one shard.
    let other = #expect(throws: JobError.self) {
      try job("a1", shard(2, of: 3), resumes: true).run()
    }
    #expect("\(other!)".contains("contains shard 1 of 3 of a batch, not shard 2 of 3."))
    let whole = #expect(throws: JobError.self) { try job("a1").run() }
    #expect("\(whole!)".contains("contains a shard of a batch. Put the shards"))
    // Editions of different secrets could not be reversed by one key.
    var blind = job("c1", shard(1, of: 3), editions: [.blind])
    blind.sealedKey = nil
    let secret = #expect(throws: JobError.self) { try blind.run() }
    #expect("\(secret!)".contains("the same key with --sealed"))
  }

  @Test func aChangedFileOfAShardIsNamed() throws {
    _ = try job("whole").run()
    let timings = shop.folder.file("whole/timings.json")
    for index in 1...2 { _ = try job("p\(index)", shard(index, of: 2), timings: timings).run() }
    let report = try shop.reportFolders(in: shop.folder.file("p2"))[0] + "/report.html"
    let bytes = try readFile(report)
    try AtomicFile.write(bytes + [32], to: report)
    let error = #expect(throws: JobError.self) { try merge(["p1", "p2"], to: "merged") }
    #expect("\(error!)".contains("report.html' is not as shard 2 of 2 wrote it."))
    // The shard makes it again, and the merge goes on where it was.
    _ = try job("p2", shard(2, of: 2), timings: timings, resumes: true).run()
    #expect(throws: JobError.self) { try merge(["p1", "p2"], to: "merged") }
    _ = try merge(["p1", "p2"], to: "merged", resumes: true)
    try expectSame("merged", "whole")
  }

  @Test func aJournalThatLeadsOutOfItsFolderIsRefused() throws {
    _ = try job("p1", shard(1, of: 1)).run()
    let journal = shop.folder.file("p1/report-shard.jsonl")
    let text = try shop.read(journal)
    try AtomicFile.write(
      text.replacing("\"path\":\"queries/0001", with: "\"path\":\"../queries/0001"), to: journal)
    let error = #expect(throws: JobError.self) { try merge(["p1"], to: "merged") }
    #expect("\(error!)".contains("outside it"))
  }

  // MARK: Galleries

  private func enroll(_ place: String, _ shard: Shard? = nil) throws -> JobResult {
    var job = EnrollJob(
      pictures: shop.gallery, output: shop.folder.file(place), settings: shop.settings)
    job.shard = shard
    return try job.run()
  }

  @Test func galleriesOfShardsAreOneGallery() throws {
    // Three batches.
    for person in 1...4 {
      for pose in 5...12 {
        try shop.write(Workshop.face(person, pose), "gallery/p\(person)/\(pose).png")
      }
    }
    try shop.write([1, 2, 3], "gallery/p3/0.png")
    let whole = try enroll("whole")
    for index in 1...4 {
      let result = try enroll("g\(index)", Shard(index: index, of: 4)!)
      #expect(result.lines[0].contains("(shard \(index) of 4)"), "\(result.lines)")
    }
    let places = ["g3", "g1", "g4", "g2"]
    let merged = try merge(places, to: "merged")
    #expect(merged.status == .doneWithFailures && merged.failures == whole.failures)
    try expectSame("merged", "whole")
    // Again, over what it wrote.
    _ = try merge(places, to: "merged")
    try expectSame("merged", "whole")
    let missing = #expect(throws: JobError.self) { try merge(["g1", "g2", "g4"], to: "other") }
    #expect("\(missing!)".hasPrefix("Shard 3 of 4 is missing."))
    // Part of a gallery is not searched by mistake, and a folder keeps its shard.
    let full = try #require(
      (1...4).first { FileStatus(of: shop.folder.file("g\($0)/entries.jsonl")) != nil })
    var search = job("out")
    search = ReportJob(
      queries: search.queries, gallery: shop.folder.file("g\(full)"), output: search.output,
      settings: search.settings)
    let part = #expect(throws: GalleryError.self) { try search.run() }
    #expect("\(part!)".contains("contains shard \(full) of 4 of a gallery"))
    let other = #expect(throws: JobError.self) { try enroll("g\(full)") }
    #expect("\(other!)".contains("contains shard \(full) of 4 of a gallery, not a whole one."))
    let shard = #expect(throws: JobError.self) { try enroll("whole", Shard(index: 1, of: 4)!) }
    #expect("\(shard!)".contains("contains the whole of a gallery, not shard 1 of 4."))
  }

  @Test func shardsOfOtherGalleriesAreRefused() throws {
    _ = try enroll("g1", Shard(index: 1, of: 2)!)
    try shop.write(Workshop.face(2, 8), "gallery/p2/8.png")
    _ = try enroll("g2", Shard(index: 2, of: 2)!)
    let error = #expect(throws: JobError.self) { try merge(["g1", "g2"], to: "merged") }
    #expect("\(error!)".contains("were not enrolled alike"))
    _ = try job("r1", shard(1, of: 2)).run()
    let mixed = #expect(throws: JobError.self) { try merge(["g1", "r1"], to: "merged") }
    #expect("\(mixed!)".contains("one after the other"))
  }
}
