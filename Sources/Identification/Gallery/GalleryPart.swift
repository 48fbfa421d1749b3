import Networks

/// Features of some faces, wherever they lie. The buffers are valid inside the body only.
///
/// What lies in a file is checked before its first use, block by block, and once: each function throws
/// `GalleryError.wrongPart` for a block that is damaged.
protocol GalleryPart: AnyObject, Sendable {
  func withEmbedding<Result>(row: Int, _ body: (UnsafeBufferPointer<Float>) -> Result) throws
    -> Result
  func withDescriptor<Result>(row: Int, _ body: (UnsafeBufferPointer<Float>) -> Result) throws
    -> Result
  /// Half bits of shape `[N, channels]`, lengths of shape `[N]`.
  func withPatches<Result>(
    row: Int, _ body: (UnsafeBufferPointer<UInt16>, UnsafeBufferPointer<Float>) -> Result
  ) throws -> Result
  /// The half bits of a face's patches, there as long as the part lives; `nil` if they are stored in
  /// another form.
  func patchBits(row: Int) throws -> UnsafePointer<UInt16>?
  /// Writes the half bits of a face's patches.
  func copyPatches(row: Int, to bits: UnsafeMutablePointer<UInt16>) throws
  /// Shape `[N]`.
  func withLengths<Result>(row: Int, _ body: (UnsafeBufferPointer<Float>) -> Result) throws
    -> Result
  /// The embeddings one after the other, shape `[rows, d]`, there as long as the part lives; `nil` if
  /// they may move.
  var embeddingRows: UnsafePointer<Float>? { get }

  /// How many blocks of embeddings can be checked on their own.
  var embeddingBlockCount: Int { get }
  func checkEmbeddings(block: Int) throws
  /// Checks all of a face but its embedding.
  func checkFace(row: Int) throws
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

  // Numbers in memory are those that were computed.
  var embeddingBlockCount: Int { 0 }
  func checkEmbeddings(block: Int) {}
  func checkFace(row: Int) {}

  func patchBits(row: Int) -> UnsafePointer<UInt16>? {
    UnsafePointer(bits.baseAddress! + row * rows.grid.count * rows.channels)
  }

  func copyPatches(row: Int, to target: UnsafeMutablePointer<UInt16>) {
    let count = rows.grid.count * rows.channels
    target.update(from: bits.baseAddress! + row * count, count: count)
  }

  func withLengths<Result>(row: Int, _ body: (UnsafeBufferPointer<Float>) -> Result) -> Result {
    rows.lengths.withUnsafeBufferPointer { body($0.row(row, rows.grid.count)) }
  }

  var embeddingRows: UnsafePointer<Float>? { nil }
}

extension UnsafeBufferPointer {
  /// Returns row `index` of a matrix with `width` columns.
  func row(_ index: Int, _ width: Int) -> UnsafeBufferPointer {
    UnsafeBufferPointer(rebasing: self[index * width..<(index + 1) * width])
  }
}
