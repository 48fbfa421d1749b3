import Basics
import Pictures
import Tensors

/// Makes the model file of a network in an ONNX file: a backbone, or one of the detectors SCRFD, YuNet
/// and RetinaFace, recognized by the shapes of their outputs.
///
/// - Parameters:
///   - options: The choices for a backbone; `patches` names a node.
///   - output: The model file, replaced if it exists.
/// - Throws: `ONNXError`, `ModelFileError`, `SafetensorsError` or `FileError`.
func importONNX(
  path: String, architecture: String?, options: ImportOptions, output: String
) throws -> ImportedModel {
  let network = try importedONNX(path: path, options: options)
  let name = network.metadata[ModelKey.architecture]!
  if let architecture, architecture != name {
    throw ModelFileError.otherArchitecture(path: path, expected: architecture, found: name)
  }
  var metadata = network.metadata
  metadata[ModelKey.source] = try SHA256.digest(ofFileAt: path).hexadecimal
  metadata[ModelKey.license] = "see the source of the weights"
  try writeSafetensors(network.tensors, metadata: metadata, to: output)
  return ImportedModel(path: output, architecture: name)
}

/// Reads and translates an ONNX file.
package func importedONNX(
  path: String, options: ImportOptions = ImportOptions()
) throws -> ImportedNetwork {
  let file = try ONNXFile(path: path)
  do {
    if let detector = try DetectorTranslation(file) {
      guard options.patches == nil else {
        throw ModelFileError.noSuchPatches(
          path: path, architecture: detector.kind.rawValue, patches: options.patches!)
      }
      return detector.network
    }
    return try backbone(file, options)
  } catch let problem as ONNXError.Problem {
    throw ONNXError(path, problem)
  }
}

private func backbone(_ file: ONNXFile, _ options: ImportOptions) throws -> ImportedNetwork {
  var translation: ONNXTranslation?
  var embedding = 0
  var lastProblem: ONNXError.Problem?
  // The embedding is the first output that is a vector.
  for output in file.outputs {
    do throws(ONNXError.Problem) {
      let made = try ONNXTranslation(file, nominal: (112, 112), outputs: [output.name])
      guard case .map(let value, let view)? = made.operands[output.name], value > 0,
        made.shapes[value].isOnePlace, view != .rows(1)
      else { continue }
      (translation, embedding) = (made, value)
      break
    } catch {
      lastProblem = lastProblem ?? error
    }
  }
  guard let translation else {
    throw lastProblem
      ?? .unusable(
        reason:
          "none of its outputs is a vector, as a backbone has, and they are not the outputs of "
          + "SCRFD, YuNet or RetinaFace")
  }
  var graph = translation.graph
  let shapes = translation.shapes
  let patches = try chosenPatches(translation, embedding: embedding, options.patches)
  graph.outputs = [StepGraph.Purpose.patches: patches, StepGraph.Purpose.embedding: embedding]
  // The last vector as wide as a patch.
  let descriptor = shapes.indices.last {
    $0 > patches && $0 <= embedding && shapes[$0].isOnePlace
      && shapes[$0].channels == shapes[patches].channels
  }
  if let descriptor { graph.outputs[StepGraph.Purpose.descriptor] = descriptor }
  let shape = translation.inputShape
  // A network that begins with constant factors scales by itself (exports from MXNet).
  let scalesItself = graph.steps.first?.kind == .scaling
  var input = PictureInput(
    width: shape.width, height: shape.height, channels: shape.channels == 1 ? .gray : .rgb,
    subtract: scalesItself ? 0 : 127.5, divide: scalesItself ? 1 : 127.5)
  if let color = options.color {
    guard let colored = input.with(color: color) else {
      throw ModelFileError.noSuchColor(
        path: file.path, architecture: StepGraph.architecture, color: color)
    }
    input = colored
  }
  input.subtract = options.subtract ?? input.subtract
  input.divide = options.divide ?? input.divide
  guard graph.memory(shapes) <= StepGraph.faceMemoryLimit else {
    throw ONNXError.Problem.unusable(
      reason: "it needs maps of more than \(StepGraph.faceMemoryLimit) numbers at once")
  }
  guard let architecture = graph.backbone(input: input, shapes: shapes) else {
    throw ONNXError.Problem.unusable(
      reason: "it has no map of several places before its embedding, so there are no patches")
  }
  return ImportedNetwork(
    tensors: try translation.checkedTensors(),
    metadata: architecture.metadata.merging(options.metadata) { $1 })
}

/// Returns the value that gives the patches: the one of a node, or the last map of several places.
/// A normalization after that map belongs to the way to the embedding, as in the published networks.
private func chosenPatches(
  _ translation: ONNXTranslation, embedding: Int, _ name: String?
) throws -> Int {
  let shapes = translation.shapes
  func isMap(_ value: Int) -> Bool { value > 0 && value < embedding && !shapes[value].isOnePlace }
  if let name {
    guard let found = translation.maps.last(where: { $0.name == name && isMap($0.value) }) else {
      let known = translation.maps.filter { isMap($0.value) }.suffix(5).map(\.name)
      throw ONNXError.Problem.noSuchNode(name: name, known: known)
    }
    return found.value
  }
  guard let last = shapes.indices.last(where: isMap) else {
    throw ONNXError.Problem.unusable(
      reason: "it has no map of several places before its embedding, so there are no patches")
  }
  let step = translation.graph.steps[last - 1]
  return step.kind == .scaling && isMap(step.inputs[0]) ? step.inputs[0] : last
}

extension ONNXTranslation {
  /// The tensors in the order of the steps.
  ///
  /// - Throws: `unusable` if one has values that are infinite or not numbers.
  func checkedTensors() throws(ONNXError.Problem) -> [(name: String, tensor: Tensor)] {
    var list: [(name: String, tensor: Tensor)] = []
    for parameter in graph.parameters(shapes) {
      let values = tensors[parameter.name] ?? []
      guard values.count == parameter.shape.reduce(1, *), areFinite(values) else {
        throw .unusable(
          reason: "its step \(parameter.name) has numbers that are missing, infinite or not numbers"
        )
      }
      list.append((parameter.name, Tensor(shape: parameter.shape, values: values)))
    }
    return list
  }
}
