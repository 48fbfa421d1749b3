import Basics
import Tensors

/// Makes a detector's model file from the three published checkpoints of MTCNN, in any order: each is
/// recognised by its tensors.
///
/// - Parameters:
///   - paths: Checkpoints of either format.
///   - output: Replaced if it exists.
/// - Throws: `CheckpointError`, `ModelFileError`, `SafetensorsError` or `FileError`.
public func importDetector(paths: [String], output: String) throws {
  var metadata = [
    ModelKey.architecture: CascadeNetworks.architecture, ModelKey.colour: "rgb",
    ModelKey.subtract: "127.5", ModelKey.divide: "128.0",
    ModelKey.licence: "see the source of the weights",
  ]
  var found: [String: [(name: String, tensor: Tensor)]] = [:]
  var counts: [String: Int] = [:]
  for path in paths {
    let (stage, tensors) = try readStage(path)
    found[stage.name] = tensors
    counts[stage.name, default: 0] += 1
    metadata["\(ModelKey.source).\(stage.name)"] =
      try SHA256.digest(ofFileAt: path).hexadecimal
  }
  for stage in CascadeStage.all where counts[stage.name] != 1 {
    throw ModelFileError.stageCount(
      paths: paths, stage: stage.name, found: counts[stage.name] ?? 0)
  }
  try writeSafetensors(
    CascadeStage.all.flatMap { found[$0.name]! }, metadata: metadata, to: output)
}

/// The network that a checkpoint holds, with its tensors as a model file names them.
private func readStage(_ path: String) throws -> (CascadeStage, [(name: String, tensor: Tensor)]) {
  let weights = try CheckpointFile(path: path).stateDictionary()
  let byName = Dictionary(
    weights.tensors.map { ($0.name, $0.tensor) }, uniquingKeysWith: { first, _ in first })
  // The one of the three with most of its tensors; the others share a name or two, not the shapes.
  let fits = CascadeStage.all.map { stage in
    (stage, stage.parameters.count { byName[$0.name]?.shape == $0.shape })
  }
  let (stage, count) = fits.max { $0.1 < $1.1 }!
  guard count > 0 else { throw ModelFileError.noCascadeStage(path: path) }
  for parameter in stage.parameters where byName[parameter.name]?.shape != parameter.shape {
    guard let tensor = byName[parameter.name] else {
      throw ModelFileError.missingTensor(path: path, name: parameter.name, shape: parameter.shape)
    }
    throw ModelFileError.wrongShape(
      path: path, name: parameter.name, expected: parameter.shape, found: tensor.shape)
  }
  let known = Set(stage.parameters.map(\.name))
  for (name, _) in weights.tensors where !known.contains(name) {
    throw ModelFileError.unexpectedTensor(path: path, name: name)
  }
  let tensors = try stage.parameters.map { parameter in
    let values = byName[parameter.name]!.values()
    guard areFinite(values.values) else {
      throw ModelFileError.notFinite(path: path, name: parameter.name)
    }
    return (name: "\(stage.name).\(parameter.name)", tensor: values)
  }
  return (stage, tensors)
}
