/// The embeddings of a gallery, one picture per row, in one or several blocks of memory.
///
/// Unchecked: the memory is only read, and `owner` keeps it alive.
package struct EmbeddingMatrix: @unchecked Sendable {
  package let dimension: Int
  package let count: Int
  let blocks: [Block]
  private let owner: AnyObject?

  struct Block {
    let values: UnsafePointer<Float>
    /// The gallery index of the block's first row.
    let start: Int
    let count: Int
  }

  /// - Parameter values: The embeddings, shape `[n, d]`, rows of length 1.
  /// - Precondition: The count is a multiple of the dimension.
  package init(dimension: Int, values: [Float]) {
    precondition(dimension > 0 && values.count % dimension == 0)
    let copy = Copy(values)
    self.init(dimension: dimension, blocks: [UnsafeBufferPointer(copy.values)], owner: copy)
  }

  /// - Parameters:
  ///   - blocks: The embeddings, shape `[rows, d]` each, in gallery order, rows of length 1; not
  ///     written as long as `owner` lives.
  /// - Precondition: Each count is a multiple of the dimension.
  package init(dimension: Int, blocks: [UnsafeBufferPointer<Float>], owner: AnyObject?) {
    precondition(dimension > 0)
    self.dimension = dimension
    self.owner = owner
    var start = 0
    var placed: [Block] = []
    for block in blocks where !block.isEmpty {
      precondition(block.count % dimension == 0, "a block contains a part of a row")
      let rows = block.count / dimension
      placed.append(Block(values: block.baseAddress!, start: start, count: rows))
      start += rows
    }
    self.blocks = placed
    count = start
  }

  /// Returns the first rows, in the same memory.
  package func prefix(_ count: Int) -> EmbeddingMatrix {
    var left = min(count, self.count)
    var parts: [UnsafeBufferPointer<Float>] = []
    for block in blocks where left > 0 {
      let rows = min(left, block.count)
      parts.append(UnsafeBufferPointer(start: block.values, count: rows * dimension))
      left -= rows
    }
    return EmbeddingMatrix(dimension: dimension, blocks: parts, owner: owner)
  }

  /// - Parameter index: An index in `0..<count`.
  func row(_ index: Int) -> UnsafeBufferPointer<Float> {
    var (low, high) = (0, blocks.count - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if blocks[middle].start <= index { low = middle } else { high = middle - 1 }
    }
    let block = blocks[low]
    precondition(index >= block.start && index < block.start + block.count)
    return UnsafeBufferPointer(
      start: block.values + (index - block.start) * dimension, count: dimension)
  }

  /// Calls the body with a row, which is valid only inside it.
  package func withRow<Result>(_ index: Int, _ body: (UnsafeBufferPointer<Float>) -> Result)
    -> Result
  {
    withOwner { body(row(index)) }
  }

  /// Keeps the memory alive until the body has returned.
  func withOwner<Result>(_ body: () -> Result) -> Result {
    withExtendedLifetime(owner, body)
  }

  private final class Copy {
    let values: UnsafeMutableBufferPointer<Float>

    init(_ values: [Float]) {
      self.values = .allocate(capacity: values.count)
      _ = self.values.initialize(from: values)
    }

    deinit { values.deallocate() }
  }
}
