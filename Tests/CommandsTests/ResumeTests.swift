import Basics
import Foundation
import Reports
import Testing
import _WorkshopSupport

@testable import Audit
@testable import Commands
@testable import Runs

@Suite struct ResumeTests {
  /// Blocks of two: the four queries of the workshop and a broken one are three blocks.
  private func report(
    _ shop: Workshop, to output: String? = nil, resumes: Bool = false, alpha: Double = 0.7,
    calibration: String? = nil, paper: PaperSize = .a4, timings: String? = nil,
    stoppedAt number: Int? = nil
  ) throws -> JobResult {
    var settings = shop.settings
    settings.show = 1
    settings.identification.alpha = alpha
    settings.calibration = calibration
    var dossier = DossierOptions()
    dossier.paper = paper
    var job = ReportJob(
      queries: shop.queries, gallery: shop.gallery, output: output ?? shop.output,
      settings: settings, isResumed: resumes, dossier: dossier)
    job.blockSize = 2
    job.timings = timings
    if let number {
      job.willWrite = {
        if $0 == number { throw FileError.cannotWrite(path: "full disk", code: 28) }
      }
    }
    return try job.run()
  }

  private static let journal = ".facet-batch.jsonl"

  /// A batch stopped before a report, as by a full disk; a whole one beside it. The second of the five
  /// queries is broken.
  private func stopped(
    _ shop: Workshop, at number: Int, calibration: String? = nil
  ) throws {
    try shop.write([1, 2, 3], "queries/p2/0.png")
    _ = try report(shop, to: shop.folder.file("whole"), calibration: calibration)
    #expect(throws: FileError.self) {
      try report(shop, calibration: calibration, timings: times(shop), stoppedAt: number)
    }
  }

  /// Those of the whole batch, so that all bytes can be compared.
  private func times(_ shop: Workshop) -> String { shop.folder.file("whole/timings.json") }

  private func expectWhole(_ shop: Workshop) throws {
    let manifest = try shop.read(shop.output + "/manifest.json")
    #expect(manifest == (try shop.read(shop.folder.file("whole/manifest.json"))))
    let check = try AuditJob(
      folder: shop.output, recomputes: false, originals: .init(), isQuiet: true
    ).run()
    #expect(check.status == .done, "\(check.lines)")
    #expect(!FileManager.default.fileExists(atPath: shop.output + "/" + Self.journal))
  }

  @Test(arguments: [3, 5])
  func theRestGivesTheSameAsAnUninterruptedBatch(number: Int) throws {
    let shop = try Workshop()
    try stopped(shop, at: number)
    #expect(try shop.read(shop.output + "/index.html").contains("This batch ended early"))
    let before = try shop.reportFolders()
    #expect(before.count == number - 2)
    let first = before[0] + "/report.html"
    let date = try FileManager.default.attributesOfItem(atPath: first)[.modificationDate] as? Date
    let result = try report(shop, resumes: true, timings: times(shop))
    #expect(result.status == .doneWithFailures && result.failures.count == 1)
    #expect(try shop.reportFolders().count == 4)
    // What was there was not written again.
    #expect(
      try FileManager.default.attributesOfItem(atPath: first)[.modificationDate] as? Date == date)
    try expectWhole(shop)
  }

  @Test func aDamagedReportIsMadeAgain() throws {
    let shop = try Workshop()
    try stopped(shop, at: 4)
    try AtomicFile.write("x", to: shop.reportFolders()[1] + "/report.pdf")
    // The last line was cut short.
    let journal = shop.output + "/" + Self.journal
    try AtomicFile.write(Array(try readFile(journal).dropLast(40)), to: journal)
    _ = try report(shop, resumes: true, timings: times(shop))
    try expectWhole(shop)
  }

  /// A block outside of the list of queries ends a journal as a broken line does.
  @Test(arguments: ["-1", "6", "9223372036854775807"])
  func aBlockThatTheBatchDoesNotHaveIsNotTakenOver(place: String) throws {
    let shop = try Workshop()
    try stopped(shop, at: 4)
    let journal = shop.output + "/" + Self.journal
    let text = try shop.read(journal)
    let changed = text.replacingOccurrences(
      of: #"{"block":{"_0":2}}"#, with: #"{"block":{"_0":\#(place)}}"#)
    #expect(changed != text)
    try AtomicFile.write(changed, to: journal)
    _ = try report(shop, resumes: true, timings: times(shop))
    try expectWhole(shop)
  }

  @Test func otherSettingsOrPicturesAreRefused() throws {
    let shop = try Workshop()
    try stopped(shop, at: 3)
    let error = #expect(throws: JobError.self) {
      try report(shop, resumes: true, alpha: 0.3, timings: times(shop))
    }
    #expect("\(error!)".contains("'alpha' was '0.700' and is '0.300' now"))
    let paper = #expect(throws: JobError.self) {
      try report(shop, resumes: true, paper: .letter, timings: times(shop))
    }
    #expect("\(paper!)".contains("the option 'paper' has changed since the batch started"))
    let measured = #expect(throws: JobError.self) { try report(shop, resumes: true) }
    #expect("\(measured!)".contains("the file of --timings has changed"))
    try shop.write(Workshop.face(1, 9), "queries/p1/4.png")
    let changed = #expect(throws: JobError.self) {
      try report(shop, resumes: true, timings: times(shop))
    }
    #expect("\(changed!)".contains("the picture 'p1/4.png' changed"))
  }

  @Test func anotherCalibrationUnderTheSameNameIsRefused() throws {
    let shop = try Workshop()
    let path = try shop.calibration()
    try stopped(shop, at: 3, calibration: path)
    let bytes = try readFile(path)
    try AtomicFile.write(bytes + [10], to: path)
    let error = #expect(throws: JobError.self) {
      try report(shop, resumes: true, calibration: path, timings: times(shop))
    }
    #expect("\(error!)".contains("'calibration SHA-256' was '"))
    try AtomicFile.write(bytes, to: path)
    _ = try report(shop, resumes: true, calibration: path, timings: times(shop))
    try expectWhole(shop)
  }

  /// A set has another order in each run of the program.
  @Test func whatARunWasAskedForIsWrittenInOneOrder() throws {
    var dossier = DossierOptions()
    dossier.editions = [.redacted, .full, .blind]
    dossier.caseData.notes = "n"
    dossier.paper = .letter
    dossier.css = "c"
    dossier.logo = "l"
    let run = RunDescription(
      queries: "q", gallery: "g", settings: JobSettings(model: "m"), dossier: dossier)
    let json = try run.json()
    #expect(
      json["dossier"]?["editions"]
        == .array([.string("full"), .string("blind"), .string("redacted")]))
    #expect(try RunDescription(json) == run)
  }

  /// A manifest may come from anyone: settings that no command takes would end the program.
  @Test func aRunWithSettingsOutOfTheirRangesIsRefused() throws {
    let settings = JobSettings(model: "m")
    let changes: [(inout JobSettings) -> Void] = [
      { $0.show = -1 }, { $0.show = .max }, { $0.identification.topK = 0 }, { $0.minimumFace = 0 },
      { $0.minimumFace = .max }, { $0.pixelMasks = -1 }, { $0.identification.alpha = 1e300 },
      { $0.identification.epsilon = 0 }, { $0.minimumScore = 2 }, { $0.apartAt = -1 },
    ]
    for (place, change) in changes.enumerated() {
      var changed = settings
      change(&changed)
      let json = try RunDescription(
        queries: "q", gallery: "g", settings: changed, dossier: DossierOptions()
      ).json()
      #expect(throws: DecodingError.self, "\(place)") { try RunDescription(json) }
    }
  }

  /// What is handed out holds what one run wrote, and its key is never replaced.
  @Test func aFolderWithAnEarlierRunIsRefused() throws {
    let shop = try Workshop()
    try stopped(shop, at: 3)
    func refusal(_ folder: String, resumes: Bool = false) throws -> String {
      let before = try FileManager.default.subpathsOfDirectory(atPath: folder).sorted()
      let error = #expect(throws: JobError.self) {
        try report(shop, to: folder, resumes: resumes)
      }
      #expect(try FileManager.default.subpathsOfDirectory(atPath: folder).sorted() == before)
      return "\(error!)"
    }
    #expect(try refusal(shop.output).contains("contains a batch that was stopped. Use --resume"))
    let whole = shop.folder.file("whole")
    #expect(
      try refusal(whole).hasSuffix(
        "already contains the reports of an earlier run ('manifest.json'). "
          + "Choose another folder with --output."))
    #expect(try refusal(whole, resumes: true).contains("there is nothing to resume"))
    // One of the folders to hand out is enough; other files do not matter.
    let other = shop.folder.file("other")
    try shop.write([1], "other/notes.txt")
    try makeFolders(other + "/blind")
    try shop.write([1], "other/redacted/queries/Q-1/report.html")
    #expect(try refusal(other).contains("('redacted')"))
    try FileManager.default.removeItem(atPath: other + "/redacted")
    #expect(try report(shop, to: other).status == .doneWithFailures)
  }

  @Test func withoutAJournalItBeginsAtTheBeginning() throws {
    let shop = try Workshop()
    let result = try report(shop, resumes: true)
    #expect(result.lines[0].hasPrefix("Nothing to resume; the batch was run from the start."))
    #expect(try shop.reportFolders().count == 4)
  }
}
