import Pictures
import Tensors
import Testing
import _TestSupport

@testable import Networks

/// ResNet-18s that are not as wide, not gray or not as large as the published one.
@Suite struct ResNetFace18FormTests {
  let folder = try! TemporaryFolder()
  let golden = GoldenNetwork.all[0]

  static func form(_ change: (inout ResNetFace18Form) -> Void) -> ResNetFace18Form {
    var form = ResNetFace18Form()
    change(&form)
    return form
  }

  static let small = form {
    $0.channels = .rgb
    $0.side = 64
    $0.width = 16
    $0.embeddingSize = 96
  }

  static let forms = [
    ResNetFace18Form(), small,
    form {
      $0.width = 32
      $0.hasGates = true
    },
  ]

  /// Weights that keep the numbers of a forward pass near 1.
  static func values(_ parameter: ParameterShape) -> [Float] {
    let count = parameter.shape.reduce(1, *)
    let units = HashedValues.unit(parameter.name, count: count)
    if parameter.name.hasSuffix("running_var") { return units.map { 1 + abs($0) } }
    guard parameter.shape.count > 1 else { return units.map { 1 + 0.1 * $0 } }
    let scale = (3 / Float(count / parameter.shape[0])).squareRoot()
    return units.map { scale * $0 }
  }

  @Test func theStagesFollowFromTheWidth() {
    let shapes = Dictionary(
      uniqueKeysWithValues: ResNetFace18.network(Self.small).parameters.map { ($0.name, $0.shape) })
    #expect(shapes["conv1.weight"] == [16, 3, 3, 3])
    #expect(shapes["layer1.1.conv2.weight"] == [16, 16, 3, 3])
    #expect(shapes["layer2.0.downsample.0.weight"] == [32, 16, 1, 1])
    #expect(shapes["layer4.1.conv1.weight"] == [128, 128, 3, 3])
    #expect(shapes["fc5.weight"] == [96, 128 * 16])
    #expect(
      ResNetFace18.network(Self.small).shape
        == BackboneShape(
          architecture: "resnet_face18", inputWidth: 64, inputHeight: 64, grid: .fourByFour,
          patchChannels: 128, embeddingSize: 96))
  }

  @Test(arguments: forms)
  func theFormIsReadFromTensorsAndFromMetadata(form: ResNetFace18Form) throws {
    let architecture = BackboneArchitecture.resNetFace18(form)
    let shapes = Dictionary(
      uniqueKeysWithValues: architecture.parameters.map { ($0.name, $0.shape) })
    #expect(ResNetFace18Form(shapes) == form)
    let path = folder.file("model.safetensors")
    try writeSafetensors(
      [("a", Tensor(shape: [1], values: [0]))], metadata: architecture.metadata, to: path)
    #expect(try ResNetFace18Form(ModelFile(path: path)) == form)
  }

  /// The form is recognized by the tensors alone, from a checkpoint over a model file to features.
  @Test func aSmallNetworkIsImportedAndOpened() throws {
    let network = ResNetFace18.network(Self.small)
    let checkpoint = folder.file("small.pt")
    let path = folder.file("model.safetensors")
    try golden.checkpoint(at: checkpoint, network.parameters, values: Self.values)
    #expect(
      try importCheckpoints(paths: [checkpoint], output: path)
        == [ImportedModel(path: path, architecture: "resnet_face18")])
    let metadata = try ModelFile(path: path).metadata
    #expect(metadata[ModelKey.width] == "16" && metadata[ModelKey.color] == "rgb")
    #expect(metadata[ModelKey.embeddingSize] == "96" && metadata[ModelKey.grid] == "4x4")
    #expect(metadata[ModelKey.alignment] == "128x128")
    let opened = try loadBackbone(path: path)
    #expect(opened.shape == network.shape)
    let made = try LayeredBackbone(network, input: network.input, values: Self.values)
    let samples = HashedValues.unit("face", count: 64 * 64 * 3).map { UInt8(128 + 127 * $0) }
    let picture = Picture(width: 64, height: 64, channels: .rgb, samples: samples)
    let features = try opened.features(of: [picture])[0]
    #expect(features == (try made.features(of: [picture])[0]))
    #expect(features.isFinite && features.embedding.count == 96)
    // No linear layer is as wide as a patch, so the descriptor is the patches' mean.
    var means = [Float](repeating: 0, count: 128)
    for (place, value) in features.patches.enumerated() { means[place % 128] += value / 16 }
    #expect(relativeError(features.globalDescriptor, means) < 1e-5)
    let (weight, bias) = try opened.embeddingMap()
    let products = rowProducts(weight, rows: 96, vectors: [features.patches])[0]
    #expect(relativeError(zip(products, bias).map { $0 + $1 }, features.embedding) < 1e-5)
  }

  /// Files made before the width was variable contain neither width nor layer.
  @Test func olderModelFilesAreThePublishedNetwork() throws {
    var metadata = BackboneArchitecture.resNetFace18.metadata
    metadata[ModelKey.width] = nil
    metadata[ModelKey.patches] = nil
    let path = folder.file("model.safetensors")
    try writeSafetensors([("a", Tensor(shape: [1], values: [0]))], metadata: metadata, to: path)
    let file = try ModelFile(path: path)
    let architecture = try BackboneArchitecture.of(file)
    try architecture.check(file)
    #expect(architecture.parameters == BackboneArchitecture.resNetFace18.parameters)
  }

  @Test(arguments: [
    (ModelKey.width, "0"), (ModelKey.width, "100000"), (ModelKey.inputWidth, "100"),
    (ModelKey.inputWidth, "64"), (ModelKey.embeddingSize, "1000000"), (ModelKey.patches, "layer2"),
    (ModelKey.color, "blue"),
  ])
  func impossibleFormsAreRefused(key: String, value: String) throws {
    var metadata = BackboneArchitecture.resNetFace18.metadata
    metadata[key] = value
    let path = folder.file("model.safetensors")
    try writeSafetensors([("a", Tensor(shape: [1], values: [0]))], metadata: metadata, to: path)
    do {
      _ = try loadBackbone(path: path)
      Issue.record("opened")
    } catch ModelFileError.badMetadata {
    }
  }

  /// The third stage's map, with the embedding of the last.
  @Test func patchesOfTheThirdStage() throws {
    let early = Self.form {
      $0 = Self.small
      $0.patches = .layer3
    }
    let samples = HashedValues.unit("face", count: 64 * 64 * 3)
    func features(_ form: ResNetFace18Form) throws -> (FaceFeatures, LayeredBackbone) {
      let network = ResNetFace18.network(form)
      let backbone = try LayeredBackbone(network, input: network.input, values: Self.values)
      return (try backbone.features([samples])[0], backbone)
    }
    let (last, _) = try features(Self.small)
    let (found, backbone) = try features(early)
    #expect(found.embedding == last.embedding)
    #expect(backbone.shape.grid == .eightByEight && backbone.shape.patchChannels == 64)
    #expect(found.globalDescriptor.count == 64)

    // The fourth stage of the network, run on these patches, gives the last ones.
    let whole = ResNetFace18.network(Self.small).layers
    let third = ResNetFace18.network(early).earlyPatches!.value
    let graph = try ConvolutionGraph(
      channels: 64, height: 8, width: 8, layout: .pixels,
      steps: whole.dropFirst(third).map { try $0.shifted(by: -third).step(Self.values) },
      outputs: [(whole.count - third, .pixels)])
    let patches = try ConvolutionPlan(graph, batch: 1).run(found.patches)[0]
    #expect(relativeError(patches, last.patches) < 1e-5)

    do {
      _ = try backbone.embeddingMap()
      Issue.record("gave a map")
    } catch {
      #expect(error.description.hasPrefix("The 8x8 patches of this backbone lie before"))
    }
    let path = folder.file("model.safetensors")
    let checkpoint = folder.file("small.pt")
    try golden.checkpoint(
      at: checkpoint, ResNetFace18.network(Self.small).parameters, values: Self.values)
    var options = ImportOptions()
    options.patches = "layer3"
    try importCheckpoints(paths: [checkpoint], options: options, output: path)
    #expect(try loadBackbone(path: path).shape == backbone.shape)
    options.patches = "layer2"
    #expect(
      throws: ModelFileError.noSuchPatches(
        path: checkpoint, architecture: "resnet_face18", patches: "layer2")
    ) { try importCheckpoints(paths: [checkpoint], options: options, output: path) }
  }
}

extension NetworkLayer {
  /// Reads other values.
  fileprivate func shifted(by distance: Int) -> NetworkLayer {
    switch self {
    case .convolution(var layer):
      layer.input += distance
      layer.residual = layer.residual.map { $0 + distance }
      return .convolution(layer)
    case .normalization(let name, let input, let channels, let epsilon):
      return .normalization(name, input: input + distance, channels: channels, epsilon: epsilon)
    default: preconditionFailure("the fourth stage has no such layer")
    }
  }
}
