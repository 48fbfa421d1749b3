/// Returns the product of two matrices.
///
/// - Parameters:
///   - left: The left matrix, shape `[m, k]`.
///   - right: The right matrix, shape `[k, n]`, or `[n, k]` with `transposedRight`.
/// - Returns: The product, shape `[m, n]`.
/// - Precondition: The shapes agree.
/// - Complexity: O(m * n * k), on the calling thread.
package func matrixProduct(_ left: Tensor, _ right: Tensor, transposedRight: Bool = false) -> Tensor
{
  precondition(left.shape.count == 2 && right.shape.count == 2, "a matrix has two dimensions")
  let (m, k) = (left.shape[0], left.shape[1])
  let n = right.shape[transposedRight ? 0 : 1]
  precondition(
    k == right.shape[transposedRight ? 1 : 0],
    "a product of shapes \(left.shape) and \(right.shape) is not defined")
  guard m * n * k > 0 else {
    return Tensor(shape: [m, n], values: [Float](repeating: 0, count: m * n))
  }
  let values = [Float](unsafeUninitializedCapacity: m * n) { buffer, count in
    left.values.withUnsafeBufferPointer { a in
      right.values.withUnsafeBufferPointer { b in
        sgemm(
          transposeB: transposedRight, m: m, n: n, k: k, a: a.baseAddress!, lda: k,
          b: b.baseAddress!, ldb: transposedRight ? k : n, c: buffer.baseAddress!, ldc: n)
      }
    }
    count = m * n
  }
  return Tensor(shape: [m, n], values: values)
}

extension Tensor {
  /// Returns the tensor with each row (along the last dimension) divided by its Euclidean length,
  /// so that a product of two rows is their cosine. A row of zeros stays unchanged.
  ///
  /// The length is summed in double precision.
  package func normalizedRows() -> Tensor {
    guard let width = shape.last, width > 0 else { return self }
    var result = self
    result.values.withUnsafeMutableBufferPointer { values in
      for start in stride(from: 0, to: values.count, by: width) {
        var sum = 0.0
        for index in start..<start + width { sum += Double(values[index]) * Double(values[index]) }
        guard sum > 0 else { continue }
        let scale = 1 / sum.squareRoot()
        for index in start..<start + width {
          values[index] = Float(Double(values[index]) * scale)
        }
      }
    }
    return result
  }
}
