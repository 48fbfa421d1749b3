import Basics
import Tensors

/// An H2L in a model file.
public struct HybridModel: Sendable {
  public let transformer: HybridTransformer
  public let path: String
  public let sha256: SHA256Digest
  /// Its heads are as `HybridStart` made them.
  public let isUntrained: Bool
  /// The backbone it was made for; `nil` where the file does not say.
  public let backboneDigest: String?

  public static let architecture = "h2l"
  public static let untrainedRemark = "untrained: equals the backbone's cosine"

  public enum Failure: Error, Equatable {
    case otherArchitecture(path: String, found: String)
    case wrongParameters(path: String, HybridError)
    case otherPatches(path: String, expected: String, found: String)
    case otherBackbone(path: String, expected: String, found: String)
    case noGrid(path: String, found: String?)
  }

  public init(file: ModelFile) throws {
    guard file.architecture == Self.architecture else {
      throw Failure.otherArchitecture(path: file.path, found: file.architecture)
    }
    guard let grid = PatchGrid(file.metadata["facet.grid"] ?? "") else {
      throw Failure.noGrid(path: file.path, found: file.metadata["facet.grid"])
    }
    var parameters: [String: Tensor] = [:]
    for entry in file.tensors.entries {
      parameters[entry.name] = try file.tensors.tensor(named: entry.name)
    }
    do {
      transformer = try HybridTransformer(parameters: parameters, grid: grid)
    } catch let error as HybridError {
      throw Failure.wrongParameters(path: file.path, error)
    }
    path = file.path
    sha256 = file.sha256
    isUntrained = file.metadata["facet.training"] == "untrained"
    backboneDigest = file.metadata["facet.backbone"]
  }

  /// - Throws: Where the H2L cannot read this backbone's patches, or was made for another one.
  public func require(_ shape: BackboneShape, digest: SHA256Digest) throws(Failure) {
    let found = transformer.shape
    guard found.grid == shape.grid, found.patchSize == shape.patchChannels else {
      throw .otherPatches(
        path: path, expected: "\(shape.grid) patches of \(shape.patchChannels) numbers",
        found: "\(found.grid) of \(found.patchSize)")
    }
    if let backboneDigest, backboneDigest != digest.hexadecimal {
      throw .otherBackbone(path: path, expected: backboneDigest, found: digest.hexadecimal)
    }
  }

  /// Writes the untrained start as a model file.
  public static func write(
    _ parameters: [String: Tensor], start: HybridStart, backbone: BackboneShape,
    backboneDigest: SHA256Digest, to path: String
  ) throws {
    try writeSafetensors(
      parameters.sorted { $0.key < $1.key }.map { ($0.key, $0.value) },
      metadata: [
        "facet.architecture": architecture, "facet.backbone": backboneDigest.hexadecimal,
        "facet.depth": "\(start.depth)", "facet.grid": backbone.grid.description,
        "facet.heads": "\(start.heads)", "facet.seed": "\(start.seed)",
        "facet.training": "untrained",
      ], to: path)
  }

  /// A digest over names, shapes and values: names a re-ranker that no file holds.
  public static func digest(of parameters: [String: Tensor]) -> SHA256Digest {
    var hash = SHA256()
    for (name, tensor) in parameters.sorted(by: { $0.key < $1.key }) {
      hash.update(Array("\(name) \(tensor.shape)\n".utf8))
      tensor.values.withUnsafeBytes { hash.update($0) }
    }
    return hash.finalize()
  }
}

extension HybridModel.Failure: CustomStringConvertible {
  public var description: String {
    switch self {
    case .otherArchitecture(let path, let found):
      "'\(path)' holds the architecture '\(found)', not an H2L; give it as --model if it is a backbone."
    case .wrongParameters(let path, let error):
      "'\(path)' is not a usable H2L. \(error)"
    case .otherPatches(let path, let expected, let found):
      """
      The re-ranker '\(path)' reads \(found), but this backbone gives \(expected); make one for it \
      with 'facet train h2l'.
      """
    case .otherBackbone(let path, let expected, let found):
      """
      The re-ranker '\(path)' was made for the backbone \(expected.prefix(12))…, but --model is \
      \(found.prefix(12))…; make one for it with 'facet train h2l'.
      """
    case .noGrid(let path, let found):
      "'\(path)' does not tell its grid of patches: 'facet.grid' is '\(found ?? "absent")'."
    }
  }
}

extension PatchGrid {
  /// Reads "7x6".
  public init?(_ text: String) {
    let parts = text.split(separator: "x").map { Int($0) }
    guard parts.count == 2, let rows = parts[0], let columns = parts[1], (1...64).contains(rows),
      (1...64).contains(columns)
    else { return nil }
    self.init(rows: rows, columns: columns)
  }
}
