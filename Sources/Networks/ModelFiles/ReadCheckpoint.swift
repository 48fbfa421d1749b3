import Basics
import Tensors

/// The weights of a checkpoint by name, with what an import needs to know of the file.
package struct ReadCheckpoint: Sendable {
  package let path: String
  package let digest: SHA256Digest
  package let tensors: [String: CheckpointTensor]

  /// - Throws: `CheckpointError`, `FileError`.
  package init(path: String) throws {
    self.path = path
    let weights = try CheckpointFile(path: path).stateDictionary()
    tensors = Dictionary(
      weights.tensors.map { ($0.name, $0.tensor) }, uniquingKeysWith: { first, _ in first })
    digest = try SHA256.digest(ofFileAt: path)
  }

  package var shapes: [String: [Int]] { tensors.mapValues(\.shape) }

  /// Some tensors, each in its shape and finite, and nothing else in the file.
  ///
  /// - Parameter isIgnored: Whether the file may hold a tensor that is not needed.
  /// - Throws: `missingTensor`, `wrongShape`, `notFinite`, `unexpectedTensor`.
  package func take(_ parameters: [ParameterShape], ignoring isIgnored: (String) -> Bool)
    throws(ModelFileError) -> [(name: String, tensor: Tensor)]
  {
    var taken: [(name: String, tensor: Tensor)] = []
    for parameter in parameters {
      guard let tensor = tensors[parameter.name] else {
        throw .missingTensor(path: path, name: parameter.name, shape: parameter.shape)
      }
      guard tensor.shape == parameter.shape else {
        throw .wrongShape(
          path: path, name: parameter.name, expected: parameter.shape, found: tensor.shape)
      }
      let values = tensor.values()
      guard areFinite(values.values) else {
        throw .notFinite(path: path, name: parameter.name)
      }
      taken.append((parameter.name, values))
    }
    let known = Set(parameters.map(\.name))
    for name in tensors.keys.sorted() where !known.contains(name) && !isIgnored(name) {
      throw .unexpectedTensor(path: path, name: name)
    }
    return taken
  }
}
