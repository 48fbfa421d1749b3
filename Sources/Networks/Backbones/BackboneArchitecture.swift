import Pictures
import Tensors

/// What there is to know of a kind of backbone before its weights: how its files are checked,
/// imported and opened. A new kind is one more entry of `all`.
package struct BackboneArchitecture: Sendable {
  package let shape: BackboneShape
  /// What the published weights were trained with.
  let input: PictureInput
  package let parameters: [ParameterShape]
  /// Beginnings of the names of tensors that published files hold and features do not need.
  private let ignored: [String]
  /// What a model file calls these weights, where an architecture has several kinds of them.
  let variant: String?
  /// A tensor that only files of this variant have.
  private let variantTensor: String?
  private let variants: [BackboneArchitecture]
  let make: @Sendable (ModelFile) throws -> any Backbone

  private init(
    shape: BackboneShape, input: PictureInput, parameters: [ParameterShape],
    ignored: [String] = [], make: @escaping @Sendable (ModelFile) throws -> any Backbone
  ) {
    self.shape = shape
    self.input = input
    self.parameters = parameters
    self.ignored = ignored
    variant = nil
    variantTensor = nil
    variants = []
    self.make = make
  }

  var name: String { shape.architecture }

  static let all: [BackboneArchitecture] = [
    mobileFaceNet, resNetFace18, sphere20, inceptionResNetV1,
  ]

  package static let mobileFaceNet = BackboneArchitecture(
    shape: BackboneShape(
      architecture: "mobilefacenet", inputWidth: 96, inputHeight: 112,
      grid: PatchGrid(rows: 7, columns: 6), patchChannels: 512, embeddingSize: 128),
    input: PictureInput(width: 96, height: 112, channels: .rgb, subtract: 127.5, divide: 128),
    parameters: MobileFaceNetLayer.all.flatMap(\.parameters),
    make: { try MobileFaceNet($0) })

  package static let resNetFace18 = BackboneArchitecture(
    ResNetFace18.network,
    variants: [
      BackboneArchitecture(
        ResNetFace18.gatedNetwork, variant: "squeeze-excitation",
        variantTensor: ResNetFace18.gatedTensor)
    ])
  package static let sphere20 = BackboneArchitecture(Sphere20.network)
  package static let inceptionResNetV1 = BackboneArchitecture(InceptionResNetV1.network)

  private init(
    _ network: LayeredNetwork, variant: String? = nil, variantTensor: String? = nil,
    variants: [BackboneArchitecture] = []
  ) {
    shape = network.shape
    input = network.input
    parameters = network.parameters
    ignored = network.ignored
    self.variant = variant
    self.variantTensor = variantTensor
    self.variants = variants
    make = { try LayeredBackbone(network, $0) }
  }

  /// The variant that a published file holds, by the names of its tensors; else itself.
  func fitting(_ hasTensor: (String) -> Bool) -> BackboneArchitecture {
    variants.first { $0.variantTensor.map(hasTensor) ?? false } ?? self
  }

  /// The architecture and variant that a model file names.
  ///
  /// - Throws: `unknownArchitecture`, `badMetadata`.
  static func of(_ file: ModelFile) throws(ModelFileError) -> BackboneArchitecture {
    let architecture = try named(file.architecture, path: file.path)
    guard let variant = file.metadata[ModelKey.variant] else { return architecture }
    guard let found = architecture.variants.first(where: { $0.variant == variant }) else {
      let known = architecture.variants.compactMap(\.variant).map { "'\($0)'" }
      throw .badMetadata(
        path: file.path, key: ModelKey.variant, value: variant,
        expected: (known + ["nothing"]).joined(separator: " or "))
    }
    return found
  }

  /// Whether a published file may hold a tensor that features do not need: a counter of training
  /// batches, or the layer that tells the training identities apart.
  func ignores(_ tensor: String) -> Bool {
    tensor.hasSuffix("num_batches_tracked") || ignored.contains { tensor.hasPrefix($0) }
  }

  /// - Parameter path: The file that asks for it, for the error.
  /// - Throws: `unknownArchitecture`.
  static func named(_ name: String, path: String) throws(ModelFileError)
    -> BackboneArchitecture
  {
    guard let found = all.first(where: { $0.name == name }) else {
      throw .unknownArchitecture(path: path, name: name, known: all.map(\.name))
    }
    return found
  }

  /// What an imported file says of itself.
  package var metadata: [String: String] {
    var metadata = input.metadata
    metadata[ModelKey.architecture] = name
    metadata[ModelKey.variant] = variant
    metadata[ModelKey.alignment] = "\(shape.inputHeight)x\(shape.inputWidth)"
    metadata[ModelKey.grid] = "\(shape.grid)"
    metadata[ModelKey.embeddingSize] = "\(shape.embeddingSize)"
    return metadata
  }

  /// That the file's metadata say what the architecture does.
  func check(_ file: ModelFile) throws(ModelFileError) {
    for (key, expected) in metadata.sorted(by: { $0.key < $1.key })
    where key != ModelKey.subtract && key != ModelKey.divide {
      let value = try file.text(key)
      guard value == expected else {
        throw .badMetadata(path: file.path, key: key, value: value, expected: "'\(expected)'")
      }
    }
  }
}

/// Opens a backbone of any known architecture.
///
/// - Throws: `ModelFileError`, `SafetensorsError` or `FileError`, each with the file's name and what
///   to do.
/// - Complexity: O(weights); the first pictures take some ten milliseconds more.
public func loadBackbone(path: String) throws -> any Backbone {
  try loadBackbone(ModelFile(path: path))
}

/// Opens a backbone from a model file that is open already; see `loadBackbone(path:)`.
public func loadBackbone(_ file: ModelFile) throws -> any Backbone {
  let architecture = try BackboneArchitecture.of(file)
  try architecture.check(file)
  return try architecture.make(file)
}

/// The names that `importCheckpoint` and model files know, in a fixed order.
public let backboneArchitectures = BackboneArchitecture.all.map(\.name).reduce(into: [String]()) {
  if !$0.contains($1) { $0.append($1) }
}
