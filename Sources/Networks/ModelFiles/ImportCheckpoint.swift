import Basics
import Tensors

/// Makes a model file from published PyTorch checkpoints.
///
/// Every tensor that the architecture needs must be there, in its shape and finite, and none that it
/// does not know; counters of training batches and the classifier are left out. The model file names
/// the checkpoints' SHA-256, so that anybody can tell which weights a report rests on.
///
/// - Parameters:
///   - paths: Checkpoints of either format, as many as the architecture was published in; the weights
///     may lie in a dictionary within one.
///   - architecture: Such as "mobilefacenet"; `nil`: told by the tensors.
///   - output: Replaced if it exists.
/// - Returns: The architecture.
/// - Throws: `CheckpointError`, `ModelFileError`, `SafetensorsError` or `FileError`.
@discardableResult
public func importCheckpoints(
  paths: [String], architecture: String? = nil, options: ImportOptions = ImportOptions(),
  output: String
) throws -> String {
  precondition(!paths.isEmpty)
  let checkpoints = try paths.map(ReadCheckpoint.init)
  let importer = try CheckpointImporter.fitting(checkpoints, named: architecture)
  let network = try importer.network(checkpoints, options)
  var metadata = network.metadata
  metadata[ModelKey.source] = checkpoints.map(\.digest.hexadecimal).joined(separator: " ")
  metadata[ModelKey.licence] = "see the source of the weights"
  try writeSafetensors(network.tensors, metadata: metadata, to: output)
  return importer.architecture
}

extension CheckpointImporter {
  /// The importer of a name, or the one whose tensors the checkpoints hold.
  ///
  /// - Throws: `unknownArchitecture`, `wrongNumberOfFiles`, `unrecognised`.
  static func fitting(_ checkpoints: [ReadCheckpoint], named name: String?) throws(ModelFileError)
    -> CheckpointImporter
  {
    let path = checkpoints[0].path
    guard let name else { return try recognised(checkpoints) }
    guard let importer = all.first(where: { $0.architecture == name }) else {
      throw .unknownArchitecture(path: path, name: name, known: all.map(\.architecture))
    }
    guard importer.fileCount == checkpoints.count else {
      throw .wrongNumberOfFiles(
        architecture: name, expected: importer.fileCount, found: checkpoints.count)
    }
    return importer
  }

  /// How many of an importer's tensors the checkpoints hold in their shapes.
  private struct Fit {
    let importer: CheckpointImporter
    let found: Int
    let expected: Int
    /// The first that is missing or has another shape.
    let problem: ModelFileError?
    var share: Double { Double(found) / Double(max(1, expected)) }
  }

  /// Below this share a checkpoint does not even resemble an architecture.
  private static let leastShare = 0.5

  private static func recognised(_ checkpoints: [ReadCheckpoint]) throws(ModelFileError)
    -> CheckpointImporter
  {
    let fits = all.filter { $0.fileCount == checkpoints.count }.map { fit($0, checkpoints) }
    // Of two that fit, the one with more tensors tells more of the file.
    let best = fits.max { ($0.share, $0.expected) < ($1.share, $1.expected) }
    guard let best, best.share >= leastShare else {
      throw .unrecognised(path: checkpoints[0].path, known: all.map(\.architecture))
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
    var problem: ModelFileError?
    for (checkpoint, parameters) in zip(checkpoints, importer.parameters(checkpoints)) {
      expected += parameters.count
      for parameter in parameters {
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
    return Fit(importer: importer, found: found, expected: expected, problem: problem)
  }
}

/// The names that `--architecture` knows, in a fixed order.
public let importedArchitectures = CheckpointImporter.all.map(\.architecture)
