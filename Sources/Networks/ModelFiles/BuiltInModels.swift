import Basics
import CModels

/// The models that are part of the program: a small `resnet_face18` and an H2L for it, trained by
/// this program on drawn portraits alone (docs/models). They serve demonstrations and tests, and
/// are useless for real faces.
package enum BuiltInModels {
  /// The name that stands for them in place of a file.
  package static let name = "built-in"
  /// The name of the backbone, for opening a `ModelFile`.
  package static let backbonePath = "built-in backbone"
  package static let rerankerPath = "built-in h2l"

  /// The sentence for every report that uses them.
  package static let remark = "built in: trained on drawn portraits only, not for real faces"

  /// The backbone's model file.
  package static var backbone: [UInt8] { bytes(backbonePath) }
  /// The re-ranker's model file.
  package static var reranker: [UInt8] { bytes(rerankerPath) }

  /// Returns whether a path stands for one of them.
  package static func contains(_ path: String) -> Bool {
    path == backbonePath || path == rerankerPath
  }

  private static func bytes(_ path: String) -> [UInt8] {
    file(path)!.withUnsafeBytes { Array($0) }
  }

  /// - Returns: `nil` for any other path.
  static func file(_ path: String) -> MappedFile? {
    let which: facet_model
    switch path {
    case backbonePath: which = MODEL_BACKBONE
    case rerankerPath: which = MODEL_H2L
    default: return nil
    }
    var count = 0
    guard let bytes = facet_model_bytes(which, &count) else { return nil }
    return MappedFile(
      UnsafeRawBufferPointer(start: bytes, count: count), named: path)
  }
}
