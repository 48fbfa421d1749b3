import Tensors

/// A convolution without bias and the batch normalisation behind it, as one convolution.
///
/// With gain g, shift s, mean m and variance v of a channel, its weights are multiplied by
/// g / sqrt(v + epsilon), and its bias is s - m * g / sqrt(v + epsilon); in double precision.
///
/// Ioffe and Szegedy 2015, https://arxiv.org/abs/1502.03167
struct FoldedConvolution {
  /// Shape `[outputs, inputs / groups, height, width]`.
  let weights: [Float]
  /// Shape `[outputs]`.
  let bias: [Float]

  /// PyTorch's, which every published backbone keeps.
  static let epsilon = 1e-5

  init(weights: [Float], gain: [Float], shift: [Float], mean: [Float], variance: [Float]) {
    let rowSize = weights.count / gain.count
    var scaled: [Float] = []
    scaled.reserveCapacity(weights.count)
    var bias: [Float] = []
    for channel in gain.indices {
      let scale = Double(gain[channel]) / (Double(variance[channel]) + Self.epsilon).squareRoot()
      for weight in weights[channel * rowSize..<(channel + 1) * rowSize] {
        scaled.append(Float(Double(weight) * scale))
      }
      bias.append(Float(Double(shift[channel]) - Double(mean[channel]) * scale))
    }
    self.weights = scaled
    self.bias = bias
  }
}
