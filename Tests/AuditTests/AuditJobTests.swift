import Audit
import Basics
import Commands
import Foundation
import Identification
import Networks
import Runs
import Testing
import _TestSupport
import _WorkshopSupport

@Suite struct AuditJobTests {
  /// Two queries, one candidate explained.
  private func workshop() throws -> (shop: Workshop, settings: JobSettings) {
    let shop = try Workshop()
    for person in 3...4 {
      try FileManager.default.removeItem(atPath: shop.queries + "/p\(person)")
    }
    var settings = shop.settings
    settings.show = 1
    return (shop, settings)
  }

  private func check(
    _ shop: Workshop, recomputes: Bool = false, _ originals: AuditJob.Originals = .init()
  ) throws -> JobResult {
    try AuditJob(
      folder: shop.output, recomputes: recomputes, originals: originals, isQuiet: true
    ).run()
  }

  @Test func aReportIsWhatItsOriginalsGive() throws {
    let (shop, settings) = try workshop()
    _ = try shop.report(settings)
    let result = try check(shop, recomputes: true)
    #expect(result.status == .done, "\(result.lines)")
    // A model, two queries, the gallery pictures that are listed.
    #expect(result.lines.contains("14 originals hashed; 0 not found."))
    #expect(result.lines.contains("2 reports recomputed."))
    #expect(result.lines.contains("Agreement: every byte of 16 files and of manifest.json."))
    #expect(
      result.lines.last == """
        No difference: 16 files and 14 originals are as the manifest lists them, and the \
        recomputed report is the same in every byte.
        """)
  }

  @Test func aReportByTemplatesIsRecomputed() throws {
    var (shop, settings) = try workshop()
    settings.identification.template = .mean
    _ = try shop.report(settings)
    let result = try check(shop, recomputes: true)
    #expect(result.status == .done, "\(result.lines)")
    #expect(result.lines.contains("2 reports recomputed."))
    // Without the template, the numbers would be others.
    let manifest = shop.output + "/manifest.json"
    let text = try shop.read(manifest)
    #expect(text.contains("\"template\" : \"mean\""))
    try AtomicFile.write(
      text.replacingOccurrences(of: "\"template\" : \"mean\"", with: "\"template\" : \"none\""),
      to: manifest)
    let other = try check(shop, recomputes: true)
    #expect(other.status == .doneWithFailures)
    #expect(other.lines.contains { $0.hasPrefix("changed number: queries/") })
  }

  @Test func changedOriginalsAreNamed() throws {
    let (shop, settings) = try workshop()
    _ = try shop.report(settings)
    try shop.write(Workshop.face(2, 5), "queries/p2/4.png")
    try shop.write(Workshop.face(3, 6), "gallery/p3/1.png")
    let lines = try check(shop).lines
    #expect(lines.count { $0.hasPrefix("changed picture: p2/4.png: SHA-256 ") } == 1)
    #expect(lines.count { $0.hasPrefix("changed picture: p3/1.png: SHA-256 ") } == 1)
    let again = try check(shop, recomputes: true)
    #expect(again.status == .doneWithFailures)
    #expect(
      again.lines.contains { $0.hasPrefix("changed number: queries/0002-p2-4-png/report.json: ") })
    var model = try readFile(shop.model)
    model[model.count - 1] ^= 1
    try AtomicFile.write(model, to: shop.model)
    #expect(try check(shop).lines.contains { $0.hasPrefix("changed model: ") })
  }

  @Test func aForgedNumberWithAFittingManifestIsFoundByRecomputing() throws {
    let (shop, settings) = try workshop()
    _ = try shop.report(settings)
    let place = try shop.reportFolders()[0]
    let name = String(place.dropFirst(shop.output.count + 1))
    // The page says another label, the data another rank, and the manifest fits both.
    var manifest = try shop.read(shop.output + "/manifest.json")
    for (file, text, other) in [
      ("report.json", "\"rank\" : 7,", "\"rank\" : 8,")
    ] {
      let before = try readFile("\(place)/\(file)")
      let after = Array(
        String(decoding: before, as: UTF8.self).replacingOccurrences(of: text, with: other).utf8)
      #expect(after != before)
      try AtomicFile.write(after, to: "\(place)/\(file)")
      let was = SHA256.digest(of: before).hexadecimal
      #expect(manifest.contains(was) && after.count == before.count)
      manifest = manifest.replacingOccurrences(
        of: was, with: SHA256.digest(of: after).hexadecimal)
    }
    try AtomicFile.write(manifest, to: shop.output + "/manifest.json")
    #expect(try check(shop).status == .done)
    let found = try check(shop, recomputes: true).lines
    #expect(
      found.contains {
        $0.hasPrefix("changed number: \(name)/report.json: candidates.")
          && $0.hasSuffix(".rank: reported 8.0, recomputed 7.0")
      })
  }

  @Test func whatIsNotAtHandIsSaid() throws {
    let (shop, settings) = try workshop()
    _ = try shop.report(settings)
    let moved = shop.folder.file("elsewhere")
    try FileManager.default.moveItem(atPath: shop.queries, toPath: moved)
    #expect(
      try check(shop).lines.contains { $0.hasPrefix("12 originals hashed; 2 not found") })
    #expect(
      try check(shop, recomputes: true).lines.contains { $0.hasPrefix("not recomputed: ") })
    var originals = AuditJob.Originals()
    originals.queries = moved
    #expect(try check(shop, recomputes: true, originals).status == .done)
  }

  @Test func aMissingGalleryPictureIsNoChangedNumber() throws {
    let (shop, settings) = try workshop()
    _ = try shop.report(settings)
    try FileManager.default.removeItem(atPath: shop.gallery + "/p3/1.png")
    let result = try check(shop, recomputes: true)
    #expect(result.status == .doneWithFailures)
    for report in ["0001-p1-4-png", "0002-p2-4-png"] {
      let line = """
        not recomputed: queries/\(report)/report.json: gallery picture 'p3/1.png' is missing, so \
        the scores cannot be compared
        """
      #expect(result.lines.count { $0 == line } == 1, "\(result.lines)")
    }
    // Gallery, both reports, and pages that follow from them.
    #expect(!result.lines.contains { $0.hasPrefix("changed ") }, "\(result.lines)")
    #expect(result.lines.contains("0 reports recomputed."))
    #expect(result.lines.contains("Agreement: none. The list shows the differences."))
    #expect(
      result.lines.contains(
        "not recomputed: manifest.json: gallery.count: reported 12.0, recomputed 11.0"))
    #expect(result.lines.last == "5 differences.")
    // One that is there but another is a changed picture, with what it changes.
    try shop.write(Workshop.face(3, 6), "gallery/p3/1.png")
    let changed = try check(shop, recomputes: true).lines
    #expect(changed.contains { $0.hasPrefix("changed picture: p3/1.png: SHA-256 ") })
    #expect(changed.contains { $0.hasPrefix("changed number: ") })
    #expect(!changed.contains { $0.hasPrefix("changed page") })
    #expect(
      changed.count { $0.hasPrefix("not recomputed: ") } == 1
        && changed.contains {
          $0.hasSuffix("files with other bytes: they depend on numbers that differ")
        }, "\(changed)")
  }

  @Test func picturesOfAnEnrolledGalleryAreAtHand() throws {
    let (shop, settings) = try workshop()
    let enrolled = shop.folder.file("enrolled")
    _ = try EnrollJob(pictures: shop.gallery, output: enrolled, settings: settings).run()
    _ = try ReportJob(
      queries: shop.queries, gallery: enrolled, output: shop.output, settings: settings
    ).run()
    let result = try check(shop, recomputes: true)
    #expect(result.lines.contains("14 originals hashed; 0 not found."), "\(result.lines)")
    #expect(result.status == .done)
    try shop.write(Workshop.face(3, 6), "gallery/p3/1.png")
    #expect(
      try check(shop).lines.count { $0.hasPrefix("changed picture: p3/1.png: SHA-256 ") } == 1)
    // The folder may be given where it is now.
    let moved = shop.folder.file("moved")
    try FileManager.default.moveItem(atPath: enrolled, toPath: moved)
    #expect(try check(shop).lines.contains { $0.contains(" not found. ") })
    var originals = AuditJob.Originals()
    originals.gallery = moved
    #expect(
      try check(shop, originals).lines.contains("14 originals hashed; 0 not found."))
  }

  @Test func damagedFeaturesOfAnEnrolledGalleryAreNamed() throws {
    let (shop, settings) = try workshop()
    let enrolled = shop.folder.file("enrolled")
    _ = try EnrollJob(pictures: shop.gallery, output: enrolled, settings: settings).run()
    func report() throws -> JobResult {
      try ReportJob(
        queries: shop.queries, gallery: enrolled, output: shop.output, settings: settings
      ).run()
    }
    _ = try report()
    #expect(try check(shop).lines.contains("The gallery's features are undamaged."))
    let part = enrolled + "/features-00001-of-00001.safetensors"
    let sound = try readFile(part)
    var bytes = sound
    // In the patches of the last face.
    bytes[bytes.count - 2] ^= 4
    try AtomicFile.write(bytes, to: part)
    let result = try check(shop)
    #expect(result.status == .doneWithFailures)
    #expect(
      result.lines.contains {
        $0.hasPrefix(
          "changed file: \(enrolled): '\(part)' is not a part of this gallery: its numbers of '")
          && $0.hasSuffix("' are damaged. Rebuild it with 'facet enroll'.")
      }, "\(result.lines)")
    // All of the small gallery is ranked, so the report meets the damage; no query is to blame.
    try FileManager.default.removeItem(atPath: shop.output)
    #expect(throws: GalleryError.self) { try report() }
    // Enrolling again computes all features and leaves a gallery that is whole.
    let lines = try EnrollJob(pictures: shop.gallery, output: enrolled, settings: settings).run()
      .lines
    #expect(lines[0].hasPrefix("All features are computed again: '\(part)' "), "\(lines)")
    #expect(try readFile(part) == sound)
  }

  @Test func modelsThatTheProgramHoldsAreAtHand() throws {
    var (shop, settings) = try workshop()
    settings.model = BuiltInModels.backbonePath
    settings.reranker = BuiltInModels.rerankerPath
    _ = try shop.report(settings)
    let lines = try check(shop).lines
    // Two models, two queries, the gallery pictures that are listed.
    #expect(lines.contains { $0.hasSuffix(" originals hashed; 0 not found.") }, "\(lines)")
    #expect(lines.last?.hasPrefix("No difference: ") == true)
  }

  @Test func photographsAreComputedAgainWithTheirDetector() throws {
    let shop = try Workshop()
    try shop.takePhotographs()
    var settings = shop.photographSettings
    settings.show = 1
    settings.queryFaces = .all
    let predictor = shop.folder.file("landmarks.dat")
    try AtomicFile.write(DlibWriter.predictor(), to: predictor)
    settings.landmarks = predictor
    #expect(try shop.report(settings).status == .done)
    #expect(try check(shop, recomputes: true).status == .done)
    let movedPredictor = shop.folder.file("moved landmarks.dat")
    try FileManager.default.moveItem(atPath: predictor, toPath: movedPredictor)
    let moved = shop.folder.file("moved detector.safetensors")
    try FileManager.default.moveItem(atPath: shop.detector, toPath: moved)
    let lines = try check(shop, recomputes: true).lines
    #expect(lines.contains { $0.contains("; 2 not found. ") }, "\(lines)")
    #expect(lines.contains { $0.hasPrefix("not recomputed: ") })
    var originals = AuditJob.Originals()
    originals.detector = moved
    originals.landmarks = movedPredictor
    let again = try check(shop, recomputes: true, originals)
    #expect(again.status == .done && again.lines.contains("3 reports recomputed."))
    // Another detector and another predictor are reported.
    for file in [moved, movedPredictor] {
      var bytes = try readFile(file)
      bytes[bytes.count - 1] ^= 1
      try AtomicFile.write(bytes, to: file)
    }
    #expect(try check(shop, originals).lines.count { $0.hasPrefix("changed model: ") } == 2)
  }

  /// Fields of another format cannot be compared one by one.
  @Test func aReportOfAnotherFormatIsNotComputedAgain() throws {
    let (shop, settings) = try workshop()
    _ = try shop.report(settings)
    let path = try shop.reportFolders()[0] + "/report.json"
    let text = try shop.read(path)
    let older = text.replacing(#/"format"\s*:\s*3/#, with: "\"format\": 1")
    #expect(older != text)
    try AtomicFile.write(older, to: path)
    let lines = try AuditJob(
      folder: shop.output, recomputes: true, originals: .init(), isQuiet: true
    ).run().lines
    #expect(
      lines.contains {
        $0.hasPrefix("not recomputed: ")
          && $0.contains("its format differs from that of this version")
      }, "\(lines)")
    #expect(!lines.contains { $0.contains("recomputed 2") })
  }

  @Test func twoRunsAreComparedWithTheirReasons() throws {
    let (shop, settings) = try workshop()
    _ = try shop.report(settings)
    #expect(try DiffJob(shop.output, shop.output).run().status == .done)
    var others = settings
    others.identification.alpha = 0.2
    others.identification.weighting = .uniform
    let other = shop.folder.file("other")
    _ = try shop.report(others, to: other)
    let result = try DiffJob(shop.output, other).run()
    #expect(result.status == .doneWithFailures)
    #expect(result.lines.contains("why: setting alpha: 0.700 -> 0.200"))
    #expect(result.lines.contains("why: setting weights: apc -> uniform"))
    #expect(result.lines.contains { $0.hasPrefix("score: p1/4.png emd: ") })
    #expect(!result.lines.contains { $0.hasPrefix("score: p1/4.png stage1: ") })
    try shop.write(Workshop.face(2, 5), "queries/p2/4.png")
    let changed = shop.folder.file("changed")
    _ = try shop.report(settings, to: changed)
    let lines = try DiffJob(shop.output, changed).run().lines
    #expect(lines.contains("why: picture p2/4.png: different file"))
    #expect(!lines.contains { $0.hasPrefix("score: p1/4.png") })
  }
}
