import Pictures
import Tensors

/// The description of a backbone without its weights: how its files are checked, imported and
/// opened.
package struct BackboneArchitecture: Sendable {
  package let shape: BackboneShape
  /// The input that the published weights were trained with.
  package let input: PictureInput
  package let parameters: [ParameterShape]
  /// The beginnings of names of tensors that published files contain but features do not need.
  private let ignored: [String]
  /// The metadata of a model file in addition to those of every backbone.
  private let ownMetadata: [String: String]
  /// The layers; `nil` for MobileFaceNet, which has a description of its own.
  let network: LayeredNetwork?
  /// The steps of an imported graph.
  var graph: StepGraph?
  let make: @Sendable (ModelFile) throws -> any Backbone

  var name: String { shape.architecture }

  package static let mobileFaceNet = BackboneArchitecture(
    shape: BackboneShape(
      architecture: "mobilefacenet", inputWidth: 96, inputHeight: 112,
      grid: PatchGrid(rows: 7, columns: 6), patchChannels: 512, embeddingSize: 128),
    input: PictureInput(width: 96, height: 112, channels: .rgb, subtract: 127.5, divide: 128),
    parameters: MobileFaceNetLayer.all.flatMap(\.parameters),
    make: { try MobileFaceNet($0) })

  package static let resNetFace18 = resNetFace18(ResNetFace18Form())
  package static let sphere20 = BackboneArchitecture(Sphere20.network)
  package static let inceptionResNetV1 = BackboneArchitecture(InceptionResNetV1.network)

  package static func resNetFace18(_ form: ResNetFace18Form) -> BackboneArchitecture {
    BackboneArchitecture(ResNetFace18.network(form), metadata: form.metadata)
  }

  static func residual(_ kind: ResidualNetwork, _ form: ResidualForm) -> BackboneArchitecture {
    let network = kind.network(form)
    var metadata = [ModelKey.variant: kind.name + "_" + form.depthName]
    if form.hasGates { metadata[ModelKey.variant]! += "_se" }
    return BackboneArchitecture(network, metadata: metadata)
  }

  private init(
    shape: BackboneShape, input: PictureInput, parameters: [ParameterShape],
    make: @escaping @Sendable (ModelFile) throws -> any Backbone
  ) {
    self.shape = shape
    self.input = input
    self.parameters = parameters
    ignored = []
    ownMetadata = [:]
    network = nil
    self.make = make
  }

  /// Creates the architecture of an imported graph.
  init(
    graph: StepGraph, shape: BackboneShape, input: PictureInput, parameters: [ParameterShape],
    make: @escaping @Sendable (ModelFile) throws -> any Backbone
  ) {
    self.shape = shape
    self.input = input
    self.parameters = parameters
    ignored = []
    ownMetadata = [ModelKey.graph: graph.json]
    network = nil
    self.graph = graph
    self.make = make
  }

  init(_ network: LayeredNetwork, metadata: [String: String] = [:]) {
    shape = network.givenShape
    input = network.input
    parameters = network.parameters
    ignored = network.ignored
    ownMetadata = metadata
    self.network = network
    make = { try LayeredBackbone(network, $0) }
  }

  /// Returns whether a published file may contain a tensor that features do not need: a counter of
  /// training batches, or the layer that classifies the training identities, under its usual names
  /// or as a matrix with a column (or row) for each number of the embedding.
  func ignores(_ tensor: String, shape: [Int]) -> Bool {
    if tensor.hasSuffix("num_batches_tracked") { return true }
    if (ignored + Self.trainingOnly).contains(where: { tensor.hasPrefix($0) }) { return true }
    return ["weight", "kernel"].contains(tensor) && shape.count == 2
      && shape.contains(self.shape.embeddingSize)
  }

  private static let trainingOnly = [
    "loss.", "margin.", "metric.", "metric_fc.", "criterion.", "arcface.", "cosface.", "head.",
    "classifier.",
  ]

  /// The metadata of a new model file.
  package var metadata: [String: String] {
    var metadata = input.metadata.merging(ownMetadata) { $1 }
    metadata[ModelKey.architecture] = name
    // This is the template's size, whatever the network's input is scaled to.
    let template = graph == nil ? BackboneKind.named(name)?.published.shape ?? shape : shape
    metadata[ModelKey.alignment] =
      shape.alignment == .square || shape.alignment == nil
      ? "\(template.inputHeight)x\(template.inputWidth)" : shape.alignment!.rawValue
    metadata[ModelKey.grid] = "\(shape.grid)"
    metadata[ModelKey.embeddingSize] = "\(shape.embeddingSize)"
    return metadata
  }

  /// Checks that the file's metadata agree with the architecture.
  func check(_ file: ModelFile) throws(ModelFileError) {
    let channels = try PictureInput(file).channels
    guard channels == input.channels else {
      throw .badMetadata(
        path: file.path, key: ModelKey.color, value: "\(channels)",
        expected: "'\(input.channels)'")
    }
    let free = [ModelKey.subtract, ModelKey.divide, ModelKey.color] + ownMetadata.keys
    for (key, expected) in metadata.sorted(by: { $0.key < $1.key }) where !free.contains(key) {
      let value = try file.text(key)
      guard value == expected else {
        throw .badMetadata(path: file.path, key: key, value: value, expected: "'\(expected)'")
      }
    }
  }
}
