import Pictures
import Tensors

/// What there is to know of a kind of backbone before its weights: how its files are checked,
/// imported and opened. A new kind is one more entry of `all`.
package struct BackboneArchitecture: Sendable {
  package let shape: BackboneShape
  /// What the published weights were trained with.
  let input: PictureInput
  package let parameters: [ParameterShape]
  let make: @Sendable (ModelFile) throws -> any Backbone

  var name: String { shape.architecture }

  static let all: [BackboneArchitecture] = [mobileFaceNet]

  package static let mobileFaceNet = BackboneArchitecture(
    shape: BackboneShape(
      architecture: "mobilefacenet", inputWidth: 96, inputHeight: 112,
      grid: PatchGrid(rows: 7, columns: 6), patchChannels: 512, embeddingSize: 128),
    input: PictureInput(width: 96, height: 112, channels: .rgb, subtract: 127.5, divide: 128),
    parameters: MobileFaceNetLayer.all.flatMap(\.parameters),
    make: { try MobileFaceNet($0) })

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
