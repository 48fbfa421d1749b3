import Tensors

/// A fully connected layer, `y = weight * x + bias`, as PyTorch stores it.
struct Linear: Sendable {
  let inputSize: Int
  let outputSize: Int
  /// Shape `[outputSize, inputSize]`.
  let weight: [Float]
  /// Shape `[outputSize]`; zeros where the layer has none.
  let bias: [Float]

  init(_ weight: Tensor, bias: Tensor?) {
    inputSize = weight.shape[1]
    outputSize = weight.shape[0]
    self.weight = weight.values
    self.bias = bias?.values ?? [Float](repeating: 0, count: weight.shape[0])
  }

  /// What makes tokens of patches that are not as wide; `nil` where the parameters have none.
  init?(patchEmbedding parameters: HybridParameters, tokenSize: Int) throws(HybridError) {
    guard parameters.contains("patch_to_embedding.weight") else { return nil }
    self.init(
      try parameters.take("patch_to_embedding.weight", [tokenSize, nil]),
      bias: try parameters.take("patch_to_embedding.bias", [tokenSize]))
  }

  /// The layer's outputs, on the calling thread.
  ///
  /// - Parameter rows: Shape `[n, inputSize]`.
  /// - Returns: Shape `[n, outputSize]`.
  func outputs(_ rows: [Float]) -> [Float] {
    let count = rows.count / inputSize
    var outputs = [Float](repeating: 0, count: count * outputSize)
    outputs.withUnsafeMutableBufferPointer { buffer in
      product(rows: count, from: rows, fromStride: inputSize, to: buffer.baseAddress!)
      for row in 0..<count {
        for column in 0..<outputSize { buffer[row * outputSize + column] += bias[column] }
      }
    }
    return outputs
  }

  /// `to = from * weight^T`, the bias left out: `from` of shape `[rows, inputSize]` with
  /// `fromStride` numbers from row to row, `to` of shape `[rows, outputSize]`.
  ///
  /// On the calling thread.
  func product(
    rows: Int, from: UnsafePointer<Float>, fromStride: Int, to: UnsafeMutablePointer<Float>
  ) {
    sgemm(
      transposeA: false, transposeB: true, m: rows, n: outputSize, k: inputSize, alpha: 1, a: from,
      lda: fromStride, b: weight, ldb: inputSize, beta: 0, c: to, ldc: outputSize)
  }

  /// As `product`, on all threads.
  func parallelProduct(
    rows: Int, from: UnsafePointer<Float>, fromStride: Int, to: UnsafeMutablePointer<Float>
  ) {
    Tensors.parallelProduct(
      m: rows, n: outputSize, k: inputSize, a: from, lda: fromStride, transposedB: weight,
      ldb: inputSize, c: to, ldc: outputSize)
  }
}
