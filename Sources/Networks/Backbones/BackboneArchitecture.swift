import Pictures
import Tensors

/// What there is to know of a backbone before its weights: how its files are checked, imported and
/// opened.
package struct BackboneArchitecture: Sendable {
  package let shape: BackboneShape
  /// What the published weights were trained with.
  package let input: PictureInput
  package let parameters: [ParameterShape]
  /// Beginnings of the names of tensors that published files hold and features do not need.
  private let ignored: [String]
  /// What a model file says besides what every backbone's does.
  private let ownMetadata: [String: String]
  /// `nil`: MobileFaceNet, which has a description of its own.
  let network: LayeredNetwork?
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

  init(_ network: LayeredNetwork, metadata: [String: String] = [:]) {
    shape = network.givenShape
    input = network.input
    parameters = network.parameters
    ignored = network.ignored
    ownMetadata = metadata
    self.network = network
    make = { try LayeredBackbone(network, $0) }
  }

  /// Whether a published file may hold a tensor that features do not need: a counter of training
  /// batches, or the layer that tells the training identities apart, under its usual names or as a
  /// matrix with a column (or row) for each number of the embedding.
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

  /// What a file made now says of itself.
  package var metadata: [String: String] {
    var metadata = input.metadata.merging(ownMetadata) { $1 }
    metadata[ModelKey.architecture] = name
    // Of the template, whatever the network's input is scaled to.
    let template = BackboneKind.named(name)?.published.shape ?? shape
    metadata[ModelKey.alignment] = "\(template.inputHeight)x\(template.inputWidth)"
    metadata[ModelKey.grid] = "\(shape.grid)"
    metadata[ModelKey.embeddingSize] = "\(shape.embeddingSize)"
    return metadata
  }

  /// That the file's metadata say what the architecture does.
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
