import Tensors

/// The linear layer and the batch normalization that turn one image's output patches into its
/// vector.
///
/// The batch normalization is included in the layer's weights, computed in double precision.
struct HybridHead: Sendable {
  private var linear: Linear

  /// - Parameters:
  ///   - suffix: The suffix "1" or "2", or empty for a shared head.
  ///   - inputSize: The number of patches times the token size.
  init(_ parameters: HybridParameters, suffix: String, inputSize: Int) throws(HybridError) {
    let weight = try parameters.take("fc\(suffix).weight", [nil, inputSize])
    let size = weight.shape[0]
    let bias = try parameters.take("fc\(suffix).bias", [size]).values
    let norm = "bn\(suffix)."
    let gain = try parameters.take(norm + "weight", [size]).values
    let shift = try parameters.take(norm + "bias", [size]).values
    let mean = try parameters.take(norm + "running_mean", [size]).values
    let variance = try parameters.take(norm + "running_var", [size]).values
    var folded = weight.values
    var foldedBias = bias
    for row in 0..<size {
      let scale = Double(gain[row]) / (Double(variance[row]) + 1e-5).squareRoot()
      for column in row * inputSize..<(row + 1) * inputSize {
        folded[column] = Float(Double(folded[column]) * scale)
      }
      foldedBias[row] = Float((Double(bias[row]) - Double(mean[row])) * scale + Double(shift[row]))
    }
    linear = Linear(
      Tensor(shape: weight.shape, values: folded), bias: Tensor(shape: [size], values: foldedBias))
  }

  /// Returns the head with products in 8 bits.
  func inEightBits() -> HybridHead {
    var head = self
    head.linear = linear.inEightBits()
    return head
  }

  var outputSize: Int { linear.outputSize }
  var inputSize: Int { linear.inputSize }

  /// - Parameters:
  ///   - outputs: The output patches of `count` images, with `stride` numbers from image to image.
  /// - Returns: The vectors, shape `[count, outputSize]`.
  func vectors(_ outputs: UnsafePointer<Float>, count: Int, stride: Int) -> [Float] {
    var vectors = [Float](repeating: 0, count: count * outputSize)
    vectors.withUnsafeMutableBufferPointer { buffer in
      linear.parallelProduct(
        rows: count, from: outputs, fromStride: stride, to: buffer.baseAddress!)
    }
    for row in 0..<count {
      for column in 0..<outputSize { vectors[row * outputSize + column] += linear.bias[column] }
    }
    return vectors
  }
}
