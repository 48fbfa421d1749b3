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
  let make: @Sendable (ModelFile) throws -> any Backbone

  private init(
    shape: BackboneShape, input: PictureInput, parameters: [ParameterShape],
    ignored: [String] = [], make: @escaping @Sendable (ModelFile) throws -> any Backbone
  ) {
    self.shape = shape
    self.input = input
    self.parameters = parameters
    self.ignored = ignored
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

  package static let resNetFace18 = BackboneArchitecture(ResNetFace18.network)
  package static let sphere20 = BackboneArchitecture(Sphere20.network)
  package static let inceptionResNetV1 = BackboneArchitecture(InceptionResNetV1.network)

  private init(_ network: LayeredNetwork) {
    shape = network.shape
    input = network.input
    parameters = network.parameters
    ignored = network.ignored
    make = { file in
      try BackboneArchitecture.named(network.shape.architecture, path: file.path).check(file)
      return try LayeredBackbone(network, file)
    }
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
    input.metadata.merging([
      ModelKey.architecture: name,
      ModelKey.alignment: "\(shape.inputHeight)x\(shape.inputWidth)",
      ModelKey.grid: "\(shape.grid)",
      ModelKey.embeddingSize: "\(shape.embeddingSize)",
    ]) { first, _ in first }
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
  try BackboneArchitecture.named(file.architecture, path: file.path).make(file)
}
