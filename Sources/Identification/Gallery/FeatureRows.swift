import Basics
import Networks
import Tensors

/// The features of several faces in memory, in the precision of a gallery file: embeddings and
/// descriptors as unit vectors in 32 bits, patches as unit vectors in 16 bits, or in the 16 bits that
/// 8 bits stand for, with their lengths.
///
/// Rankings always use this form, whether the features were read from a gallery file or just
/// computed, so that both give the same scores.
package struct FeatureRows: Sendable, Equatable {
  package let grid: PatchGrid
  package let channels: Int
  package let embeddingSize: Int
  package let precision: PatchPrecision
  package private(set) var count = 0
  /// The embeddings, shape `[count, embeddingSize]`.
  package private(set) var embeddings: [Float] = []
  /// The descriptors, shape `[count, channels]`.
  package private(set) var descriptors: [Float] = []
  /// The patches, shape `[count, N, channels]`, IEEE half bits.
  package private(set) var patches: [UInt16] = []
  /// The lengths, shape `[count, N]`.
  package private(set) var lengths: [Float] = []

  package init(shape: BackboneShape, precision: PatchPrecision = .float16) {
    self.init(
      grid: shape.grid, channels: shape.patchChannels, embeddingSize: shape.embeddingSize,
      precision: precision)
  }

  init(grid: PatchGrid, channels: Int, embeddingSize: Int, precision: PatchPrecision) {
    self.grid = grid
    self.channels = channels
    self.embeddingSize = embeddingSize
    self.precision = precision
  }

  /// Rows of the same widths, none yet.
  var emptied: FeatureRows {
    FeatureRows(
      grid: grid, channels: channels, embeddingSize: embeddingSize, precision: precision)
  }

  package mutating func append(_ features: FaceFeatures) {
    let set = PatchSet(
      grid: grid, channels: channels, networkOutput: features.patches)
    embeddings += unit(features.embedding)
    descriptors += unit(features.globalDescriptor)
    patches += precision.rounded(set.values.map(halfBits), channels: channels)
    lengths += set.lengths
    count += 1
  }

  /// Takes over a row as it is.
  ///
  /// - Precondition: It has the same precision.
  /// - Throws: `GalleryError.wrongPart` where it is damaged; then nothing was taken.
  mutating func append(copying place: Gallery.Place) throws {
    try place.part.checkFace(row: place.row)
    try place.part.withEmbedding(row: place.row) { embeddings.append(contentsOf: $0) }
    try place.part.withDescriptor(row: place.row) { descriptors.append(contentsOf: $0) }
    try place.part.withPatches(row: place.row) { bits, lengths in
      patches.append(contentsOf: bits)
      self.lengths.append(contentsOf: lengths)
    }
    count += 1
  }

  /// Over the embeddings, in blocks of `GalleryFile.embeddingsPerBlock`, as a features file names them.
  var embeddingChecksums: [UInt64] {
    embeddings.withUnsafeBufferPointer { embeddings in
      stride(from: 0, to: count, by: GalleryFile.embeddingsPerBlock).map { first in
        let last = min(first + GalleryFile.embeddingsPerBlock, count)
        return checksum(
          UnsafeRawBufferPointer(
            rebasing: UnsafeRawBufferPointer(embeddings)[
              first * embeddingSize * 4..<last * embeddingSize * 4]))
      }
    }
  }

  /// The patches of a row in 8 bits.
  func codes(row: Int) -> PatchCodes {
    let width = grid.count * channels
    return PatchCodes(patches[row * width..<(row + 1) * width], channels: channels)
  }

  /// Over the rest of each face: descriptor, lengths, patches; in 8 bits their codes and peaks.
  var faceChecksums: [UInt64] {
    descriptors.withUnsafeBufferPointer { descriptors in
      lengths.withUnsafeBufferPointer { lengths in
        patches.withUnsafeBufferPointer { patches in
          (0..<count).map { row in
            let descriptor = UnsafeRawBufferPointer(descriptors.row(row, channels))
            let lengths = UnsafeRawBufferPointer(lengths.row(row, grid.count))
            guard precision == .int8 else {
              return checksum(
                descriptor, lengths,
                UnsafeRawBufferPointer(patches.row(row, grid.count * channels)))
            }
            let own = codes(row: row)
            return own.codes.withUnsafeBytes { codes in
              own.peaks.withUnsafeBytes { checksum(descriptor, lengths, codes, $0) }
            }
          }
        }
      }
    }
  }

  /// Releases the patches, if they are kept elsewhere.
  mutating func forgetPatches() { patches = [] }

  private func unit(_ vector: [Float]) -> [Float] {
    Tensor(shape: [1, vector.count], values: vector).normalizedRows().values
  }
}

/// The sum over the pieces of a block.
package func checksum(_ pieces: UnsafeRawBufferPointer...) -> UInt64 {
  var sum = BlockChecksum()
  for piece in pieces { sum.update(piece) }
  return sum.value
}
