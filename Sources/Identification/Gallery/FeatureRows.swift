import Basics
import Networks
import Tensors

/// The features of several faces in memory, in the precision of a gallery file: embeddings and
/// descriptors as unit vectors in 32 bits, patches as unit vectors in 16 bits with their lengths.
///
/// Rankings always use this form, whether the features were read from a gallery file or just
/// computed, so that both give the same scores.
package struct FeatureRows: Sendable, Equatable {
  package let grid: PatchGrid
  package let channels: Int
  package let embeddingSize: Int
  package private(set) var count = 0
  /// The embeddings, shape `[count, embeddingSize]`.
  package private(set) var embeddings: [Float] = []
  /// The descriptors, shape `[count, channels]`.
  package private(set) var descriptors: [Float] = []
  /// The patches, shape `[count, N, channels]`, IEEE half bits.
  package private(set) var patches: [UInt16] = []
  /// The lengths, shape `[count, N]`.
  package private(set) var lengths: [Float] = []

  package init(shape: BackboneShape) {
    grid = shape.grid
    channels = shape.patchChannels
    embeddingSize = shape.embeddingSize
  }

  package mutating func append(_ features: FaceFeatures) {
    let set = PatchSet(
      grid: grid, channels: channels, networkOutput: features.patches)
    embeddings += unit(features.embedding)
    descriptors += unit(features.globalDescriptor)
    patches += set.values.map(halfBits)
    lengths += set.lengths
    count += 1
  }

  /// Appends a row of another gallery unchanged.
  mutating func append(copying place: Gallery.Place) {
    place.part.withEmbedding(row: place.row) { embeddings.append(contentsOf: $0) }
    place.part.withDescriptor(row: place.row) { descriptors.append(contentsOf: $0) }
    place.part.withPatches(row: place.row) { bits, lengths in
      patches.append(contentsOf: bits)
      self.lengths.append(contentsOf: lengths)
    }
    count += 1
  }

  /// The checksum over all numbers, as recorded in a features file.
  var checksum: String {
    var checksum = Checksum()
    embeddings.withUnsafeBytes { checksum.update($0) }
    descriptors.withUnsafeBytes { checksum.update($0) }
    lengths.withUnsafeBytes { checksum.update($0) }
    patches.withUnsafeBytes { checksum.update($0) }
    return checksum.hexadecimal
  }

  /// Releases the patches, if they are kept elsewhere.
  mutating func forgetPatches() { patches = [] }

  private func unit(_ vector: [Float]) -> [Float] {
    Tensor(shape: [1, vector.count], values: vector).normalizedRows().values
  }
}
