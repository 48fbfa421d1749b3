import Basics
import Tensors

/// A published transformer in a model file: any of `TransformerKind`.
package struct TransformerModel: Sendable {
  package enum Network: Sendable {
    case vectors(HybridTransformer)
    case classes(PairClassifier)
    case image(ImageTransformer)
  }

  package let kind: TransformerKind
  package let network: Network
  package let path: String
  package let sha256: SHA256Digest
  /// The converter of pictures; `nil` if it reads a backbone's patches.
  package let cutter: PictureCutter?
  /// The patches that it reads.
  package let grid: PatchGrid
  package let patchSize: Int
  /// The digest of the backbone it was made for; `nil` if the file does not contain it.
  package let backboneDigest: String?

  /// - Throws: `ModelFileError`, `HybridModel.Failure`.
  package init(file: ModelFile) throws {
    guard let kind = TransformerKind(rawValue: file.architecture) else {
      throw HybridModel.Failure.otherArchitecture(path: file.path, found: file.architecture)
    }
    let parameters = try file.allTensors()
    let form = TransformerForm(kind, shapes: parameters.mapValues(\.shape))
    let grid = try file.grid()
    let patchSize: Int
    do throws(HybridError) {
      switch kind {
      case .h2l:
        let transformer = try HybridTransformer(parameters: parameters, grid: grid)
        network = .vectors(transformer)
        patchSize = transformer.shape.patchSize
      case .h2:
        let classifier = try PairClassifier(parameters: parameters, grid: grid)
        network = .classes(classifier)
        patchSize = classifier.patchSize
      case .h1, .vit:
        let transformer = try ImageTransformer(
          parameters: parameters, grid: grid, kind: kind == .vit ? .plain : .hybrid)
        network = .image(transformer)
        patchSize = transformer.patchSize
      }
    } catch {
      throw HybridModel.Failure.wrongParameters(path: file.path, error)
    }
    guard form.pixels == nil || grid.rows == grid.columns else {
      throw ModelFileError.badMetadata(
        path: file.path, key: ModelKey.grid, value: "\(grid)", expected: "as many rows as columns")
    }
    cutter = try form.pixels.map { pixels throws(ModelFileError) in
      try PictureCutter(file, pixels, rows: grid.rows)
    }
    guard cutter.map({ $0.patchSize == patchSize }) ?? true else {
      throw ModelFileError.wrongShape(
        path: file.path, name: "patch_to_embedding.weight",
        expected: [form.tokenSize, cutter!.patchSize], found: [form.tokenSize, patchSize])
    }
    self.kind = kind
    self.grid = grid
    self.patchSize = patchSize
    path = file.path
    sha256 = file.digest
    backboneDigest = file.metadata[HybridKey.backbone]
  }

  /// - Throws: `HybridModel.Failure` if it cannot read this backbone's patches, or was made for
  ///   another one.
  package func require(_ shape: BackboneShape, digest: SHA256Digest) throws(HybridModel.Failure) {
    guard cutter == nil else { return }
    try HybridModel.require(
      path: path, grid: grid, patchSize: patchSize, backboneDigest: backboneDigest, shape, digest)
  }
}

extension ModelFile {
  /// Returns all tensors, each finite.
  ///
  /// - Throws: `notFinite`.
  func allTensors() throws(ModelFileError) -> [String: Tensor] {
    var tensors: [String: Tensor] = [:]
    for entry in contents.entries {
      tensors[entry.name] = try tensor(entry.name, shape: entry.shape)
    }
    return tensors
  }
}
