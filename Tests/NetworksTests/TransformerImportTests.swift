import Basics
import Foundation
import Pictures
import Tensors
import Testing
import _TestSupport

@testable import Networks

/// Imports of published checkpoints of transformers.
@Suite struct TransformerImportTests {
  let folder = try! TemporaryFolder()

  static let all = GoldenTransformer.all.filter { $0.name != "h2l.full" }

  /// - Parameters:
  ///   - backbone: Whether there is also a small backbone under `face_model.`.
  ///   - extra: Additional tensors, of zeros.
  func checkpoint(
    _ golden: GoldenTransformer, isLegacy: Bool = false, backbone: ResNetFace18Form? = nil,
    dropping dropped: String? = nil, adding extra: [ParameterShape] = []
  ) throws -> String {
    var tensors: [(name: String, shape: [Int], values: [Float])] = []
    for parameter in golden.published where parameter.name != dropped {
      tensors.append((parameter.name, parameter.shape, try golden.values(parameter)))
    }
    if let backbone {
      for parameter in ResNetFace18.network(backbone).parameters {
        tensors.append(
          (
            "face_model.module." + parameter.name, parameter.shape,
            ResNetFace18FormTests.values(parameter)
          ))
      }
    }
    for parameter in extra {
      tensors.append(
        (
          parameter.name, parameter.shape,
          [Float](repeating: 0, count: parameter.shape.reduce(1, *))
        ))
    }
    let path = folder.file("\(golden.name).pth")
    try CheckpointMaker.stateDictionary(tensors, isLegacy: isLegacy)
      .write(to: URL(fileURLWithPath: path))
    return path
  }

  /// The network's answers to the golden inputs.
  func outputs(_ model: TransformerModel, _ inputs: [[Float]]) -> [Float] {
    switch model.network {
    case .vectors(let network):
      let half = inputs.count / 2
      let pairs = (0..<half).map {
        network.vectors(query: inputs[$0], candidates: inputs[$0 + half])
      }
      return pairs.flatMap(\.query) + pairs.flatMap(\.candidates)
    case .classes(let network):
      let half = inputs.count / 2
      return (0..<half).flatMap {
        network.logits(query: inputs[$0], candidates: inputs[$0 + half])
      }
    case .image(let network): return network.embeddings(inputs).flatMap { $0 }
    }
  }

  func expected(_ golden: GoldenTransformer) throws -> [Float] {
    let file = try GoldenFile.networksAndTransport()
    switch golden.form.kind {
    case .h2l: return file.floats(golden.name + ".f1") + file.floats(golden.name + ".f2")
    case .h2: return file.floats("h2.logits")
    case .h1, .vit: return file.floats(golden.name + ".embedding")
    }
  }

  @Test(arguments: all, [false, true])
  func eachIsToldByItsTensorsAndGivesThePublishedValues(
    golden: GoldenTransformer, isLegacy: Bool
  ) throws {
    let output = folder.file("model.safetensors")
    let loss = [ParameterShape(name: "loss.weight", shape: [7, 16])]
    let models = try importCheckpoints(
      paths: [checkpoint(golden, isLegacy: isLegacy, adding: loss)], output: output)
    #expect(
      models == [ImportedModel(path: output, architecture: golden.form.kind.rawValue)])
    let model = try TransformerModel(file: ModelFile(path: output))
    #expect(model.kind == golden.form.kind && model.backboneDigest == nil)
    #expect(relativeError(outputs(model, golden.inputs()), try expected(golden)) < 1e-4)
    #expect((model.cutter != nil) == (golden.form.pixels != nil))
  }

  @Test func aCheckpointWithItsBackboneBecomesTwoLinkedFiles() throws {
    let golden = GoldenTransformer.named("h2l.depth1")
    // It does not read four patches of 32, but an import cannot detect that.
    let form = ResNetFace18FormTests.small
    let path = try checkpoint(golden, backbone: form)
    let models = try importCheckpoints(paths: [path], output: folder.file("a.safetensors"))
    #expect(
      models == [
        ImportedModel(path: folder.file("a.backbone.safetensors"), architecture: "resnet_face18"),
        ImportedModel(path: folder.file("a.h2l.safetensors"), architecture: "h2l"),
      ])
    let backbone = try ModelFile(path: models[0].path)
    #expect(try loadBackbone(backbone).shape == ResNetFace18.network(form).shape)
    let model = try TransformerModel(file: ModelFile(path: models[1].path))
    #expect(model.backboneDigest == backbone.digest.hexadecimal)
    #expect(relativeError(outputs(model, golden.inputs()), try expected(golden)) < 1e-4)
    let listed = try listModels(in: folder.path)
    #expect(listed.map(\.name) == ["a.backbone.safetensors", "a.h2l.safetensors"])
    guard case .usable(let facts) = listed[1].state else { throw CancellationError() }
    #expect(facts.backbone == backbone.digest.hexadecimal && facts.input == nil)

    // The backbone alone, by its name.
    let alone = try importCheckpoints(
      paths: [path], architecture: "resnet_face18", output: folder.file("b.safetensors"))
    #expect(alone.map(\.path) == [folder.file("b.safetensors")])
    #expect(try loadBackbone(path: alone[0].path).shape == ResNetFace18.network(form).shape)
  }

  @Test func whatIsMissingIsNamed() throws {
    let golden = GoldenTransformer.named("h2l.depth1")
    var path = try checkpoint(golden, dropping: "fc2.bias")
    let output = folder.file("model.safetensors")
    #expect(
      throws: ModelFileError.nearly(
        path: path, architecture: "h2l", found: 25, expected: 26,
        problem: "'\(path)' lacks the tensor 'fc2.bias' of shape [16], so it is not a file "
          + "of this architecture.")
    ) { try importCheckpoints(paths: [path], output: output) }
    path = try checkpoint(golden, adding: [ParameterShape(name: "extra", shape: [1])])
    #expect(throws: ModelFileError.unexpectedTensor(path: path, name: "extra")) {
      try importCheckpoints(paths: [path], output: output)
    }
    #expect(throws: ModelFileError.wrongNumberOfFiles(architecture: "h2l", expected: 1, found: 2)) {
      try importCheckpoints(paths: [path, path], architecture: "h2l", output: output)
    }
    var options = ImportOptions()
    options.color = "bgr"
    path = try checkpoint(golden)
    #expect(
      throws: ModelFileError.noSuchColor(path: path, architecture: "h2l", color: "bgr")
    ) { try importCheckpoints(paths: [path], options: options, output: output) }
    #expect(!FileManager.default.fileExists(atPath: output))
  }

  /// A network trained on pictures read by OpenCV takes blue first.
  @Test func theOrderOfColorsIsChosen() throws {
    let path = try checkpoint(.named("vit"))
    let output = folder.file("model.safetensors")
    let samples = HashedValues.unit("face", count: 112 * 112 * 3).map { UInt8(128 + 127 * $0) }
    var turned = samples
    for pixel in stride(from: 0, to: samples.count, by: 3) { turned.swapAt(pixel, pixel + 2) }
    func patches(_ color: String?, _ samples: [UInt8]) throws -> [Float] {
      var options = ImportOptions()
      options.color = color
      try importCheckpoints(paths: [path], options: options, output: output)
      let model = try TransformerModel(file: ModelFile(path: output))
      return model.cutter!.patches(
        of: Picture(width: 112, height: 112, channels: .rgb, samples: samples))
    }
    #expect(try patches(nil, samples) == patches("bgr", turned))
    #expect(try patches(nil, samples) != patches("bgr", samples))
  }

  @Test func aReportRefusesAnH2LThatReadsPictures() throws {
    let output = folder.file("model.safetensors")
    try importCheckpoints(paths: [checkpoint(.named("h2l.unfold"))], output: output)
    #expect(throws: HybridModel.Failure.readsPictures(path: output)) {
      try HybridModel(file: ModelFile(path: output))
    }
  }

  @Test func layersAndOperationsAreDescribed() throws {
    let output = folder.file("model.safetensors")
    try importCheckpoints(paths: [checkpoint(.named("h2l.depth1"))], output: output)
    let lines = try describeModel(path: output)
    #expect(lines[0] == "Model file, architecture h2l")
    #expect(lines.contains { $0.hasPrefix("parameters ") })
    // 130 tokens: 4 products with 32 x 128, the scores and sums of 2 heads; the MLP of 128 tokens.
    let attention = 2 * 130 * 4 * 128 * 32 + 4 * 130 * 130 * 128
    let mlp = 4 * 128 * 32 * 48
    let heads = 2 * 2 * 64 * 32 * 16
    let total = fixed(Double(attention + mlp + heads) / 1e9, 3)
    #expect(
      lines.contains { $0.hasPrefix("operations ") && $0.contains("\(total) GFLOP per pair") })
  }
}
