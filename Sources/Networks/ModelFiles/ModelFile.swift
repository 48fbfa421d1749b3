import Basics
import Tensors

/// A network in a file: safetensors with metadata that say what to do with the tensors.
///
/// The keys begin with `facet.`; `ModelKey` lists those that networks share.
package struct ModelFile: Sendable {
  package let path: String
  /// The SHA-256 of the whole file.
  package let digest: SHA256Digest
  package let architecture: String
  package let contents: SafetensorsFile

  /// What kind of network a file holds, and whether it reads pictures, without the file's digest.
  ///
  /// - Throws: As `init(path:)`.
  package static func kind(ofFileAt path: String) throws -> (
    architecture: String, readsPictures: Bool
  ) {
    if BuiltInModels.file(path) == nil, try isCheckpoint(path) {
      throw ModelFileError.isCheckpoint(path: path)
    }
    let metadata = try open(path).metadata
    guard let architecture = metadata[ModelKey.architecture] else {
      throw ModelFileError.isNoModel(path: path)
    }
    return (architecture, metadata[ModelKey.inputWidth] != nil)
  }

  /// - Throws: `SafetensorsError`, `FileError`, or `ModelFileError` when the file is a checkpoint or
  ///   names no architecture.
  /// - Complexity: O(file), for the digest.
  package init(path: String) throws {
    let builtIn = BuiltInModels.file(path)
    if builtIn == nil, try Self.isCheckpoint(path) { throw ModelFileError.isCheckpoint(path: path) }
    contents = try Self.open(path)
    guard let architecture = contents.metadata[ModelKey.architecture] else {
      throw ModelFileError.isNoModel(path: path)
    }
    self.path = path
    self.architecture = architecture
    digest =
      try builtIn.map { $0.withUnsafeBytes { SHA256.digest(of: Array($0)) } }
      ?? SHA256.digest(ofFileAt: path)
  }

  private static func open(_ path: String) throws -> SafetensorsFile {
    if let builtIn = BuiltInModels.file(path) { return try SafetensorsFile(builtIn) }
    return try SafetensorsFile(path: path)
  }

  package var metadata: [String: String] { contents.metadata }

  /// - Throws: `missingMetadata`.
  package func text(_ key: String) throws(ModelFileError) -> String {
    guard let value = metadata[key] else { throw .missingMetadata(path: path, key: key) }
    return value
  }

  /// A whole number of 1 or more.
  ///
  /// - Throws: `missingMetadata`, `badMetadata`.
  package func integer(_ key: String) throws(ModelFileError) -> Int {
    let value = try text(key)
    guard let number = Int(value), (1...1_000_000).contains(number) else {
      throw .badMetadata(path: path, key: key, value: value, expected: "a whole number above 0")
    }
    return number
  }

  /// - Throws: `missingMetadata`, `badMetadata`.
  package func number(_ key: String) throws(ModelFileError) -> Float {
    let value = try text(key)
    guard let number = Float(value), number.isFinite else {
      throw .badMetadata(path: path, key: key, value: value, expected: "a number")
    }
    return number
  }

  /// Written "7x6": rows, then columns.
  ///
  /// - Throws: `missingMetadata`, `badMetadata`.
  package func grid(_ key: String = ModelKey.grid) throws(ModelFileError) -> PatchGrid {
    let value = try text(key)
    let sides = value.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard sides.count == 2, let rows = sides[0], let columns = sides[1],
      (1...1000).contains(rows), (1...1000).contains(columns)
    else {
      throw .badMetadata(
        path: path, key: key, value: value, expected: "rows and columns, as in '8x8',")
    }
    return PatchGrid(rows: rows, columns: columns)
  }

  /// A tensor of a known shape, all its values finite.
  ///
  /// - Throws: `missingTensor`, `wrongShape`, `notFinite`.
  package func tensor(_ name: String, shape: [Int]) throws(ModelFileError) -> Tensor {
    guard let entry = contents.entry(named: name), let tensor = try? contents.tensor(named: name)
    else { throw .missingTensor(path: path, name: name, shape: shape) }
    guard entry.shape == shape else {
      throw .wrongShape(path: path, name: name, expected: shape, found: entry.shape)
    }
    guard areFinite(tensor.values) else { throw .notFinite(path: path, name: name) }
    return tensor
  }

  /// Whether a file begins as a zip archive or a pickle does.
  static func isCheckpoint(_ path: String) throws(FileError) -> Bool {
    try MappedFile(path).withUnsafeBytes { bytes in
      bytes.starts(with: [0x50, 0x4b, 0x03, 0x04]) || bytes.starts(with: [0x80, 0x02, 0x8a, 0x0a])
    }
  }
}

/// Whether none is infinite or no number.
func areFinite(_ values: [Float]) -> Bool {
  // Such a value, and it alone, times zero is not zero.
  values.withUnsafeBufferPointer { values in
    var index = 0
    while index < values.count {
      guard values[index] * 0 == 0 else { return false }
      index += 1
    }
    return true
  }
}

/// The names of a model file's metadata.
package enum ModelKey {
  package static let architecture = "facet.architecture"
  /// Which kind of an architecture's weights, where it has several, such as "squeeze-excitation".
  package static let variant = "facet.variant"
  /// Pixels, in decimal.
  package static let inputWidth = "facet.input.width"
  package static let inputHeight = "facet.input.height"
  /// "rgb", "bgr" or "grey".
  package static let color = "facet.input.colour"
  /// A sample x of 0...255 enters the network as (x - subtract) / divide.
  package static let subtract = "facet.input.subtract"
  package static let divide = "facet.input.divide"
  /// The size of the template that faces are aligned to, such as "112x96" (height, width).
  package static let alignment = "facet.alignment"
  /// Rows and columns of patches, such as "7x6".
  package static let grid = "facet.grid"
  package static let embeddingSize = "facet.embedding"
  /// Channels of a ResNet-18's first stage; 64 where a file does not say.
  package static let width = "facet.width"
  /// The layer whose result the patches are, where an architecture has several: "layer3" or "layer4".
  package static let patches = "facet.patches"
  /// The SHA-256 of the file that was imported.
  package static let source = "facet.source.sha256"
  package static let license = "facet.licence"
}
