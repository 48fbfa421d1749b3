import Tensors

/// A fully connected layer, `y = weight * x + bias`, as PyTorch stores it.
struct Linear: Sendable {
  let inputSize: Int
  let outputSize: Int
  /// The weight, shape `[outputSize, inputSize]`.
  let weight: [Float]
  /// The bias, shape `[outputSize]`; zeros if the layer has none.
  let bias: [Float]
  /// The same weights in 8 bits, if products use them.
  private var quantized: QuantizedLinear?

  init(_ weight: Tensor, bias: Tensor?) {
    inputSize = weight.shape[1]
    outputSize = weight.shape[0]
    self.weight = weight.values
    self.bias = bias?.values ?? [Float](repeating: 0, count: weight.shape[0])
  }

  /// Creates the layer that turns patches into tokens of another width; `nil` if the parameters
  /// have none.
  init?(patchEmbedding parameters: HybridParameters, tokenSize: Int) throws(HybridError) {
    guard parameters.contains("patch_to_embedding.weight") else { return nil }
    self.init(
      try parameters.take("patch_to_embedding.weight", [tokenSize, nil]),
      bias: try parameters.take("patch_to_embedding.bias", [tokenSize]))
  }

  /// Returns the layer with products in 8 bits.
  ///
  /// - Precondition: `Precision.hasInt8`.
  func inEightBits() -> Linear {
    var layer = self
    layer.quantized = QuantizedLinear(weight, inputs: inputSize, outputs: outputSize)
    return layer
  }

  /// Returns the layer's outputs, computed on the calling thread.
  ///
  /// - Parameter rows: The inputs, shape `[n, inputSize]`.
  /// - Returns: The outputs, shape `[n, outputSize]`.
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

  /// Computes `to = from * weight^T` without the bias: `from` of shape `[rows, inputSize]` with
  /// `fromStride` numbers from row to row, `to` of shape `[rows, outputSize]`.
  ///
  /// The product is computed on the calling thread.
  func product(
    rows: Int, from: UnsafePointer<Float>, fromStride: Int, to: UnsafeMutablePointer<Float>
  ) {
    if let quantized {
      return quantized.product(rows: rows, from: from, fromStride: fromStride, to: to)
    }
    sgemm(
      transposeA: false, transposeB: true, m: rows, n: outputSize, k: inputSize, alpha: 1, a: from,
      lda: fromStride, b: weight, ldb: inputSize, beta: 0, c: to, ldc: outputSize)
  }

  /// Computes `product` on all threads.
  func parallelProduct(
    rows: Int, from: UnsafePointer<Float>, fromStride: Int, to: UnsafeMutablePointer<Float>
  ) {
    if let quantized {
      return quantized.parallelProduct(rows: rows, from: from, fromStride: fromStride, to: to)
    }
    Tensors.parallelProduct(
      m: rows, n: outputSize, k: inputSize, a: from, lda: fromStride, transposedB: weight,
      ldb: inputSize, c: to, ldc: outputSize)
  }
}
