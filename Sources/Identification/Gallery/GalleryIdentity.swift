import Basics
import Datasets
import Faces
import Tensors

/// What a gallery's features files say of their making, the same in each of them.
package struct GalleryIdentity: Equatable {
  /// The digest of the backbone's file.
  var model: String
  package var programVersion: String
  /// The absolute PATH of the pictures.
  package var source: String
  /// The options for reading that PATH again.
  var options: ListingOptions
  var origin: FaceOrigin
  var precision: PatchPrecision
  /// The part of the pictures that these are; `nil` for all.
  var shard: Shard?

  static let modelKey = "facet.model"
  static let programKey = "facet.program"
  static let sourceKey = "facet.source"
  static let shardKey = "facet.shard"
  /// Of files whose patches are not in 16 bits.
  static let precisionKey = "facet.patches"

  /// - Throws: `GalleryError.wrongPart`.
  init(of file: SafetensorsFile) throws {
    guard let model = file.metadata[Self.modelKey] else {
      throw GalleryError.wrongPart(file: file.path, reason: "it does not name a model.")
    }
    guard let origin = FaceOrigin(metadata: file.metadata) else {
      throw GalleryError.wrongPart(
        file: file.path, reason: "its settings of the detector are missing or unknown.")
    }
    precision =
      try file.metadata[Self.precisionKey].map { text in
        guard let precision = PatchPrecision(rawValue: text) else {
          throw GalleryError.wrongPart(
            file: file.path, reason: "the precision of its patches is '\(text)'.")
        }
        return precision
      } ?? .float16
    shard = try file.metadata[Self.shardKey].map { text in
      guard let shard = Shard(text) else {
        throw GalleryError.wrongPart(file: file.path, reason: "its shard is '\(text)'.")
      }
      return shard
    }
    self.model = model
    self.origin = origin
    programVersion = file.metadata[Self.programKey] ?? ""
    source = file.metadata[Self.sourceKey] ?? ""
    options = GalleryFile.options(in: file.metadata)
  }

  package init(
    model: String, programVersion: String, source: String, options: ListingOptions,
    origin: FaceOrigin, precision: PatchPrecision, shard: Shard?
  ) {
    self.model = model
    self.programVersion = programVersion
    self.source = source
    self.options = options
    self.origin = origin
    self.precision = precision
    self.shard = shard
  }

  /// The same of the whole gallery.
  var unsharded: GalleryIdentity {
    var whole = self
    whole.shard = nil
    return whole
  }

  var metadata: [String: String] {
    var metadata = [
      Self.modelKey: model, Self.programKey: programVersion, Self.sourceKey: source,
    ]
    metadata[Self.shardKey] = shard?.text
    if precision != .float16 { metadata[Self.precisionKey] = precision.rawValue }
    return metadata.merging(GalleryFile.metadata(of: options, source: source)) { first, _ in first }
      .merging(origin.metadata) { first, _ in first }
  }
}
