import Basics
import Evidence
import Foundation
import Reports
import Testing
import _TestSupport
import _WorkshopSupport

@testable import Audit
@testable import Commands
@testable import Runs

/// What is handed out of a real run, with checks, a calibration and a case, must not say
/// what it withholds.
@Suite struct EditionJobTests {
  let shop: Workshop
  /// Parts of names and texts that no edition but the full one may hold.
  private static let words = [
    "Zebedee", "Umbrella", "Quagmire", "Nightshade", "Xylophone", "Palimpsest", "Rosalind",
    "Operator-Oona", "Authority-Aske", "Notes-Nettle",
  ]
  private static let comment = "Wolverine"

  init() throws {
    shop = try Workshop()
    for folder in [shop.queries, shop.gallery] {
      try FileManager.default.removeItem(atPath: folder)
    }
    // In the order of their names the pictures of one person stand together.
    for (person, name) in ["Zebedee", "Umbrella", "Quagmire", "Nightshade"].enumerated() {
      for pose in 1...3 {
        try shop.write(Workshop.face(person + 1, pose), "gallery/\(name)/Xylophone \(pose).png")
      }
    }
    try shop.write(
      Self.commented(Workshop.face(1, 4).resized(width: 211, height: 307).encodedJPEG(quality: 95)),
      "queries/Zebedee/Palimpsest A.jpg")
    try shop.write(Workshop.face(2, 4), "queries/Umbrella/Palimpsest B.png")
    try shop.write([1, 2, 3], "queries/Umbrella/Palimpsest broken.png")
    try shop.write([1, 2, 3], "gallery/Umbrella/Xylophone broken.png")
  }

  /// With a comment such as a camera or an archive leaves.
  private static func commented(_ jpeg: [UInt8]) -> [UInt8] {
    let text = Array(comment.utf8)
    return jpeg[..<2] + [0xFF, 0xFE, 0, UInt8(text.count + 2)] + text + jpeg[2...]
  }

  private static let calibrationName = "Xylophone calibration.json"
  private var calibration: String { shop.folder.file(Self.calibrationName) }

  /// One run for all: it takes long.
  @Test(
    .enabled(
      if: ["pdftotext", "pdfinfo", "pdfimages", "qpdf"].allSatisfy(InstalledTool.isInstalled),
      "pdftotext, pdfinfo, pdfimages or qpdf is not installed"))
  func nothingWithheldLeavesARealRun() throws {
    try run()
    try expectNoNamesDigestsOrFaces()
    try expectNoPlacesInLists()
    try expectNoNumbersInTheBlindEdition()
    try expectNoExactScoreInTheRedactedEdition()
    try expectOtherPicturesOnPaper()
  }

  private func run() throws {
    _ = try shop.calibration(named: Self.calibrationName)
    var settings = shop.settings
    settings.hasChecks = true
    settings.show = 1
    settings.calibration = calibration
    var dossier = DossierOptions()
    dossier.editions = [.full, .blind, .redacted]
    dossier.seed = 5
    dossier.caseData.caseNumber = "Case 4711"
    dossier.caseData.requester = "Rosalind"
    dossier.caseData.operatorName = "Operator-Oona"
    dossier.caseData.authority = "Authority-Aske"
    dossier.caseData.notes = "Notes-Nettle"
    let result = try ReportJob(
      queries: shop.queries, gallery: shop.gallery, output: shop.output, settings: settings,
      dossier: dossier
    ).run()
    #expect(result.failures.count == 2)
  }

  /// What a file's readers see and what its bytes say, by its path from the folder.
  private func texts(_ folder: String) throws -> [String: (shown: String, raw: String)] {
    var texts: [String: (shown: String, raw: String)] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder) {
      let path = "\(folder)/\(name)"
      if name.hasSuffix(".pdf") {
        let plain = shop.folder.file("plain.pdf")
        _ = try InstalledTool.output("qpdf", ["--qdf", "--object-streams=disable", path, plain])
        texts[name] = (
          try InstalledTool.output("pdftotext", ["-raw", path, "-"])
            + InstalledTool.output("pdfinfo", [path]),
          String(decoding: try readFile(plain), as: UTF8.self)
        )
      } else if let bytes = try? readFile(path) {
        let text = String(decoding: bytes, as: UTF8.self)
        texts[name] = (
          text.replacing(#/(?s)<style.*?</style>|base64,[A-Za-z0-9+/=]*/#, with: ""), text
        )
      }
    }
    return texts
  }

  private func data(_ folder: String) throws -> [ReportData] {
    try FileManager.default.contentsOfDirectory(atPath: folder + "/queries").sorted().map {
      try JSONDecoder().decode(
        ReportData.self, from: Data(try readFile("\(folder)/queries/\($0)/report.json")))
    }
  }

  /// All numbers under keys that end in "Index", wherever they stand.
  private func indices(_ value: JSONValue) -> [Double] {
    switch value {
    case .array(let values): values.flatMap(indices)
    case .object(let fields):
      fields.flatMap { key, value -> [Double] in
        if key.hasSuffix("Index"), case .number(let number) = value { return [number] }
        return indices(value)
      }
    default: []
    }
  }

  private func expectNoNamesDigestsOrFaces() throws {
    let full = try data(shop.output)
    #expect(full.count == 2)
    for report in full {
      // All that could leak is there.
      #expect(report.heights.first?.wrongPeople != nil && report.heights[0].others.count > 5)
      #expect(report.people?.people.count == 4 && report.state != nil)
      #expect(report.quality.query != nil && report.stability?.copies.count == 10)
      #expect(report.ledger?.entries.isEmpty == false && report.provenance.models.count == 1)
    }
    var digests = Set(full.flatMap { $0.pictures.flatMap { [$0.sha256, $0.cropSHA256] } })
    digests.formUnion(full.flatMap { $0.provenance.models.map(\.sha256) })
    digests.formUnion(full.map(\.provenance.gallerySHA256))
    digests.insert(try SHA256.digest(ofFileAt: calibration))
    #expect(digests.count > 2 * 11)
    let names =
      Self.words + [shop.folder.path, "calibration.json", "model.safetensors", "Palimpsest broken"]
      + digests.map { String($0.hexadecimal.prefix(16)) }
    let fullTexts = try texts(shop.output).filter {
      !["blind/", "redacted/", "sealed/"].contains(where: $0.key.hasPrefix)
    }
    func isTold(_ word: String, in texts: [String: (shown: String, raw: String)]) -> String? {
      texts.first { $0.value.raw.contains(word) || $0.value.shown.contains(word) }?.key
    }
    // A word that the full edition does not say tests nothing.
    for name in names { #expect(isTold(name, in: fullTexts) != nil, "\(name)") }
    #expect(isTold(Self.comment, in: fullTexts) == nil)
    let faces = Set(
      fullTexts.values.flatMap {
        $0.raw.matches(of: #/data:image/jpeg;base64,([A-Za-z0-9+/=]{100,})/#).map { $0.output.1 }
      })
    #expect(faces.count > 5)
    let sizes = ["211 ×", "211 x", "\"width\" : 211", "× 307"]
    #expect(isTold(sizes[0], in: fullTexts) != nil && isTold(sizes[2], in: fullTexts) != nil)
    for edition in ["blind", "redacted"] {
      let texts = try texts("\(shop.output)/\(edition)")
      #expect(texts.count >= (edition == "blind" ? 4 : 7))
      let others = [Self.comment, "Case 4711"]
      for name in names + others {
        let place = isTold(name, in: texts)
        #expect(place == nil, "\(edition)/\(place ?? "") says \(name)")
        #expect(!texts.keys.contains { $0.contains(name) })
      }
      // The crop is smaller than any of these numbers.
      for size in sizes where edition == "redacted" {
        let place = texts.first { $0.value.shown.contains(size) }?.key
        #expect(place == nil, "\(edition)/\(place ?? "") says \(size)")
      }
    }
    let redactedTexts = try texts(shop.output + "/redacted")
    for face in faces {
      #expect(!redactedTexts.values.contains { $0.raw.contains(face) })
    }
  }

  private func expectNoPlacesInLists() throws {
    let (full, redacted) = (try data(shop.output), try data(shop.output + "/redacted"))
    #expect(full.count == 2 && redacted.count == 2)
    var seen: [String: Set<String>] = [:]
    for report in redacted {
      let json = try JSONDecoder().decode(
        JSONValue.self, from: Data(JSONText.encode(report).utf8))
      let numbers = Set(indices(json))
      // One number for each picture that is named, from 0: the order of the EMD's ranking.
      #expect(numbers.count >= 10 && numbers == Set((0..<numbers.count).map(Double.init)))
      #expect(report.candidates[.emd]!.map(\.galleryIndex) == Array(0..<10))
      let original = try #require(
        full.first {
          $0.candidates[.emd]!.map { ($0.scores.cosine * 1000).rounded() / 1000 }
            == report.candidates[.emd]!.map(\.scores.cosine)
        }
      )
      #expect(original.candidates[.emd]!.map(\.galleryIndex) != Array(0..<10))
      // All parts speak of the same pictures as before.
      let pairs = Dictionary(
        original.candidates.methods.flatMap { method in
          zip(original.candidates[method]!, report.candidates[method]!).map {
            ($0.galleryIndex, $1)
          }
        }
      ) { first, _ in first }
      for (one, other) in zip(original.shown, report.shown) {
        #expect(pairs[one.galleryIndex]?.galleryIndex == other.galleryIndex)
        #expect(pairs[one.galleryIndex]?.path == other.picture.path)
      }
      #expect(
        original.ledger!.entries.map { pairs[$0.galleryIndex]?.galleryIndex }
          == report.ledger!.entries.map(\.galleryIndex))
      #expect(original.contrasts.count == report.contrasts.count)
      for (one, other) in zip(original.contrasts, report.contrasts) {
        #expect(pairs[one.otherIndex]?.galleryIndex == other.otherIndex)
      }
      let people = try #require(original.people).people
      #expect(
        people.map { pairs[$0.best]?.galleryIndex } == report.people?.people.map { $0.best })
      for (candidate, other) in zip(
        original.candidates[.stage1]!, report.candidates[.stage1]!)
      {
        seen[candidate.path, default: []].insert(other.path)
      }
    }
    // A picture has one pseudonym in all reports, and no two share one.
    #expect(seen.values.allSatisfy { $0.count == 1 })
    #expect(Set(seen.values.flatMap { $0 }).count == seen.count)
    // Neither edition has the reports in the order of the batch, nor its numbers.
    for edition in ["blind", "redacted"] {
      let folders = try FileManager.default.contentsOfDirectory(
        atPath: "\(shop.output)/\(edition)/queries")
      #expect(folders.allSatisfy { $0.wholeMatch(of: #/Q-[0-9a-f]{12}/#) != nil })
      let index = try shop.read("\(shop.output)/\(edition)/index.html")
      #expect(!index.contains(/<h[1-6][^>]*>\s*<\/h/), "an empty heading")
      #expect(!index.contains("0001") && folders.allSatisfy(index.contains))
    }
    let manifest = try ManifestComparison(folder: shop.output + "/redacted").manifest
    #expect(manifest.queries.map(\.report) == manifest.queries.map(\.report).sorted())
    // The key leads back.
    let key = try JSONDecoder().decode(
      SealedKey.self, from: Data(try readFile(shop.output + "/sealed/key.json")))
    #expect(Set(key.queries.map(\.redactedReport)) == Set(manifest.queries.map(\.report)))
    let blind = try FileManager.default.contentsOfDirectory(atPath: shop.output + "/blind/queries")
    #expect(Set(key.queries.compactMap(\.blindReport)) == Set(blind))
    #expect(Set(blind).isDisjoint(with: manifest.queries.map(\.report)))
    for query in key.queries {
      #expect(
        FileManager.default.fileExists(atPath: "\(shop.output)/queries/\(query.fullReport)"))
    }
  }

  private func expectNoNumbersInTheBlindEdition() throws {
    let full = try texts(shop.output).filter { $0.key.hasPrefix("queries/") }
    let printed = Set(
      full.values.flatMap { $0.shown.matches(of: #/\b[01]\.[0-9]{4,}\b/#).map(\.output) })
    #expect(printed.count > 100)
    let blind = try texts(shop.output + "/blind")
    for (name, text) in blind {
      for number in printed { #expect(!text.shown.contains(number), "\(name) says \(number)") }
      for word in ["EMD", "H2L", "cosine", "similarity", "Stage 1", "Rank"] {
        #expect(!text.shown.contains(word), "\(name) says \(word)")
      }
    }
  }

  /// With all digits a score names the pictures that it is of.
  private func expectNoExactScoreInTheRedactedEdition() throws {
    func exact(_ texts: [String: (shown: String, raw: String)]) -> [String] {
      texts.values.flatMap { text in
        text.shown.matches(
          of: #/(?:imilarity|core|cosine|area|lead|spread|total)[": ]+[01]\.[0-9]{3}[0-9]*[1-9]\b/#
        ).map { String($0.output) }
      }
    }
    let full = try texts(shop.output).filter { $0.key.hasPrefix("queries/") }
    let redacted = try texts(shop.output + "/redacted")
    #expect(exact(full).count > 20 && exact(redacted).isEmpty, "\(exact(redacted))")
    #expect(redacted.values.contains { $0.shown.contains("similarity 0.") })
  }

  private func expectOtherPicturesOnPaper() throws {
    func pictures(_ folder: String) throws -> Set<SHA256Digest> {
      var found: Set<SHA256Digest> = []
      for name in try FileManager.default.subpathsOfDirectory(atPath: folder)
      where name.hasSuffix(".pdf") {
        let place = try TemporaryFolder()
        _ = try InstalledTool.output(
          "pdfimages", ["-all", "\(folder)/\(name)", place.file("picture")])
        for file in try FileManager.default.contentsOfDirectory(atPath: place.path) {
          found.insert(try SHA256.digest(ofFileAt: place.file(file)))
        }
      }
      return found
    }
    let redacted = try pictures(shop.output + "/redacted")
    let full = try pictures(shop.output + "/queries")
    // One silhouette for all faces, colored and gray.
    #expect((1...4).contains(redacted.count) && full.count > 10 && redacted.isDisjoint(with: full))
  }
}
