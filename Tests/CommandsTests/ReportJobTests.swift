import Basics
import Commands
import Datasets
import Foundation
import Identification
import Networks
import Reports
import Runs
import Testing
import _WorkshopSupport

@Suite struct ReportJobTests {
  @Test func writesAReportForEachQuery() throws {
    let shop = try Workshop()
    let result = try shop.report()
    #expect(result.status == .done && result.failures.isEmpty)
    let folders = try shop.reportFolders()
    #expect(folders.count == 4)
    for folder in folders {
      let html = try shop.read(folder + "/report.html")
      // The H2L is not trained: the first page says so, with the way to train one.
      let first = html.components(separatedBy: "<nav aria-label=\"Contents\">")[0]
      #expect(first.contains("H2L (not trained: &#39;facet train h2l&#39;)"))
      #expect(
        html.contains(
          "This report does not use the H2L, because no trained H2L was given. &#39;facet train h2l"
        )
      )
      #expect(!html.contains("Transformer: score"))
      #expect(!html.contains("http://") && !html.contains("https://"))
      let pdf = try readFile(folder + "/report.pdf")
      #expect(pdf.starts(with: Array("%PDF-".utf8)) && pdf.count > 10_000)
      let json =
        try JSONSerialization.jsonObject(
          with: Data(try readFile(folder + "/report.json"))) as! [String: Any]
      let candidates = json["candidates"] as! [String: [[String: Any]]]
      #expect(Set(candidates.keys) == ["stage1", "emd"])
      #expect(candidates.values.allSatisfy { $0.count == 10 })
      #expect(json["flows"] != nil && json["weights"] != nil && json["timings"] == nil)
    }
    let index = try shop.read(shop.output + "/index.html")
    #expect(index.contains("p1/<wbr>4.<wbr>png"))
    #expect(index.contains("Face search: 4 queries, 12 gallery"))
    let table = try shop.read(shop.output + "/results.csv")
    #expect(table.components(separatedBy: "\r\n").count == 6)
  }

  /// The people's cosines are those of the means, and each sum over patches is one of them.
  /// Its embedding also depends on the mirrored picture, so the cosine is not split over patches.
  @Test func aNetworkWithTheMirroredPictureGivesReports() throws {
    let shop = try Workshop()
    let path = shop.folder.file("mirrored.safetensors")
    try shop.writeModel(to: path, metadata: ["facet.mirrored": "appended"])
    var settings = shop.settings
    settings.model = path
    let result = try shop.report(settings)
    #expect(result.status == .done && result.failures.isEmpty, "\(result.failures.first as Any)")
  }

  @Test func aTemplateRanksPeopleAndShowsExemplars() throws {
    let shop = try Workshop()
    var settings = shop.settings
    settings.identification.template = .mean
    settings.hasChecks = true
    #expect(try shop.report(settings).status == .done)
    for folder in try shop.reportFolders() {
      let data = try JSONDecoder().decode(
        ReportData.self, from: Data(try readFile(folder + "/report.json")))
      #expect(data.settings.contains { $0.name == "template" && $0.value == "mean" })
      let people = try #require(data.people)
      #expect(people.people.count == 4)
      let candidates = data.candidates[.stage1]!
      for person in people.people {
        // Three exemplars of one person have one cosine by stage 1, and the best by patches is shown.
        #expect(
          Set(candidates.filter { person.pictures.contains($0.galleryIndex) }.map(\.scores.cosine))
            .count <= 1)
        #expect(person.pictures.count == 3 && person.best == person.pictures[0])
      }
      #expect(
        data.notes.contains { $0.hasPrefix("Stage 1 orders people by the cosine with the mean") })
      let html = try shop.read(folder + "/report.html")
      #expect(html.contains("whole face: the cosine with the mean of all embeddings of a person"))
    }
  }

  @Test func isTheSameTwiceWithAnyNumberOfThreadsAndFromAnEnrolledGallery() throws {
    let shop = try Workshop()
    _ = try shop.report()
    let gallery = shop.folder.file("enrolled")
    _ = try EnrollJob(pictures: shop.gallery, output: gallery, settings: shop.settings).run()
    let again = shop.folder.file("again")
    _ = try ReportJob(
      queries: shop.queries, gallery: gallery, output: again, settings: shop.settings
    ).run()
    for (first, second) in zip(try shop.reportFolders(), try shop.reportFolders(in: again)) {
      func numbers(_ folder: String) throws -> [String: Any] {
        var json =
          try JSONSerialization.jsonObject(
            with: Data(try readFile(folder + "/report.json"))) as! [String: Any]
        // The gallery's path differs by intent.
        json["provenance"] = nil
        return json
      }
      #expect(try numbers(first) as NSDictionary == numbers(second) as NSDictionary)
    }
  }

  @Test func oneBrokenQueryDoesNotEndTheBatch() throws {
    let shop = try Workshop()
    var truncated = Workshop.face(1, 4).encodedPNG()
    truncated.removeLast(truncated.count / 2)
    let name = "p1/<script>alert(1)</script> {{x}} \"面\" م.png"
    try shop.write(truncated, "queries/" + name.replacingOccurrences(of: "/script", with: "script"))
    let result = try shop.report()
    #expect(result.status == .doneWithFailures)
    #expect(result.failures.count == 1)
    #expect(try shop.reportFolders().count == 4)
    let index = try shop.read(shop.output + "/index.html")
    #expect(!index.contains("<script>") && index.contains("&lt;script&gt;"))
    var strict = shop.settings
    strict.isStrict = true
    #expect(throws: StrictFailure.self) {
      try shop.report(strict, to: shop.folder.file("strict"))
    }
  }

  @Test func aBrokenLandmarkFileMattersOnlyToLMK() throws {
    let shop = try Workshop()
    try shop.write(Array("broken".utf8), "gallery/p1/1.pts")
    try shop.write(Array("{\"name\": \"x\"}".utf8), "queries/p1/4.json")
    #expect(try shop.report().status == .done)
    #expect(try shop.reportFolders().count == 4)
  }

  @Test func theIndexTellsGalleryFailuresFromQueries() throws {
    let shop = try Workshop()
    try shop.write([1, 2, 3], "gallery/p1/bad.png")
    let result = try shop.report()
    #expect(result.status == .doneWithFailures && result.failures.count == 1)
    let index = try shop.read(shop.output + "/index.html")
    #expect(index.contains("Gallery pictures left out"))
    #expect(!index.contains("<h2 id=\"failures-title\">") && index.contains("gallery-failures"))
    // A second run never mixes its reports with those of the first one.
    #expect(throws: JobError.self) { try shop.report() }
    #expect(try shop.read(shop.output + "/index.html") == index)
  }

  @Test func refusesARerankerThatGivesNoNumbers() throws {
    let shop = try Workshop()
    let reranker = shop.folder.file("h2l.safetensors")
    _ = try StartHybridJob(model: shop.model, output: reranker, start: .init()).run()
    var bytes = try readFile(reranker)
    bytes.replaceSubrange(bytes.count - 4..<bytes.count, with: [0, 0, 0xC0, 0x7F])
    try shop.write(bytes, "h2l.safetensors")
    var settings = shop.settings
    settings.reranker = reranker
    #expect(throws: ModelFileError.self) { try shop.report(settings) }
  }

  @Test func showsHostileNamesWithoutHarm() throws {
    let shop = try Workshop()
    try shop.write(Workshop.face(2, 5), "queries/\"><script>x{{{y}}} 面 مرحبا/&'.png")
    #expect(try shop.report().status == .done)
    for folder in try shop.reportFolders() {
      let html = try shop.read(folder + "/report.html")
      #expect(!html.contains("<script"))
    }
  }

  @Test func aPictureOfAnotherSizeIsScaled() throws {
    let shop = try Workshop()
    try shop.write(Workshop.face(3, 4).resized(width: 200, height: 300), "queries/p3/large.png")
    try shop.write(Workshop.face(3, 4).resized(width: 1, height: 1), "queries/p3/point.png")
    let result = try shop.report()
    #expect(result.status == .done)
    #expect(try shop.reportFolders().count == 6)
  }

  @Test func saysWhenThereIsNothingToCompareWith() throws {
    let shop = try Workshop()
    let only = shop.queries + "/p1/4.png"
    #expect(throws: JobError.self) {
      try ReportJob(queries: only, gallery: only, output: shop.output, settings: shop.settings)
        .run()
    }
    var settings = shop.settings
    settings.ownPictures = .none
    let result = try ReportJob(
      queries: only, gallery: only, output: shop.folder.file("all"), settings: settings
    ).run()
    #expect(result.status == .done)
  }

  @Test func landmarksBesideThePicturesMakeLMKPossible() throws {
    let shop = try Workshop()
    var settings = shop.settings
    settings.identification.weighting = .lmk
    #expect(throws: JobError.self) { try shop.report(settings) }
    let points = (0..<68).map { "\(20 + $0 % 10 * 6) \(30 + $0 / 10 * 10)" }
    let file = "version: 1\nn_points: 68\n{\n\(points.joined(separator: "\n"))\n}\n"
    for person in 1...4 {
      for pose in 1...3 { try shop.write(Array(file.utf8), "gallery/p\(person)/\(pose).pts") }
      try shop.write(Array(file.utf8), "queries/p\(person)/4.pts")
    }
    #expect(try shop.report(settings).status == .done)
  }
}
