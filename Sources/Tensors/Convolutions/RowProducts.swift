import Basics
import CVectorKernels

/// The products of a matrix with several vectors, on `Threads.count` threads.
///
/// A sum of products takes its terms in an order that depends on their number only, so that a
/// vector's products are the same bits whatever comes with it and on any number of threads. The
/// matrix, often far larger than the caches, is read once for all vectors.
///
/// - Parameters:
///   - matrix: Shape `[rows, columns]`.
///   - vectors: Each of shape `[columns]`.
/// - Returns: For each vector its products, shape `[rows]`.
/// - Complexity: O(rows * columns * vectors).
package func rowProducts(_ matrix: [Float], rows: Int, vectors: [[Float]]) -> [[Float]] {
  let columns = matrix.count / rows
  precondition(matrix.count == rows * columns && vectors.allSatisfy { $0.count == columns })
  let products = collectInParallel(count: rows, grain: 16) { row, _ in
    matrix.withUnsafeBufferPointer { matrix in
      vectors.map { vector in
        var product: Float = 0
        facet_row_products(matrix.baseAddress! + row * columns, 1, columns, vector, &product)
        return product
      }
    }
  }
  return vectors.indices.map { index in products.map { $0[index] } }
}
