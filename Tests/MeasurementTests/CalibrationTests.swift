import Audit
import Basics
import Evidence
import Foundation
import Identification
import Measurement
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
    // Four queries of other people, each against nine pictures of three others and three of its own
    // person.
    #expect(calibration.queryCount == 4 && calibration.peopleCount == 4)
    #expect(calibration.samples.methods == [.stage1, .emd, .h2l])
    #expect(calibration.quality?[.sharpness]?.count == 4)
    // Four people are too few for a percentile.
    #expect(calibration.qualityOfManyPeople == nil)
    for sample in calibration.samples.values {
      #expect(sample.searches.map(\.right.count) == [3, 3, 3, 3])
      #expect(sample.wrongScores.count == 4 && sample.rightScores.count == 4)
      #expect(sample.searches.allSatisfy { $0.wrongPerson != $0.person })
    }
    settings.calibration = path
    #expect(try shop.report(settings).status == .done)
    let folder = try shop.reportFolders()[0]
    let data = try JSONDecoder().decode(
      ReportData.self, from: Data(contentsOf: URL(fileURLWithPath: folder + "/report.json")))
    #expect(data.heights.count == data.shown.count && !data.heights.isEmpty)
    for (height, shown) in zip(data.heights, data.shown) {
      #expect(height.method == .emd && height.others.count == 9)
      #expect(height.score == shown.scores.methods[.emd]?.score)
      let wrong = try #require(height.wrongPeople)
      #expect(wrong.trials == 4)
      #expect(
        wrong.count == calibration.samples[.emd]!.wrongScores.count { $0 >= height.score })
    }
    #expect(data.state?.kind != .standsApart)
    #expect(data.heights.allSatisfy { $0.limits == [.fewPeople(people: 4, least: 100)] })
    #expect(
      try shop.read(folder + "/report.html").contains("4 people: too few to state an error rate"))
    settings.identification.alpha = 0.5
    let error = #expect(throws: CalibrationError.self) {
      try shop.report(settings, to: shop.folder.file("other"))
    }
    #expect("\(error!)".contains("alpha 0.7 instead of 0.5"))
  }

  /// What is counted and drawn is what the rankings list.
  @Test func theOthersOfAHeightAreTheScoresOfOtherPeoplesPictures() throws {
    let shop = try Workshop()
    var settings = shop.settings
    // All thirteen pictures are listed then.
    settings.show = 13
    // The same picture as another person's: a tie.
    try shop.write(Workshop.face(1, 1), "gallery/p2/9.png")
    _ = try shop.report(settings)
    for folder in try shop.reportFolders() {
      let data = try JSONDecoder().decode(
        ReportData.self, from: Data(contentsOf: URL(fileURLWithPath: folder + "/report.json")))
      let listed = try #require(data.candidates[.emd])
      #expect(listed.count == 13 && data.shown.count == 4 && data.heights.count == 4)
      for (height, shown) in zip(data.heights, data.shown) {
        let others = listed.filter { $0.label != shown.picture.label }.map(\.scores.score)
        #expect(height.others == others.sorted(by: >))
        #expect(height.score == shown.scores.methods[.emd]?.score)
        #expect(height.wrongPeople == nil && height.limits == [.noCalibration])
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

/// `facet calibrate` and the refusals of reports.
@Suite struct CalibrateJobTests {
  private func calibrated(_ path: String) throws -> Calibration {
    try JSONDecoder().decode(
      Calibration.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
  }

  private func report(_ shop: Workshop, _ calibration: String) throws -> [ReportData] {
    var settings = shop.settings
    settings.calibration = calibration
    settings.show = 1
    _ = try shop.report(settings, to: shop.folder.file("report"))
    return try shop.reportFolders(in: shop.folder.file("report")).map {
      try JSONDecoder().decode(
        ReportData.self, from: Data(contentsOf: URL(fileURLWithPath: $0 + "/report.json")))
    }
  }

  @Test func peopleAreNumberedAndPicturesListed() throws {
    let shop = try Workshop()
    let calibration = try calibrated(shop.calibration())
    #expect(calibration.people.count == 4 && calibration.galleryPeopleCount == 4)
    #expect(calibration.people.contains(Calibration.digest(ofName: "o3")))
    #expect(calibration.pictures.count == 16)
    #expect(calibration.kind == nil && calibration.format == 4)
    for search in calibration.samples[.emd]!.searches {
      #expect(search.wrongPerson != search.person && search.right.count == 3)
    }
  }

  @Test func aPersonWhoIsNotEnrolledIsASearchWithoutARightScore() throws {
    let shop = try Workshop()
    _ = try shop.calibration()
    try shop.write(Workshop.face(2, 9), "others/queries/stranger/9.png")
    try shop.write(Workshop.face(2, 10), "others/queries/nameless.png")
    let job = CalibrateJob(
      queries: shop.folder.file("others/queries"), gallery: shop.folder.file("others/gallery"),
      output: shop.folder.file("strangers.json"), settings: shop.settings)
    let result = try job.run()
    #expect(result.failures.map(\.path) == ["nameless.png"])
    #expect(
      result.lines == [
        """
        5 searches for 5 people in a gallery of 12 pictures of 4 people: '\(job.output)'.
        """, "5 people: too few to state an error rate. Reports state one from 100 people.",
        """
        In 1 search no picture of the right person was re-ranked. These count as searches for a person \
        who is not enrolled.
        """,
      ])
    let searches = try calibrated(job.output).samples[.emd]!.searches
    #expect(searches.count == 5 && searches.count { $0.right.isEmpty } == 1)
  }

  @Test func aReportWithPeopleOfItsCalibrationIsRefused() throws {
    let shop = try Workshop()
    let path = try shop.calibration()
    // In the gallery, in the queries, and the same picture under another name.
    try shop.write(Workshop.face(3, 20), "gallery/o3/20.png")
    var error = #expect(throws: CalibrationError.self) { try report(shop, path) }
    #expect(error == .sharedPeople(file: path, labels: ["o3"]))
    try FileManager.default.removeItem(atPath: shop.folder.file("gallery/o3"))
    try shop.write(Workshop.face(3, 20), "queries/o2/20.png")
    error = #expect(throws: CalibrationError.self) { try report(shop, path) }
    #expect(error == .sharedPeople(file: path, labels: ["o2"]))
    try FileManager.default.removeItem(atPath: shop.folder.file("queries/o2"))
    try shop.write(Workshop.face(1, 8), "queries/p1/copy.png")
    error = #expect(throws: CalibrationError.self) { try report(shop, path) }
    #expect(error == .sharedPictures(file: path, paths: ["p1/copy.png"]))
    // Nothing was written.
    #expect(!FileManager.default.fileExists(atPath: shop.folder.file("report/index.html")))
  }

  @Test func otherPeopleWithTheSameNamesNeedAPrefix() throws {
    let shop = try Workshop()
    var job = CalibrateJob(
      queries: shop.folder.file("again/queries"), gallery: shop.folder.file("again/gallery"),
      output: shop.folder.file("again.json"), settings: shop.settings)
    for person in 1...2 {
      try shop.write(Workshop.face(person, 11), "again/gallery/p\(person)/1.png")
      try shop.write(Workshop.face(person, 12), "again/queries/p\(person)/2.png")
    }
    _ = try job.run()
    let error = #expect(throws: CalibrationError.self) { try report(shop, job.output) }
    #expect(error == .sharedPeople(file: job.output, labels: ["p1", "p2"]))
    job.namePrefix = "again "
    _ = try job.run()
    #expect(try report(shop, job.output).count == 4)
  }

  /// The log of `facet occlude` says what its copies are.
  @Test func theKindOfQueriesIsReadFromTheLogOfTheirOcclusion() throws {
    let shop = try Workshop()
    _ = try shop.calibration()
    func log(_ kind: String, in folder: String) throws {
      try shop.write(
        Array("{\"program\": \"facet 0\", \"kind\": \"\(kind)\", \"pictures\": []}".utf8),
        "\(folder)/occlusions.json")
    }
    try log("cloth", in: "others/queries")
    let path = try shop.calibration()
    #expect(try calibrated(path).kind == .mask)
    // Queries of an unknown kind cannot be compared; those of another kind are.
    #expect(try report(shop, path)[0].heights[0].limits == [.fewPeople(people: 4, least: 100)])
    try log("sunglasses", in: "queries")
    try FileManager.default.removeItem(atPath: shop.folder.file("report"))
    #expect(
      try report(shop, path)[0].heights[0].limits
        == [
          .fewPeople(people: 4, least: 100), .otherKind(query: .sunglasses, test: .mask),
        ])
  }

  @Test func peopleStateAndHeightsAreInTheReport() throws {
    let shop = try Workshop()
    for data in try report(shop, shop.calibration()) {
      let people = try #require(data.people)
      #expect(people.people.count == 4 && people.galleryPeople == 4)
      #expect(people.people[0].best == data.candidates[.emd]?[0].galleryIndex)
      #expect(people.people[0].scores[.emd] == data.candidates[.emd]?[0].scores.score)
      #expect(people.people.allSatisfy { $0.pictures.count == 3 })
      #expect(data.heights.count == data.shown.count && data.heights[0].others.count == 9)
      #expect(data.stability?.copies.count == 10 && data.stability?.people == 4)
      let lead = try #require(people.lead)
      #expect(abs(data.stability!.lead - lead) < 1e-3)
      #expect(data.state?.kind != .standsApart)
      #expect(
        data.state?.reasons.contains(.noRate(because: .fewPeople(people: 4, least: 100))) == true)
    }
  }
}
