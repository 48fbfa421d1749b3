import Tensors

extension EmbeddingSearch {
  /// Returns the products of some queries with all rows of the gallery, in single precision: cosines to within
  /// 1e-5.
  ///
  /// - Parameter queries: Shape `[m, d]`, rows of length 1.
  /// - Returns: Shape `[m, n]`.
  /// - Complexity: O(m * n * d) on `Threads.count` threads.
  package func products(with queries: [Float]) -> [Float] {
    let dimension = gallery.dimension
    precondition(queries.count % dimension == 0)
    let count = queries.count / dimension
    guard count > 0, gallery.count > 0 else { return [] }
    return gallery.withOwner {
      [Float](unsafeUninitializedCapacity: count * gallery.count) { buffer, filled in
        for block in gallery.blocks {
          parallelProduct(
            m: count, n: block.count, k: dimension, a: queries, lda: dimension,
            transposedB: block.values, ldb: dimension, c: buffer.baseAddress! + block.start,
            ldc: gallery.count)
        }
        filled = count * gallery.count
      }
    }
  }
}

extension EmbeddingMatrix {
  /// Returns every so-and-so-many-th row, from the first.
  package func every(_ step: Int) -> EmbeddingMatrix {
    precondition(step > 0)
    guard step > 1 else { return self }
    let values = stride(from: 0, to: count, by: step).flatMap { index in
      withRow(index) { Array($0) }
    }
    return EmbeddingMatrix(dimension: dimension, values: values)
  }
}
