import Basics
import Foundation
import Identification
import Pictures
import Study
import Tensors
import Testing
import _TestSupport
import _WorkshopSupport

@testable import Commands
@testable import Measurement
@testable import Networks
@testable import Runs

/// The six models behind one protocol, on drawn faces and weights made from a hash.
@Suite struct ScorerTests {
  let shop = try! Workshop()

  /// A transformer for the workshop's backbone (or for pictures) as a model file.
  func model(
    _ kind: TransformerKind, as name: String, backbone: String? = nil, seed: String = "",
    _ change: (inout TransformerForm) -> Void = { _ in }
  ) throws -> String {
    var form = TransformerForm(kind: kind)
    form.hiddenSize = 32
    form.outputSize = 16
    form.grid = PatchGrid(rows: 7, columns: 6)
    form.positionCount = kind.readsPair ? 86 : 43
    change(&form)
    let tensors = form.parameters.map { parameter in
      let count = parameter.shape.reduce(1, *)
      let unit = HashedValues.unit("\(kind)\(seed).\(parameter.name)", count: count)
      let isVariance = parameter.name.hasSuffix("running_var")
      let scale =
        parameter.shape.count == 2 ? (3 / Float(parameter.shape[1])).squareRoot() : 0.1
      return (
        name: parameter.name,
        tensor: Tensor(
          shape: parameter.shape, values: unit.map { isVariance ? 1 + abs($0) : scale * $0 })
      )
    }
    var metadata = form.metadata
    metadata[HybridKey.backbone] = backbone
    if let pixels = form.pixels {
      metadata.merge(PictureCutter(pixels, rows: form.grid.rows).input.metadata) { $1 }
    }
    let path = shop.folder.file(name)
    try writeSafetensors(tensors, metadata: metadata, to: path)
    return path
  }

  func vit() throws -> String {
    try model(.vit, as: "vit.safetensors") {
      $0.pixels = .squares(side: 8)
      $0.grid = PatchGrid(rows: 14, columns: 14)
      $0.positionCount = 197
      $0.tokenSize = 32
    }
  }

  func evaluate(
    models: [String], rerankers: [String], scorers: [ScoringMethod]?, alphas: [Double] = [0.7],
    topK: Int = 100
  ) throws -> EvaluationResults {
    var settings = shop.settings
    settings.model = models.joined(separator: ",")
    settings.reranker = rerankers.isEmpty ? nil : rerankers.joined(separator: ",")
    settings.identification.topK = topK
    return try EvaluateJob(
      queries: shop.queries, gallery: shop.gallery, settings: settings, scorers: scorers,
      weightings: [.apc], alphas: alphas
    ).run()
  }

  @Test func comparesTheSixModels() throws {
    let digest = try SHA256.digest(ofFileAt: shop.model).hexadecimal
    let models = [
      shop.model, try vit(), try model(.h1, as: "h1.safetensors", backbone: digest),
    ]
    let rerankers = [
      try model(.h2, as: "h2.safetensors"), try model(.h2l, as: "h2l.safetensors"),
    ]
    let results = try evaluate(
      models: models, rerankers: rerankers, scorers: [.stage1, .v, .h1, .h2, .h2l, .emd])
    #expect(results.results.map(\.scorer) == [.stage1, .v, .h1, .h2, .h2l, .emd])
    #expect(results.results.allSatisfy { $0.n == 4 } && results.failures.isEmpty)
    #expect(results.settings.absent == nil)
    #expect(results.settings.models?.map(\.scorer) == [.v, .h1, .h2])
    // Models of one picture have no alpha and no k, those of pairs have.
    #expect(
      results.results.map { $0.alpha != nil } == [false, false, false] + [true, true, true])
    #expect(
      results.timings.map(\.stage) == [
        "v gallery", "h1 gallery", "decode", "features", "stage1", "v", "h1", "h2", "h2l",
        "emd products",
        "emd apc",
      ])
    // Without names: the methods of a report, and those that have a file.
    #expect(
      try evaluate(models: [shop.model, models[1]], rerankers: [], scorers: nil).results
        .map(\.scorer) == [.stage1, .emd, .v])
  }

  /// A study with the tokens of V, and with measured importance, between the faces.
  @Test func aStudyShowsWhatAPlainTransformerSees() throws {
    var settings = shop.settings
    settings.model = "\(shop.model),\(try vit())"
    var job = WorksheetMakeJob(
      origin: .pictures(shop.gallery), output: shop.folder.file("study"), settings: settings)
    job.design.methods = [.transformer, .importance]
    job.design.participants = 1
    job.design.perMethod = 1
    job.design.same = 1
    job.design.training = 0
    job.design.reuse = .pictures
    job.design.difficulty = .any
    job.occluders = ["none"]
    job.seed = 1
    #expect(try job.run().status == .done)
    let (key, _) = try StudyKey.read(shop.folder.file("study/sealed/key.json"))
    #expect(key.pairs.count == 2)
    for pair in key.pairs {
      #expect(pair.scores.keys.sorted() == ["importance", "vit-cc"])
      #expect(pair.scores.values.allSatisfy { (-1...1.001).contains($0) })
    }
    job.output = shop.folder.file("other")
    job.settings.model = shop.model
    #expect(throws: JobError.self) { try job.run() }
  }

  /// V by itself, from the pictures to the metric.
  @Test func aModelOfPicturesRanksTheGallery() throws {
    let path = try vit()
    let model = try TransformerModel(file: ModelFile(path: path))
    guard case .image(let network) = model.network else { throw CancellationError() }
    func embedding(_ person: Int, _ pose: Int) -> [Float] {
      let patches = model.cutter!.patches(of: Workshop.face(person, pose))
      return Tensor(shape: [1, 32], values: network.embeddings([patches])[0]).normalizedRows()
        .values
    }
    let gallery = (1...4).flatMap { person in (1...3).map { (person, embedding(person, $0)) } }
    var right = 0
    for person in 1...4 {
      let query = embedding(person, 4)
      let cosines = gallery.map { zip(query, $0.1).reduce(0) { $0 + Double($1.0) * Double($1.1) } }
      let best = cosines.indices.max { cosines[$0] < cosines[$1] }!
      if gallery[best].0 == person { right += 1 }
    }
    let results = try evaluate(models: [shop.model, path], rerankers: [], scorers: [.v])
    #expect(results.results[0].precisionAt1 == Double(25 * right))
  }

  /// With alpha 0, a re-ranker keeps stage 1's order; with k 1, ranks do not change.
  @Test func modelsOfPairsReRankStageOne() throws {
    let rerankers = [
      try model(.h2, as: "h2.safetensors"),
      // The H2L that cuts pictures itself.
      try model(.h2l, as: "windows.safetensors") {
        $0.pixels = .windows
        $0.grid = PatchGrid(rows: 14, columns: 14)
        $0.positionCount = 394
        $0.tokenSize = 16
      },
    ]
    let results = try evaluate(
      models: [shop.model], rerankers: rerankers, scorers: [.stage1, .h2, .h2l], alphas: [0, 1])
    #expect(results.results.map(\.alpha) == [nil, 0, 1, 0, 1])
    #expect(results.settings.models?.map(\.scorer) == [.h2, .h2l])
    let first = results.results[0]
    let short = try evaluate(
      models: [shop.model], rerankers: rerankers, scorers: [.h2, .h2l], alphas: [1], topK: 1)
    for row in [results.results[1], results.results[3]] + short.results {
      #expect(row.precisionAt1 == first.precisionAt1)
      #expect(row.meanAveragePrecisionAtR == first.meanAveragePrecisionAtR)
    }
  }

  @Test func whatIsMissingIsSaid() throws {
    let results = try evaluate(
      models: [shop.model], rerankers: [], scorers: [.stage1, .v, .h1, .h2])
    #expect(results.results.map(\.scorer) == [.stage1])
    let absent = try #require(results.settings.absent)
    #expect(absent.count == 3)
    #expect(
      absent[0] == """
        The scorer 'v' is left out: it needs a model file of the architecture 'vit'. Import one \
        with 'facet model import' and add it to --model.
        """)
    #expect(results.table().contains(absent[2]))

    func problem(
      _ models: [String], _ rerankers: [String] = [], _ scorers: [ScoringMethod] = [.stage1]
    ) -> String {
      do {
        _ = try evaluate(models: models, rerankers: rerankers, scorers: scorers)
        return "none"
      } catch {
        return "\(error)"
      }
    }
    #expect(problem([shop.model], [], [.v]).hasPrefix("All scorers are left out. The scorer"))
    let copy = shop.folder.file("copy.safetensors")
    try FileManager.default.copyItem(atPath: shop.model, toPath: copy)
    #expect(
      problem([shop.model, copy])
        == "'\(shop.model)' and '\(copy)' both contain a backbone. Give only one of them.")
    let vit = try vit()
    #expect(problem([vit]).hasPrefix("'\(vit)' does not contain a backbone"))
    let other = try model(.h2, as: "other.safetensors", backbone: String(repeating: "0", count: 64))
    #expect(
      problem([shop.model], [other], [.h2]).contains("was made for the backbone 000000000000"))
    let wide = try model(.h1, as: "wide.safetensors") {
      $0.grid = .eightByEight
      $0.positionCount = 65
    }
    #expect(
      problem([shop.model, wide], [], [.h1]).contains("reads 8x8 of 512, but this backbone has"))
  }

  /// A gallery picture that is gone ranks last and is listed; the others are measured.
  @Test func aPictureThatIsGoneIsListed() throws {
    let enrolled = shop.folder.file("gallery.facet")
    _ = try EnrollJob(pictures: shop.gallery, output: enrolled, settings: shop.settings).run()
    let moved = shop.folder.file("elsewhere")
    try FileManager.default.moveItem(atPath: shop.gallery, toPath: moved)
    var settings = shop.settings
    settings.model += "," + (try vit())
    let results = try EvaluateJob(
      queries: shop.queries, gallery: enrolled, settings: settings, scorers: [.stage1, .v],
      weightings: [.apc], alphas: [0.7]
    ).run()
    #expect(results.failures.count == 12)
    #expect(results.results.map(\.n) == [4, 4])
  }

  /// Patches of the third stage: the EMD and reports work; an H2L has no start, and says so.
  @Test func patchesOfTheThirdStageAreMatched() throws {
    var form = ResNetFace18Form()
    form.width = 16
    form.side = 64
    form.embeddingSize = 32
    form.patches = .layer3
    let architecture = BackboneArchitecture.resNetFace18(form)
    let tensors = architecture.parameters.map { parameter in
      let count = parameter.shape.reduce(1, *)
      let unit = HashedValues.unit(parameter.name, count: count)
      let scale =
        parameter.shape.count > 1 ? (3 / Float(count / parameter.shape[0])).squareRoot() : 0
      return (
        name: parameter.name,
        tensor: Tensor(
          shape: parameter.shape, values: unit.map { scale == 0 ? 1 + 0.1 * $0 : scale * $0 })
      )
    }
    let path = shop.folder.file("third.safetensors")
    try writeSafetensors(tensors, metadata: architecture.metadata, to: path)
    let results = try evaluate(models: [path], rerankers: [], scorers: nil)
    #expect(results.results.map(\.scorer) == [.stage1, .emd])
    #expect(results.results[1].grid == "8x8" && results.settings.reranker == "none")
    #expect(results.settings.absent?.first?.hasPrefix("The scorer 'h2l' is left out: ") == true)
    var settings = shop.settings
    settings.model = path
    #expect(try shop.report(settings).status == .done)
    settings.reranker = JobSettings.startOfReranker
    #expect(throws: EmbeddingMapMissing.self) {
      try shop.report(settings, to: shop.folder.file("start"))
    }
    settings.reranker = nil
    _ = try EnrollJob(
      pictures: shop.gallery, output: shop.folder.file("g.facet"), settings: settings
    ).run()
  }
}
