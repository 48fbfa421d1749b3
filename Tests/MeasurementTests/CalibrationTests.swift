import Audit
import Basics
import Evidence
import Foundation
import Identification
import Reports
import Testing
import _WorkshopSupport

@Suite struct CalibrationTests {
  @Test func aReportTellsTheRatesOfItsCalibration() throws {
    let shop = try Workshop()
    var settings = try shop.trainedSettings()
    let path = try shop.calibration(settings)
    let calibration = try JSONDecoder().decode(
      Calibration.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    // Four queries, each against nine pictures of three others and three of its own person.
    #expect(calibration.queryCount == 4 && calibration.peopleCount == 4)
    #expect(calibration.samples.methods == [.stage1, .emd, .h2l])
    for sample in calibration.samples.values {
      #expect(sample.nonmateCount == 36 && sample.mates.count == 12)
      #expect(sample.bestNonmates.count == 4)
    }
    settings.calibration = path
    #expect(try shop.report(settings).status == .done)
    let folder = try shop.reportFolders()[0]
    let data = try JSONDecoder().decode(
      ReportData.self, from: Data(contentsOf: URL(fileURLWithPath: folder + "/report.json")))
    for (typicality, shown) in zip(data.typicalities, data.shown) {
      #expect(typicality.isByLabel && typicality.standings.count == 3)
      let stage1 = typicality.standings[0]
      #expect(stage1.others == 9 && abs(stage1.score - shown.scores.cosine) < 1e-6)
      let rate = try #require(stage1.calibrated?.falseMatches)
      #expect(rate.trials == 36)
      #expect(
        rate.count == calibration.samples[.stage1]!.nonmates.count { $0 >= stage1.score })
    }
    #expect(try shop.read(folder + "/report.html").contains("Clopper-Pearson"))
    settings.identification.alpha = 0.5
    let error = #expect(throws: CalibrationError.self) {
      try shop.report(settings, to: shop.folder.file("other"))
    }
    #expect("\(error!)".contains("alpha 0.7 instead of 0.5"))
  }

  /// Cosines are computed in single precision first; what is counted and shown is that of the exact ones.
  @Test func theHistogramIsThatOfTheExactCosines() throws {
    let shop = try Workshop()
    var settings = shop.settings
    // All thirteen are listed then, with exact cosines.
    settings.show = 13
    // The same picture as another person's: a tie.
    try shop.write(Workshop.face(1, 1), "gallery/p2/9.png")
    _ = try shop.report(settings)
    for folder in try shop.reportFolders() {
      let data = try JSONDecoder().decode(
        ReportData.self, from: Data(contentsOf: URL(fileURLWithPath: folder + "/report.json")))
      let listed = try #require(data.candidates[.stage1])
      #expect(listed.count == 13 && data.shown.count == 13)
      for (typicality, shown) in zip(data.typicalities, data.shown) {
        let standing = typicality.standings[0]
        let all = Dictionary(
          data.shown.map { ($0.galleryIndex, ($0.picture.label, $0.scores.cosine)) }
        ) { first, _ in first }
        let others = all.filter { $0.value.0 != shown.picture.label }.map(\.value.1)
        #expect(standing.others == others.count && standing.score == shown.scores.cosine)
        #expect(standing.atLeast == others.count { $0 >= standing.score })
        #expect(standing.histogram == Histogram(others, marked: standing.score))
      }
    }
  }

  @Test func aCalibrationOfAlignedFacesIsRefusedForPhotographs() throws {
    let shop = try Workshop()
    let path = try shop.calibration()
    try shop.takePhotographs()
    var settings = shop.photographSettings
    settings.calibration = path
    let error = #expect(throws: CalibrationError.self) { try shop.report(settings) }
    #expect("\(error!)".contains("queries from aligned pictures instead of photographs with"))
    #expect("\(error!)".contains("gallery from aligned pictures instead of photographs with"))
  }

  @Test func theCalibrationsDigestIsKeptAndChecked() throws {
    let shop = try Workshop()
    let path = try shop.calibration()
    var settings = shop.settings
    settings.calibration = path
    settings.show = 1
    _ = try shop.report(settings)
    func check() throws -> [String] {
      try AuditJob(
        folder: shop.output, recomputes: false, originals: .init(), isQuiet: true
      ).run().lines
    }
    #expect(try check().last?.hasPrefix("No difference: ") == true)
    // The same scores, another file.
    try AtomicFile.write(try readFile(path) + [10], to: path)
    let lines = try check()
    #expect(lines.contains { $0.hasPrefix("changed file: \(path): SHA-256 ") }, "\(lines)")
  }
}
