import Basics
import Tensors

/// An H2L in a model file.
package struct HybridModel: Sendable {
  package let transformer: HybridTransformer
  package let path: String
  package let sha256: SHA256Digest
  /// Whether the heads are as `HybridStart` made them.
  package let isUntrained: Bool
  /// The digest of the backbone it was made for; `nil` if the file does not contain it.
  package let backboneDigest: String?

  package static let architecture = TransformerKind.h2l.rawValue
  private static let untrained = "untrained"
  package static let untrainedRemark = "untrained: equals the backbone's cosine"

  package enum Failure: Error, Equatable {
    case otherArchitecture(path: String, found: String)
    case wrongParameters(path: String, HybridError)
    case otherPatches(path: String, expected: String, found: String)
    case otherBackbone(path: String, expected: String, found: String)
    /// The H2L reads pictures, not a backbone's patches.
    case readsPictures(path: String)
  }

  /// - Parameter precision: See `HybridTransformer`.
  package init(file: ModelFile, precision: Precision = .float) throws {
    guard file.architecture == Self.architecture else {
      throw Failure.otherArchitecture(path: file.path, found: file.architecture)
    }
    let grid = try file.grid()
    let parameters = try file.allTensors()
    guard parameters["patch_to_embedding.weight"] == nil else {
      throw Failure.readsPictures(path: file.path)
    }
    do throws(HybridError) {
      transformer = try HybridTransformer(
        parameters: parameters, grid: grid, precision: precision)
    } catch {
      throw Failure.wrongParameters(path: file.path, error)
    }
    path = file.path
    sha256 = file.digest
    isUntrained = file.metadata[HybridKey.training] == Self.untrained
    backboneDigest = file.metadata[HybridKey.backbone]
  }

  /// - Throws: `Failure` if the H2L cannot read this backbone's patches, or was made for another
  ///   one.
  package func require(_ shape: BackboneShape, digest: SHA256Digest) throws(Failure) {
    try Self.require(
      path: path, grid: transformer.shape.grid, patchSize: transformer.shape.patchSize,
      backboneDigest: backboneDigest, shape, digest)
  }

  static func require(
    path: String, grid: PatchGrid, patchSize: Int, backboneDigest: String?, _ shape: BackboneShape,
    _ digest: SHA256Digest
  ) throws(Failure) {
    guard grid == shape.grid, patchSize == shape.patchChannels else {
      throw .otherPatches(
        path: path, expected: "\(shape.grid) patches of \(shape.patchChannels) numbers",
        found: "\(grid) of \(patchSize)")
    }
    if let backboneDigest, backboneDigest != digest.hexadecimal {
      throw .otherBackbone(path: path, expected: backboneDigest, found: digest.hexadecimal)
    }
  }

  /// Writes the untrained start as a model file.
  package static func write(
    _ parameters: [String: Tensor], start: HybridStart, backbone: BackboneShape,
    backboneDigest: SHA256Digest, to path: String
  ) throws {
    try writeSafetensors(
      parameters.sorted { $0.key < $1.key }.map { ($0.key, $0.value) },
      metadata: [
        ModelKey.architecture: architecture, ModelKey.grid: backbone.grid.description,
        HybridKey.backbone: backboneDigest.hexadecimal, HybridKey.depth: "\(start.depth)",
        HybridKey.heads: "\(start.heads)", HybridKey.seed: "\(start.seed)",
        HybridKey.training: untrained,
      ], to: path)
  }

  /// Returns a digest over names, shapes and values, which identifies a re-ranker without a file.
  package static func digest(of parameters: [String: Tensor]) -> SHA256Digest {
    var hash = SHA256()
    for (name, tensor) in parameters.sorted(by: { $0.key < $1.key }) {
      hash.update(Array("\(name) \(tensor.shape)\n".utf8))
      tensor.values.withUnsafeBytes { hash.update($0) }
    }
    return hash.finalize()
  }
}

/// The keys of an H2L file's own metadata.
package enum HybridKey {
  /// The digest of the backbone's file.
  package static let backbone = "facet.backbone"
  package static let depth = "facet.depth"
  package static let heads = "facet.heads"
  package static let seed = "facet.seed"
  /// The origin of the weights: "untrained", "published", or a description of the training.
  package static let training = "facet.training"
}

extension HybridModel.Failure: CustomStringConvertible {
  package var description: String { errorSentence(sentence) }

  private var sentence: String {
    switch self {
    case .otherArchitecture(let path, let found):
      "'\(path)' has the architecture '\(found)', not an H2L. If it is a backbone, use it with --model."
    case .wrongParameters(let path, let error):
      "'\(path)' is not a usable H2L. Import or train it again. \(error)"
    case .otherPatches(let path, let expected, let found):
      """
      The re-ranker '\(path)' reads \(found), but this backbone has \(expected). Train one for it \
      with 'facet train h2l'.
      """
    case .readsPictures(let path):
      """
      The H2L '\(path)' reads pictures, not a backbone's patches, so a report cannot use it. \
      Compare it with 'facet evaluate --scorers h2l'.
      """
    case .otherBackbone(let path, let expected, let found):
      """
      The re-ranker '\(path)' was made for the backbone \(expected.prefix(12))…, but --model is \
      \(found.prefix(12))…. Train one for it with 'facet train h2l'.
      """
    }
  }
}
