import Basics
import CBLAS
import CBLASStart

/// The library that computes the matrix products, for a report's description of the machine.
package enum BLAS {
  /// The name of the kernels that OpenBLAS uses, such as "SkylakeX".
  package static var kernels: String { String(cString: facet_blas_core_name()) }
}

/// Computes C = alpha * op(A) * op(B) + beta * C, all row-major, on the calling thread.
///
/// - Parameters:
///   - transposeA: Whether op(A) is A transposed; A is then stored `[k, m]`, otherwise `[m, k]`.
///   - transposeB: Whether op(B) is B transposed; B is then stored `[n, k]`, otherwise `[k, n]`.
///   - lda: The number of elements from one row of A, as stored, to the next; likewise `ldb` and
///     `ldc`.
///   - beta: The factor of C; with 0, C need not be initialized.
///   - c: The result, shape `[m, n]`; it overlaps neither A nor B.
package func sgemm(
  transposeA: Bool = false, transposeB: Bool = false, m: Int, n: Int, k: Int, alpha: Float = 1,
  a: UnsafePointer<Float>, lda: Int, b: UnsafePointer<Float>, ldb: Int, beta: Float = 0,
  c: UnsafeMutablePointer<Float>, ldc: Int
) {
  precondition(m >= 0 && n >= 0 && k >= 0 && ldc >= n)
  precondition(lda >= (transposeA ? m : k) && ldb >= (transposeB ? k : n))
  guard m > 0 && n > 0 else { return }
  cblas_sgemm(
    CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
    CInt(m), CInt(n), CInt(k), alpha, a, CInt(max(1, lda)), b, CInt(max(1, ldb)), beta, c, CInt(ldc)
  )
}

/// Computes `sgemm` with A as stored and B transposed, `[n, k]`, on `Threads.count` threads: each
/// takes blocks of 128 rows of B, whatever the number of threads.
package func parallelProduct(
  m: Int, n: Int, k: Int, a: UnsafePointer<Float>, lda: Int, transposedB b: UnsafePointer<Float>,
  ldb: Int, c: UnsafeMutablePointer<Float>, ldc: Int
) {
  let left = SharedPointer(UnsafeMutablePointer(mutating: a))
  let right = SharedPointer(UnsafeMutablePointer(mutating: b))
  let product = SharedPointer(c)
  let block = 128
  inParallel(count: (n + block - 1) / block) { index, _ in
    let start = index * block
    sgemm(
      transposeB: true, m: m, n: min(block, n - start), k: k, a: left.pointer, lda: lda,
      b: right.pointer + start * ldb, ldb: ldb, c: product.pointer + start, ldc: ldc)
  }
}
