import Basics
import Tensors

/// Makes a model file from a published PyTorch checkpoint.
///
/// Every tensor that the architecture needs must be there, in its shape and finite, and none that it
/// does not know; counters of training batches and the classifier are left out. The model file names
/// the checkpoint's SHA-256, so that anybody can tell which weights a report rests on.
///
/// - Parameters:
///   - path: A checkpoint of either format; the weights may lie in a dictionary within it.
///   - architecture: Such as "mobilefacenet".
///   - output: Replaced if it exists.
/// - Throws: `CheckpointError`, `ModelFileError`, `SafetensorsError` or `FileError`.
public func importCheckpoint(path: String, architecture: String, output: String) throws {
  let named = try BackboneArchitecture.named(architecture, path: path)
  let weights = try CheckpointFile(path: path).stateDictionary()
  let byName = Dictionary(
    weights.tensors.map { ($0.name, $0.tensor) }, uniquingKeysWith: { first, _ in first })
  let architecture = named.fitting { byName[$0] != nil }
  var tensors: [(name: String, tensor: Tensor)] = []
  for parameter in architecture.parameters {
    guard let tensor = byName[parameter.name] else {
      throw ModelFileError.missingTensor(path: path, name: parameter.name, shape: parameter.shape)
    }
    guard tensor.shape == parameter.shape else {
      throw ModelFileError.wrongShape(
        path: path, name: parameter.name, expected: parameter.shape, found: tensor.shape)
    }
    let values = tensor.values()
    guard areFinite(values.values) else {
      throw ModelFileError.notFinite(path: path, name: parameter.name)
    }
    tensors.append((parameter.name, values))
  }
  let known = Set(architecture.parameters.map(\.name))
  for (name, _) in weights.tensors
  where !known.contains(name) && !architecture.ignores(name) {
    throw ModelFileError.unexpectedTensor(path: path, name: name)
  }
  var metadata = architecture.metadata
  metadata[ModelKey.source] = try SHA256.digest(ofFileAt: path).hexadecimal
  metadata[ModelKey.licence] = "see the source of the weights"
  try writeSafetensors(tensors, metadata: metadata, to: output)
}
