import Tensors

/// A convolution without bias and the batch normalization after it, as one convolution: its weights
/// are multiplied by the normalization's factors, and its bias is the shifts.
struct FoldedConvolution {
  /// The weights, shape `[outputs, inputs / groups, height, width]`.
  let weights: [Float]
  /// The bias, shape `[outputs]`.
  let bias: [Float]

  init(weights: [Float], normalization: BatchNormalization) {
    let rowSize = weights.count / normalization.factors.count
    var scaled: [Float] = []
    scaled.reserveCapacity(weights.count)
    for (channel, factor) in normalization.factors.enumerated() {
      for weight in weights[channel * rowSize..<(channel + 1) * rowSize] {
        scaled.append(Float(Double(weight) * factor))
      }
    }
    self.weights = scaled
    bias = normalization.shifts.map { Float($0) }
  }
}
