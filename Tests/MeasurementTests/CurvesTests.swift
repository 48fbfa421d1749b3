import Basics
import Foundation
import Identification
import Networks
import Tensors
import Testing
import _TestSupport
import _WorkshopSupport

@testable import Commands
@testable import Measurement
@testable import Runs
@testable import Training

@Suite struct CurvesTests {
  private func log(
    _ network: String, isValidated: Bool = true, accuracy: Double = 0.9
  ) throws -> [UInt8] {
    let log = TrainingLog(
      command: [
        TrainingLog.networkKey: network, TrainingLog.depthKey: "1", TrainingLog.headsKey: "2",
      ],
      history: TrainingHistory(
        points: (1...4).map {
          TrainingHistory.Point(
            step: 10 * $0, loss: 1 / Double($0), accuracy: 0.5 + 0.1 * Double($0), rate: 0.001)
        },
        validation: isValidated
          ? (0...2).map {
            TrainingHistory.Validation(
              step: 20 * $0, accuracy: accuracy - 0.1 * Double(2 - $0), low: 0.6, high: 0.95,
              pairs: 600)
          } : []),
      volatile: TrainingLog.Times(machine: "m", seconds: 1, itemsPerSecond: 2))
    return Array(try JSONText.encode(log).utf8)
  }

  @Test func logsAreDrawnOverTheirSteps() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write(try log("h2l"), to: folder.file("a.json"))
    try AtomicFile.write(try log("h2", isValidated: false), to: folder.file("b.json"))
    let results = try CurvesJob([folder.file("a.json"), folder.file("b.json")]).run()
    let figures = results.figures
    #expect(figures.map(\.title) == ["Over the steps"] && figures[0].widthPoints == 505)
    #expect(
      figures[0].alternativeText.hasPrefix(
        "Over the steps. Accuracy on pairs, %: a 0: 70.00, 20: 80.00, 40: 90.00. Loss: a 10: 1.00"))
    let plain = try CurvesJob([folder.file("b.json")]).run()
    #expect((plain.figures[0] as? LinesFigure)?.panels.count == 2)
    let lines = results.lines().joined(separator: "\n")
    #expect(lines.contains("h2l, depth 1, heads 2") && lines.contains("90.00%, 40"))
    #expect(lines.contains("b.json' has no accuracy on pairs"))
    let csv = results.csv().split(separator: "\n")
    #expect(csv.count == 1 + 3 + 2 * 8)
    #expect(csv.contains("a,40,accuracy on pairs,0.900000,0.600000,0.950000"))
    let page = try results.html(templates: nil)
    #expect(page.contains("How the trainings end") && !page.contains("://"))
    #expect(try results.pdf() == results.pdf())
    let assertion = try #require(ResultAssertion("a accuracy >= 90"))
    #expect(assertion.check(results.rowsToCheck) == .holds)
  }

  @Test(arguments: [
    "{}", "[]", "no JSON", #"{"command": {}, "points": []}"#,
    #"{"command": {}, "points": [{"step": 2, "loss": 1, "accuracy": 0.5, "rate": 1}, {"step": 1, "loss": 1, "accuracy": 0.5, "rate": 1}]}"#,
    #"{"command": {}, "points": [{"step": 1, "loss": 1, "accuracy": 50, "rate": 1}]}"#,
  ])
  func whatIsNoLogIsNamed(text: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("log.json")
    try AtomicFile.write(Array(text.utf8), to: path)
    #expect(throws: TrainingLogError.isNone(path: path)) { try CurvesJob([path]).run() }
  }

  @Test func aRecipeOfCurvesTakesTheLogsBesideTheModels() throws {
    let shop = try Workshop()
    try shop.write(try log("h2l"), "models/one.json")
    try shop.write(try log("h2", accuracy: 0.8), "models/two.json")
    try shop.write(Array("{}".utf8), "models/other.json")
    func job(_ name: String) throws -> RecipeJob {
      var job = RecipeJob(
        recipe: try RecipeLibrary.recipe(name), settings: shop.settings,
        work: shop.folder.file("work"), makers: .jobs)
      job.models = shop.folder.file("models")
      return job
    }
    let both = try job("figure-5.6").runCurves()
    #expect(both.logs.map(\.name) == ["two", "one"] && both.thesis == "Figure 5.6, section 5.3.1")
    let one = try job("figure-5.5").runCurves()
    #expect(one.logs.map(\.name) == ["one"])
    #expect(one.remarks.contains { $0.hasPrefix("'h1' is left out") })
    var absent = try job("figure-5.6")
    absent.models = shop.folder.file("gallery")
    #expect(throws: JobError.self) { try absent.runCurves() }
  }

  /// Three H2Ls of two depths on the pairs of two sets.
  @Test func aGridHasAPointForEachNetwork() throws {
    let shop = try Workshop()
    let digest = try ModelFile(path: shop.model).digest.hexadecimal
    for (depth, heads) in [(1, 1), (1, 2), (2, 1)] {
      let path = try shop.trainedReranker(
        named: "h2l-\(depth)-\(heads).safetensors", depth: depth, heads: heads, backbone: digest)
      try shop.write(try Array(readFile(path)), "models/h2l-\(depth)-\(heads).safetensors")
    }
    var pairs = ""
    for person in 1...4 {
      for (first, second) in [(1, 2), (1, 3), (2, 3)] {
        pairs += "p\(person)/\(first).png p\(person)/\(second).png 1\n"
        pairs += "p\(person)/\(first).png p\(person % 4 + 1)/\(second).png 0\n"
      }
    }
    try shop.write(Array(pairs.utf8), "gallery/pairs.txt")
    var recipe = try RecipeLibrary.recipe("figure-5.4")
    recipe.parts.removeLast()
    var job = RecipeJob(
      recipe: recipe, settings: shop.settings, work: shop.folder.file("work"), makers: .jobs)
    job.places = ["lfw": shop.gallery, "calfw": shop.gallery]
    job.models = shop.folder.file("models")
    job.model = shop.model
    let grid = try job.runGrid()
    #expect(grid.cells.map(\.depth) == [nil, 1, 1, 2, nil, 1, 1, 2])
    #expect(grid.cells.map(\.heads) == [nil, 1, 2, 1, nil, 1, 2, 1])
    // Each as a verification by itself.
    var settings = shop.settings
    settings.reranker = shop.folder.file("models/h2l-1-2.safetensors")
    settings.galleryListing.root = shop.gallery
    let alone = try VerifyJob(
      pairs: shop.folder.file("gallery/pairs.txt"), settings: settings, scorers: [.h2l],
      weightings: [.apc], alphas: [1]
    ).run()
    #expect(alone.results[0].accuracy == grid.cells[2].result.accuracy)
    let figure = grid.figure
    #expect(figure.panels.map(\.name) == ["LFW", "CALFW"])
    #expect(figure.panels[0].lines.map(\.name) == ["depth 1", "depth 2"])
    #expect(figure.panels[0].lines.map(\.points.count) == [2, 1])
    #expect(try grid.html(templates: nil).contains("H2L, depth 2, heads 1"))
    #expect(grid.csv().split(separator: "\n").count == 1 + 8)
    let assertion = try #require(ResultAssertion("LFW/depth-2 accuracy >= 0"))
    #expect(assertion.check(grid.rowsToCheck) == .holds)
  }
}
