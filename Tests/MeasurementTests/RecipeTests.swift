import Basics
import Foundation
import Identification
import Networks
import Pictures
import Tensors
import Testing
import _TestSupport
import _WorkshopSupport

@testable import Commands
@testable import Measurement
@testable import Runs

@Suite struct TableRecipeTests {
  @Test func everyBuiltInRecipeIsRead() throws {
    let recipes = try RecipeLibrary.recipes()
    let names = (1...14).map { "table-5.\($0)" }
    #expect(Set(recipes.map(\.name)).isSuperset(of: names))
    #expect(try RecipeLibrary.list().count == recipes.count)
    for recipe in recipes {
      let parts = Set(recipe.parts.map(\.name))
      let models = Set(recipe.models.map(\.name))
      for entry in recipe.published ?? [] {
        #expect(parts.contains(entry.part) && models.contains(entry.model))
      }
    }
  }

  @Test func aFileThatIsNotJSONIsRefusedInWholeSentences() {
    let error = #expect(throws: RecipeError.self) { try Recipe(Array("{".utf8), path: "r.json") }
    #expect(
      error?.description
        == "'r.json' is not a recipe that can be used. It is not JSON (byte 1).")
  }

  /// Every number of the thesis's Tables 5.1 to 5.14 is in a recipe, and no other.
  @Test(.enabled(if: SharedData.isPresent, "the shared data folder is absent"))
  func publishedNumbersAreThoseOfTheThesis() throws {
    let url = URL(fileURLWithPath: SharedData.path("specs/thesis_tables.json"))
    let object = try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any]
    let rows = try #require(object?["rows"] as? [[String: Any]])
    var count = 0
    for recipe in try RecipeLibrary.recipes() where recipe.thesis != nil {
      let table = String(recipe.name.dropFirst(6))
      let printed = rows.filter { $0["table"] as? String == table }
        .compactMap { $0["value"] as? Double }.sorted()
      let own = (recipe.published ?? []).flatMap { entry in
        [
          entry.precisionAt1, entry.rPrecision, entry.meanAveragePrecisionAtR, entry.accuracy,
          entry.seconds,
        ].compactMap { $0 }
      }.sorted()
      #expect(own == printed, "\(recipe.name)")
      count += own.count
    }
    #expect(count == 604)
  }

  private func recipe(_ text: String) throws -> Recipe {
    try Recipe(Array(text.utf8), path: "own.json")
  }

  @Test func anUnknownFieldIsRefusedWithTheNearestOne() throws {
    #expect(
      throws: RecipeError.unknownField(
        path: "own.json", field: "galery", place: "parts", nearest: "gallery")
    ) {
      try recipe(
        #"{"format": 1, "name": "a", "title": "b", "kind": "identification", "parts": [{"name": "c", "galery": {"set": "lfw"}, "rows": []}], "models": [{"name": "m"}]}"#
      )
    }
    let error = RecipeError.unknownField(
      path: "own.json", field: "galery", place: "parts", nearest: "gallery")
    #expect(
      error.description
        == "'own.json' has the unknown field 'galery' in 'parts'. Did you mean 'gallery'?")
  }

  @Test func aWrongValueIsNamed() throws {
    #expect(throws: RecipeError.self) {
      try recipe(
        #"{"format": 2, "name": "a", "title": "b", "kind": "identification", "parts": [], "models": []}"#
      )
    }
    #expect(throws: RecipeError.self) {
      try recipe(
        #"{"format": 1, "name": "a", "title": "b", "kind": "identification", "parts": [{"name": "c", "queries": {"set": "lfw", "occlude": "hat"}, "gallery": {"set": "lfw"}, "rows": [{"scorer": "stage1"}]}], "models": [{"name": "m"}]}"#
      )
    }
  }

  /// Three people in each layout, as the published data sets name their pictures.
  private func toyData(_ shop: Workshop) throws {
    for person in 1...3 {
      let name = "Person_\(["A", "B", "C"][person - 1])"
      for number in 1...3 {
        let face = Workshop.face(person, number)
        let file = "\(name)_000\(number)"
        try shop.write(face, "data/lfw/\(name)/\(file).png")
        for suffix in ["", "-3d", "-mtcnn"] {
          try shop.write(face, "data/calfw\(suffix)/\(file).png")
          try shop.write(
            face,
            "data/agedb\(suffix)/\(10 * person + number)_\(name.filter { $0 != "_" })_3\(number)_f.png"
          )
        }
        try shop.write(face, "data/cfp/Data/Images/00\(person)/frontal/0\(number).png")
        try shop.write(
          Workshop.face(person, number + 4),
          "data/cfp/Data/Images/00\(person)/profile/0\(number).png")
        try shop.write(
          Workshop.face(person, number + 3), "data/talfw/\(name)/\(file).png")
        try shop.write(
          Workshop.face(person, number + 3), "data/mlfw/aligned/\(file)_0001.png")
      }
    }
    func pairs(_ ending: String) -> String {
      var lines: [String] = []
      for _ in 0..<10 {
        for (first, second, same) in [
          ("Person_A_0001", "Person_A_0002", 1), ("Person_A_0001", "Person_B_0001", 0),
          ("Person_B_0001", "Person_B_0002", 1), ("Person_C_0001", "Person_B_0003", 0),
        ] {
          let folder =
            ending.isEmpty ? { (name: String) in String(name.dropLast(5)) + "/" } : { _ in "" }
          lines.append(
            "\(folder(first))\(first)\(ending).png \(folder(second))\(second)\(ending).png \(same)")
        }
      }
      return lines.joined(separator: "\n") + "\n"
    }
    try shop.write(Array(pairs("").utf8), "data/lfw/pairs.txt")
    try shop.write(Array(pairs("_0001").utf8), "data/mlfw/pairs.txt")
  }

  private func job(_ name: String, _ shop: Workshop) throws -> RecipeJob {
    var job = RecipeJob(
      recipe: try RecipeLibrary.recipe(name), settings: shop.settings,
      work: shop.folder.file("work"), makers: .jobs)
    job.data = shop.folder.file("data")
    job.model = shop.model
    return job
  }

  /// With one network in place of all others, so that every layout and every part runs.
  @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8, 12, 13, 14])
  func everyRecipeRunsOnToyCopies(table: Int) throws {
    let shop = try Workshop()
    try toyData(shop)
    let evaluation = try job("table-5.\(table)", shop).run()
    let recipe = try RecipeLibrary.recipe("table-5.\(table)")
    let results = try #require(evaluation.results)
    #expect(results.failures.isEmpty)
    for part in recipe.parts {
      let rows = results.results.filter { $0.part?.hasPrefix(part.name) == true }
      #expect(rows.contains { $0.searchProtocol == .strict }, "\(part.name)")
      #expect(rows.contains { $0.searchProtocol == .published }, "\(part.name)")
      #expect(rows.allSatisfy { $0.n == 9 }, "\(part.name)")
    }
    // Another network than the thesis's: its numbers stand beside, without a difference.
    #expect(results.results.allSatisfy { $0.difference == nil })
    #expect(evaluation.resultsCSV().contains("P@1"))
    #expect(evaluation.latex().contains("\\toprule"))
  }

  /// The recipe for any backbone: what it cannot measure is named, and fusions and explanations go with it.
  @Test func whatCoversAFaceIsMeasuredOnToyCopies() throws {
    let shop = try Workshop()
    try toyData(shop)
    var job = try job("occlusions", shop)
    job.only = "surgical"
    job.rerankers = [try shop.trainedReranker()]
    job.strangers = .split
    job.fusion.shares = [0.5]
    job.explanations = 1
    let results = try #require(try job.run().results)
    #expect(results.failures.isEmpty)
    #expect(results.remarks?.contains { $0.contains("lmk is left out") } == true)
    let strict = results.results.filter { $0.searchProtocol == .strict }
    // Stage 1; four weightings on two grids and the H2L, five alphas each; and the fusions of the former.
    #expect(strict.count == 1 + 8 * 5 + 5 + 8 * 5)
    #expect(strict.allSatisfy { $0.n == 9 && $0.openSet?.mode == "split" })
    let explained = try #require(results.explanations?.first)
    #expect(explained.queries == 1 && explained.onCover.allSatisfy { $0.area > 0 })
    #expect(!explained.onCover.isEmpty)
  }

  @Test(arguments: [9, 10, 11])
  func everyRecipeOfPairsRunsOnToyCopies(table: Int) throws {
    let shop = try Workshop()
    try toyData(shop)
    var job = try job("table-5.\(table)", shop)
    job.rerankers = [try shop.trainedReranker()]
    let results = try job.runPairs()
    // The H2L of depth 1 with one head is in Table 5.11 only; what is not there is named.
    #expect(results.rows.contains { $0.name == "Stage 1" } == (table != 11))
    #expect(results.rows.contains { $0.name == "H2L (depth 1, heads 1)" } == (table == 11))
    #expect(results.remarks.contains { $0.contains("is left out") } == (table != 9))
    #expect(results.rows.allSatisfy { $0.result.published != nil })
  }

  /// Two files of one network: the mean of their rows, with n - 1.
  @Test func severalFilesOfANetworkHaveAMean() throws {
    let shop = try Workshop()
    try toyData(shop)
    let files = ["tuned-1", "tuned-2"]
    for name in files {
      try shop.write(readFile(shop.model), "models/\(name).safetensors")
    }
    var job = try job("table-5.8", shop)
    job.recipe = try recipe(
      #"{"format": 1, "name": "a", "title": "b", "kind": "identification", "parts": [{"name": "c", "queries": {"set": "lfw"}, "gallery": {"set": "lfw"}, "rows": [{"scorer": "stage1"}, {"scorer": "emd", "grid": ["native"]}]}], "models": [{"name": "m", "architecture": "mobilefacenet", "repeat": ["tuned-1", "tuned-2"]}], "published": [{"part": "c", "model": "m", "scorer": "stage1", "P@1": 50, "P@1 SD": 0.5, "RP": 40, "RP SD": 0.25}]}"#
    )
    job.model = nil
    job.models = shop.folder.file("models")
    let evaluation = try job.run()
    let runs = try #require(evaluation.results.runs)
    let stage1 = try #require(runs.first)
    #expect(stage1.model == "m" && stage1.rows.count == 2 && stage1.deviation.precisionAt1 == 0)
    #expect(stage1.searchProtocol == .published && stage1.published?.precisionAt1 == 50)
    #expect(stage1.publishedDeviation?.rPrecision == 0.25)
    #expect(runs.count == 2 * evaluation.results.results.count / 4)
    #expect(try evaluation.html(templates: nil).contains("Mean over trained files"))
    // 90, 92 and 97: mean 93, deviation the root of 13.
    let rows = zip(1..., [90.0, 92, 97]).map { number, value in
      var row = evaluation.results.results[0]
      row.model = "m \(number)"
      row.precisionAt1 = value
      return row
    }
    let mean = try #require(
      EvaluationResults.RunMean.all(rows, models: ["m 1": "m", "m 2": "m", "m 3": "m"]).first)
    #expect(mean.mean.precisionAt1 == 93)
    #expect(abs(try #require(mean.deviation.precisionAt1) - 13.0.squareRoot()) < 1e-12)
    #expect(EvaluationResults.RunMean.all(rows, models: ["m 1": "m"]).isEmpty)
  }

  /// What could not be changed is among the failures, and a later run that takes the copies over says so too.
  @Test func picturesThatCouldNotBeMadeAreListed() throws {
    let shop = try Workshop()
    try toyData(shop)
    try shop.write([1, 2, 3], "data/lfw/Person_A/Person_A_0009.png")
    var job = try job("occlusions", shop)
    job.only = "surgical"
    let first = try #require(try job.run().results).failures
    // As a picture of the gallery, and as one that could not be changed.
    #expect(first.map(\.path) == ["Person_A/Person_A_0009.png", "Person_A/Person_A_0009.png"])
    #expect(try #require(try job.run().results).failures == first)
    // The time is estimated with the copies that are there, and with copies that must be made.
    job.estimates.leastPictures = 1
    job.estimates.longest = 0
    for work in [job.work, shop.folder.file("other-work")] {
      job.work = work
      do {
        _ = try job.run()
        Issue.record("it began")
      } catch let error as JobError {
        #expect(
          error.status == .usage && error.description.hasPrefix("occlusions would take about"))
        #expect(error.description.contains("EMD"))
      }
    }
    // Nothing was made for the estimate.
    #expect(FileStatus(of: shop.folder.file("other-work")) == nil)
    // A sample of the queries may begin.
    job.sample = 3
    #expect(try #require(try job.run().results).results[0].n == 3)
  }

  /// 'LFW' is LFW alone, although MLFW contains it.
  @Test func aBeginningIsPreferredToAPart() throws {
    let shop = try Workshop()
    try toyData(shop)
    var job = try job("table-5.10", shop)
    func parts(_ only: String) throws -> Set<String> {
      job.only = only
      return Set(try job.runPairs().rows.map(\.part))
    }
    #expect(try parts("lfw") == ["LFW-pairs"])
    #expect(try parts("mlf") == ["MLFW-pairs"])
    #expect(try parts("FW-P") == ["LFW-pairs", "MLFW-pairs"])
    #expect(["MLFW", "lfw", "LFW-crop"].thoseNamed("LFW", by: \.self) == ["lfw", "LFW-crop"])
  }

  @Test func whatIsMissingIsNamedAtOnce() throws {
    let shop = try Workshop()
    try makeFolders(shop.folder.file("data"))
    try makeFolders(shop.folder.file("models"))
    var job = try job("table-5.4", shop)
    job.model = nil
    job.models = shop.folder.file("models")
    do {
      _ = try job.run()
      Issue.record("it ran without data")
    } catch let error as JobError {
      for word in ["'calfw'", "'agedb'", "resnet_face18", "sphere20", "inception_resnet_v1"] {
        #expect(error.description.contains(word), "\(error)")
      }
      #expect(error.status == .nothingUsable)
    }
  }

  /// The original of a changed copy is out by the strict protocol and in by the published one.
  @Test func theOriginalOfACopyIsFoundByName() throws {
    let shop = try Workshop()
    try toyData(shop)
    let results = try #require(try job("table-5.8", shop).run().results)
    #expect(results.settings.leftOut == 0)
    #expect(
      results.remarks?.contains { $0.contains("9 of the queries have their own photograph") }
        == true)
  }

  @Test func aSampleTakesEachPersonOnceBeforeAnyTwice() {
    let labels = ["a", "a", "a", "b", "b", "c"]
    for seed in 1...20 as ClosedRange<UInt64> {
      let three = Sample.chosen(labels, count: 3, seed: seed)
      #expect(Set(three.map { labels[$0] }).count == 3)
      #expect(three == Sample.chosen(labels, count: 3, seed: seed))
      #expect(
        Sample.chosen(labels, count: 5, seed: seed).map { labels[$0] }.filter { $0 == "a" }.count
          == 2)
    }
    #expect(
      Set((1...20 as ClosedRange<UInt64>).map { Sample.chosen(labels, count: 3, seed: $0) }).count
        > 1)
  }
}
