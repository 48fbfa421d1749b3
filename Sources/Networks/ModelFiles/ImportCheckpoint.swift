import Basics
import Tensors

/// A model file that an import wrote.
package struct ImportedModel: Sendable, Equatable {
  package let path: String
  package let architecture: String
}

/// Creates model files from published PyTorch checkpoints: one, or two linked by digest if a
/// checkpoint contains a transformer and, as `face_model`, the backbone that it was trained with.
///
/// Every tensor that the architecture needs must be present, finite and of its shape, and no other
/// tensor may be. Counters of training batches and the layer that classifies the training
/// identities are left out. A model file contains the SHA-256 of the checkpoints, so that the
/// weights behind a report can be verified.
///
/// - Parameters:
///   - paths: The checkpoints in either format, as many as the architecture was published in; the
///     weights may be in a dictionary inside.
///   - architecture: The name, such as "mobilefacenet"; if `nil`, the tensors determine it. For a
///     checkpoint with two networks, a backbone's name imports only the backbone.
///   - output: The model file, replaced if it exists. For two networks, `a.safetensors` becomes
///     `a.backbone.safetensors` and, for an H2L, `a.h2l.safetensors`.
/// - Throws: `CheckpointError`, `ModelFileError`, `SafetensorsError` or `FileError`.
@discardableResult
package func importCheckpoints(
  paths: [String], architecture: String? = nil, options: ImportOptions = ImportOptions(),
  output: String
) throws -> [ImportedModel] {
  precondition(!paths.isEmpty)
  if paths.count == 1, try ONNXFile.isONNX(paths[0]) {
    return [
      try importONNX(
        path: paths[0], architecture: architecture, options: options, output: output)
    ]
  }
  let checkpoints = try paths.map(ReadCheckpoint.init)
  func importing(
    _ checkpoints: [ReadCheckpoint], _ name: String?, _ options: ImportOptions,
    to output: (String) -> String, backbone: SHA256Digest? = nil
  ) throws -> ImportedModel {
    let importer = try CheckpointImporter.fitting(checkpoints, named: name)
    let network = try importer.network(checkpoints, options)
    var metadata = network.metadata
    metadata[ModelKey.source] = checkpoints.map(\.digest.hexadecimal).joined(separator: " ")
    metadata[ModelKey.license] = "see the source of the weights"
    metadata.merge(options.origin) { $1 }
    metadata[HybridKey.backbone] = backbone?.hexadecimal
    let path = output(importer.architecture)
    try writeSafetensors(network.tensors, metadata: metadata, to: path)
    return ImportedModel(path: path, architecture: importer.architecture)
  }
  guard checkpoints.count == 1, let parts = checkpoints[0].parts else {
    return [try importing(checkpoints, architecture, options) { _ in output }]
  }
  if let architecture, BackboneKind.named(architecture) != nil {
    return [try importing([parts.backbone], architecture, options) { _ in output }]
  }
  let suffix = ".safetensors"
  let base = output.hasSuffix(suffix) ? String(output.dropLast(suffix.count)) : output
  // A transformer that does not fit is refused before its backbone is written.
  _ = try CheckpointImporter.fitting([parts.transformer], named: architecture)
  var ofTransformer = ImportOptions()
  ofTransformer.origin = options.origin
  let backbone = try importing([parts.backbone], nil, options) { _ in base + ".backbone" + suffix }
  let transformer = try importing(
    [parts.transformer], architecture, ofTransformer, to: { base + "." + $0 + suffix },
    backbone: try SHA256.digest(ofFileAt: backbone.path))
  return [backbone, transformer]
}

extension CheckpointImporter {
  /// Returns the importer of a name, or the one whose tensors the checkpoints contain.
  ///
  /// - Throws: `unknownArchitecture`, `wrongNumberOfFiles`, `unrecognized`.
  static func fitting(_ checkpoints: [ReadCheckpoint], named name: String?) throws(ModelFileError)
    -> CheckpointImporter
  {
    let path = checkpoints[0].path
    let isCascade = name == nil || name == CascadeNetworks.architecture
    if isCascade, checkpoints.count < cascade.fileCount,
      let (path, stage) = wholeStage(in: checkpoints)
    {
      throw .partOfCascade(path: path, stage: stage)
    }
    guard let name else { return try recognized(checkpoints) }
    guard let importer = all.first(where: { $0.architecture == name }) else {
      throw .unknownArchitecture(path: path, name: name, known: all.map(\.architecture))
    }
    guard importer.fileCount == checkpoints.count else {
      throw .wrongNumberOfFiles(
        architecture: name, expected: importer.fileCount, found: checkpoints.count)
    }
    return importer
  }

  /// The number of an importer's tensors that the checkpoints contain in their shapes.
  private struct Fit {
    let importer: CheckpointImporter
    let found: Int
    let expected: Int
    /// The number of the checkpoints' tensors that the importer does not know.
    let unknown: Int
    /// The first tensor that is missing or has another shape.
    let problem: ModelFileError?
    /// Whether it goes before importers that fit as well.
    let isPreferred: Bool
    var share: Double { Double(found) / Double(max(1, expected + unknown)) }
  }

  /// The lowest share of tensors at which a checkpoint resembles an architecture.
  private static let leastShare = 0.5

  private static func recognized(_ checkpoints: [ReadCheckpoint]) throws(ModelFileError)
    -> CheckpointImporter
  {
    let fits = all.filter { $0.fileCount == checkpoints.count }.map { fit($0, checkpoints) }
    let best = fits.max {
      ($0.share, $0.isPreferred ? 1 : 0) < ($1.share, $1.isPreferred ? 1 : 0)
    }
    guard let best, best.share >= leastShare else {
      throw .unrecognized(path: checkpoints[0].path, known: all.map(\.architecture))
    }
    if let problem = best.problem {
      throw .nearly(
        path: checkpoints[0].path, architecture: best.importer.architecture, found: best.found,
        expected: best.expected, problem: problem.description)
    }
    return best.importer
  }

  private static func fit(_ importer: CheckpointImporter, _ checkpoints: [ReadCheckpoint]) -> Fit {
    var found = 0
    var expected = 0
    var unknown = 0
    var problem: ModelFileError?
    for (checkpoint, tensors) in zip(checkpoints, importer.expected(checkpoints)) {
      let names = Set(tensors.parameters.map(\.name))
      expected += names.count
      unknown += checkpoint.tensors.count {
        !names.contains($0.key) && !tensors.isIgnored($0.key, $0.value.shape)
      }
      for parameter in tensors.parameters {
        let shape = checkpoint.tensors[parameter.name]?.shape
        if shape == parameter.shape {
          found += 1
        } else if let shape {
          problem =
            problem
            ?? .wrongShape(
              path: checkpoint.path, name: parameter.name, expected: parameter.shape, found: shape)
        } else {
          problem =
            problem
            ?? .missingTensor(
              path: checkpoint.path, name: parameter.name, shape: parameter.shape)
        }
      }
    }
    return Fit(
      importer: importer, found: found, expected: expected, unknown: unknown, problem: problem,
      isPreferred: importer.isPreferred(checkpoints[0]))
  }
}

/// The names for `--architecture`, in a fixed order.
package let importedArchitectures = CheckpointImporter.all.map(\.architecture)
