import Basics
import Tensors

/// A network in a file: safetensors with metadata that describe how to use the tensors.
///
/// The keys begin with `facet.`; `ModelKey` contains those that networks share.
package struct ModelFile: Sendable {
  package let path: String
  /// The SHA-256 of the whole file.
  package let digest: SHA256Digest
  package let architecture: String
  package let contents: SafetensorsFile

  /// Returns the kind of network in a file, and whether it reads pictures, without the file's
  /// digest.
  ///
  /// - Throws: The errors of `init(path:)`.
  package static func kind(ofFileAt path: String) throws -> (
    architecture: String, readsPictures: Bool
  ) {
    if BuiltInModels.file(path) == nil, let kind = try checkpointKind(path) {
      throw ModelFileError.isCheckpoint(path: path, kind: kind)
    }
    let metadata = try open(path).metadata
    guard let architecture = metadata[ModelKey.architecture] else {
      throw ModelFileError.isNoModel(path: path)
    }
    return (architecture, metadata[ModelKey.inputWidth] != nil)
  }

  /// - Throws: `SafetensorsError`, `FileError`, or `ModelFileError` if the file is a checkpoint or
  ///   does not name an architecture.
  /// - Complexity: O(file), for the digest.
  package init(path: String) throws {
    let builtIn = BuiltInModels.file(path)
    if builtIn == nil, let kind = try Self.checkpointKind(path) {
      throw ModelFileError.isCheckpoint(path: path, kind: kind)
    }
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

  /// Returns a file's metadata, without reading its tensors.
  ///
  /// - Throws: `SafetensorsError`, `FileError`.
  package static func metadata(ofFileAt path: String) throws -> [String: String] {
    try open(path).metadata
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

  /// Returns a whole number of 1 or more.
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

  /// Returns a grid written as "7x6": rows, then columns.
  ///
  /// - Throws: `missingMetadata`, `badMetadata`.
  package func grid(_ key: String = ModelKey.grid) throws(ModelFileError) -> PatchGrid {
    let value = try text(key)
    guard let grid = PatchGrid(value) else {
      throw .badMetadata(
        path: path, key: key, value: value, expected: "rows and columns, as in '8x8'")
    }
    return grid
  }

  /// Returns a tensor of a known shape with finite values.
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

  /// Returns whether a file begins like safetensors: the length of a header, then JSON.
  static func isSafetensors(_ path: String) throws(FileError) -> Bool {
    try MappedFile(path).withUnsafeBytes { bytes in
      guard bytes.count > 9, bytes[8] == UInt8(ascii: "{") else { return false }
      let length = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
      return length > 1 && length <= UInt64(bytes.count - 8)
    }
  }

  /// Returns the kind of a file that has to be imported; `nil` for others.
  private static func checkpointKind(_ path: String) throws(FileError) -> CheckpointKind? {
    if try isCheckpoint(path) { return .pyTorch }
    if try DlibNetworkFile.isDlib(path) { return .dlib }
    if try isSafetensors(path) { return nil }
    return try ONNXFile.isONNX(path) ? .onnx : nil
  }

  /// Returns whether a file begins like a zip archive or a pickle.
  static func isCheckpoint(_ path: String) throws(FileError) -> Bool {
    try MappedFile(path).withUnsafeBytes { bytes in
      bytes.starts(with: [0x50, 0x4b, 0x03, 0x04]) || bytes.starts(with: [0x80, 0x02, 0x8a, 0x0a])
    }
  }
}

/// Returns whether all values are finite.
func areFinite(_ values: [Float]) -> Bool {
  // A value that is not finite, and no other, times zero is not zero.
  values.withUnsafeBufferPointer { values in
    var index = 0
    while index < values.count {
      guard values[index] * 0 == 0 else { return false }
      index += 1
    }
    return true
  }
}

/// The keys of a model file's metadata.
package enum ModelKey {
  package static let architecture = "facet.architecture"
  /// The variant of an architecture that has several, such as "squeeze-excitation".
  package static let variant = "facet.variant"
  /// The width of the input in pixels, in decimal.
  package static let inputWidth = "facet.input.width"
  package static let inputHeight = "facet.input.height"
  /// The channels of the input: "rgb", "bgr" or "grey".
  package static let color = "facet.input.colour"
  /// The number subtracted: a sample x of 0...255 enters the network as (x - subtract) / divide.
  package static let subtract = "facet.input.subtract"
  package static let divide = "facet.input.divide"
  /// The size of the template that faces are aligned to, such as "112x96" (height, width).
  package static let alignment = "facet.alignment"
  /// The rows and columns of patches, such as "7x6".
  package static let grid = "facet.grid"
  package static let embeddingSize = "facet.embedding"
  /// The number of channels of a ResNet-18's first stage; 64 if a file does not contain it.
  package static let width = "facet.width"
  /// The layer whose result consists of the patches, if an architecture has several: "layer3" or
  /// "layer4".
  package static let patches = "facet.patches"
  /// The steps of an imported graph, as JSON.
  package static let graph = "facet.graph"
  /// Whether the mirrored picture's features are part of the embedding: "appended", or absent.
  package static let mirrored = "facet.mirrored"
  static let appended = "appended"
  /// The SHA-256 of the file that was imported.
  package static let source = "facet.source.sha256"
  package static let license = "facet.licence"
  package static let author = "facet.author"
  package static let trainingSet = "facet.training-set"
  /// The accuracy that the authors published, in their words.
  package static let accuracy = "facet.accuracy"
  /// The SHA-256 of the list of training pictures beside the file: `TrainingPictures`.
  package static let trainingPictures = "facet.training.pictures"
}
