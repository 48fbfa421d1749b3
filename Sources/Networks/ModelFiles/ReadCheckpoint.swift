import Basics
import Tensors

/// The weights of a checkpoint by name, with the properties of the file that an import needs.
package struct ReadCheckpoint: Sendable {
  package let path: String
  package let digest: SHA256Digest
  package let tensors: [String: CheckpointTensor]
  /// What stood before the network's names, such as "model."; empty if they were bare.
  let prefix: String
  /// Whether it is the backbone inside a checkpoint of a transformer.
  let isPartOfTransformer: Bool

  /// Reads a PyTorch checkpoint, a safetensors file of weights, or dlib's face network.
  ///
  /// - Throws: `CheckpointError`, `SafetensorsError`, `FileError`; `dlib`; `isModel` for a file that was
  ///   imported already.
  package init(path: String) throws {
    self.path = path
    if try DlibNetworkFile.isDlib(path) {
      (tensors, prefix) = (try DlibNetworkFile(path: path).tensors, "")
      isPartOfTransformer = false
      digest = try SHA256.digest(ofFileAt: path)
      return
    }
    let weights: StateDictionary
    if try ModelFile.isSafetensors(path) {
      let file = try SafetensorsFile(path: path)
      guard file.metadata[ModelKey.architecture] == nil else {
        throw ModelFileError.isModel(path: path)
      }
      weights = try file.stateDictionary()
    } else {
      weights = try CheckpointFile(path: path).stateDictionary()
    }
    let all = Dictionary(
      weights.tensors.map { ($0.name, $0.tensor) }, uniquingKeysWith: { first, _ in first })
    (tensors, prefix) = Self.bare(all)
    isPartOfTransformer = false
    digest = try SHA256.digest(ofFileAt: path)
  }

  private init(
    _ file: ReadCheckpoint, _ tensors: [String: CheckpointTensor], isPartOfTransformer: Bool = false
  ) {
    path = file.path
    digest = file.digest
    (self.tensors, prefix) = Self.bare(tensors)
    self.isPartOfTransformer = isPartOfTransformer
  }

  /// The names that training code puts before a network's tensors.
  private static let prefixes = [
    "features.module.", "module.", "model.", "net.", "backbone.", "network.", "encoder.",
  ]

  /// Removes the prefixes that most tensors have. A tensor outside that would get the name of one
  /// inside (the classifier `fc` next to MagFace's network) is left out.
  private static func bare(
    _ tensors: [String: CheckpointTensor]
  ) -> (tensors: [String: CheckpointTensor], prefix: String) {
    var (tensors, removed) = (tensors, "")
    // A network is wrapped a few times at most.
    for _ in 0..<4 {
      guard
        let prefix = prefixes.first(where: { prefix in
          2 * tensors.count { $0.key.hasPrefix(prefix) } > tensors.count
        })
      else { break }
      var inside: [String: CheckpointTensor] = [:]
      for (name, tensor) in tensors where name.hasPrefix(prefix) {
        inside[String(name.dropFirst(prefix.count))] = tensor
      }
      tensors = inside.merging(tensors.filter { !$0.key.hasPrefix(prefix) }) { first, _ in first }
      removed += prefix
    }
    return (tensors, removed)
  }

  /// The transformer of a checkpoint and, under `face_model.`, the backbone that it was trained
  /// with, as two checkpoints; `nil` if it does not contain such a backbone.
  package var parts: (backbone: ReadCheckpoint, transformer: ReadCheckpoint)? {
    let prefix = "face_model."
    var (backbone, rest): ([String: CheckpointTensor], [String: CheckpointTensor]) = ([:], [:])
    for (name, tensor) in tensors {
      guard name.hasPrefix(prefix) else {
        rest[name] = tensor
        continue
      }
      var own = name.dropFirst(prefix.count)
      if own.hasPrefix("module.") { own = own.dropFirst("module.".count) }
      backbone[String(own)] = tensor
    }
    guard !backbone.isEmpty else { return nil }
    return (
      ReadCheckpoint(self, backbone, isPartOfTransformer: true), ReadCheckpoint(self, rest)
    )
  }

  package var shapes: [String: [Int]] { tensors.mapValues(\.shape) }

  /// Returns the tensors that a network needs, each finite and of its shape. The file must not
  /// contain unknown tensors.
  ///
  /// - Throws: `missingTensor`, `wrongShape`, `notFinite`, `unexpectedTensor`.
  package func take(_ expected: ExpectedTensors) throws(ModelFileError)
    -> [(name: String, tensor: Tensor)]
  {
    var taken: [(name: String, tensor: Tensor)] = []
    for parameter in expected.parameters {
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
    let known = Set(expected.parameters.map(\.name))
    for (name, tensor) in tensors.sorted(by: { $0.key < $1.key })
    where !known.contains(name) && !expected.isIgnored(name, tensor.shape) {
      throw .unexpectedTensor(path: path, name: name)
    }
    return taken
  }
}
