import Basics
import CConvolution
import CVectorKernels

/// Returns the products of a matrix with several vectors, on `Threads.count` threads.
///
/// A sum of products takes its terms in an order that depends only on their number. A vector's
/// products are therefore the same bits in any company and on any number of threads. The matrix,
/// often far larger than the caches, is read once for all vectors.
///
/// - Parameters:
///   - matrix: The matrix, shape `[rows, columns]`.
///   - vectors: The vectors, each of shape `[columns]`.
/// - Returns: The products of each vector, shape `[rows]`.
/// - Complexity: O(rows * columns * vectors).
package func rowProducts(_ matrix: [Float], rows: Int, vectors: [[Float]]) -> [[Float]] {
  let columns = matrix.count / rows
  precondition(matrix.count == rows * columns && vectors.allSatisfy { $0.count == columns })
  if vectors.count == 1 {
    // One picture's convolutions ran on the threads of a plan, which still look for work.
    return [
      [Float](unsafeUninitializedCapacity: rows) { products, initialized in
        facet_plan_row_products(
          matrix, rows, columns, vectors[0], products.baseAddress!, Int32(clamping: Threads.count))
        initialized = rows
      }
    ]
  }
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
