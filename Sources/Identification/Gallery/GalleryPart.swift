import Networks

/// The features of some faces in memory or in a file. The buffers are valid only inside the body.
protocol GalleryPart: Sendable {
  func withEmbedding<Result>(row: Int, _ body: (UnsafeBufferPointer<Float>) -> Result) -> Result
  func withDescriptor<Result>(row: Int, _ body: (UnsafeBufferPointer<Float>) -> Result) -> Result
  /// Calls `body` with half bits of shape `[N, channels]` and lengths of shape `[N]`.
  func withPatches<Result>(
    row: Int, _ body: (UnsafeBufferPointer<UInt16>, UnsafeBufferPointer<Float>) -> Result
  ) -> Result
  /// Returns the half bits of a face's patches, which are valid as long as the part lives.
  func patchBits(row: Int) -> UnsafePointer<UInt16>
}

/// A part in memory. Unchecked: nothing is written after `init`.
final class MemoryPart: GalleryPart, @unchecked Sendable {
  private let rows: FeatureRows
  /// A copy of the patches at a fixed address.
  private let bits: UnsafeMutableBufferPointer<UInt16>

  init(_ rows: FeatureRows) {
    bits = .allocate(capacity: rows.patches.count)
    _ = bits.initialize(from: rows.patches)
    var rows = rows
    rows.forgetPatches()
    self.rows = rows
  }

  deinit { bits.deallocate() }

  func withEmbedding<Result>(row: Int, _ body: (UnsafeBufferPointer<Float>) -> Result) -> Result {
    rows.embeddings.withUnsafeBufferPointer { body($0.row(row, rows.embeddingSize)) }
  }

  func withDescriptor<Result>(row: Int, _ body: (UnsafeBufferPointer<Float>) -> Result) -> Result {
    rows.descriptors.withUnsafeBufferPointer { body($0.row(row, rows.channels)) }
  }

  func withPatches<Result>(
    row: Int, _ body: (UnsafeBufferPointer<UInt16>, UnsafeBufferPointer<Float>) -> Result
  ) -> Result {
    rows.lengths.withUnsafeBufferPointer { lengths in
      body(
        UnsafeBufferPointer(bits).row(row, rows.grid.count * rows.channels),
        lengths.row(row, rows.grid.count))
    }
  }

  func patchBits(row: Int) -> UnsafePointer<UInt16> {
    UnsafePointer(bits.baseAddress! + row * rows.grid.count * rows.channels)
  }
}

extension UnsafeBufferPointer {
  /// Returns row `index` of a matrix with `width` columns.
  func row(_ index: Int, _ width: Int) -> UnsafeBufferPointer {
    UnsafeBufferPointer(rebasing: self[index * width..<(index + 1) * width])
  }
}
