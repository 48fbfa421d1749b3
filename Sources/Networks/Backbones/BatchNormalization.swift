/// A batch normalization of a trained network: factor * x + shift, with one of each per channel.
///
/// A channel with gain g, shift s, mean m and variance v has the factor g / sqrt(v + epsilon) and
/// the shift s - m * factor, computed in double precision.
///
/// Ioffe and Szegedy 2015, https://arxiv.org/abs/1502.03167
struct BatchNormalization: Sendable {
  let factors: [Double]
  let shifts: [Double]

  /// PyTorch's epsilon; TensorFlow's layers have 1e-3.
  static let epsilon = 1e-5

  /// - Parameter numbers: The values of `parameters`, in their order.
  init(_ numbers: [[Float]], epsilon: Double = Self.epsilon) {
    let (means, variances) = (numbers[numbers.count - 2], numbers[numbers.count - 1])
    let hasGain = numbers.count == 4
    let factors = variances.indices.map { channel in
      (hasGain ? Double(numbers[0][channel]) : 1)
        / (Double(variances[channel]) + epsilon).squareRoot()
    }
    self.factors = factors
    shifts = factors.indices.map { channel in
      (hasGain ? Double(numbers[1][channel]) : 0) - Double(means[channel]) * factors[channel]
    }
  }

  /// Returns the shapes of gain, shift, mean and variance; without a gain only the last two.
  static func parameters(
    _ name: String, channels: Int, hasGain: Bool = true
  ) -> [ParameterShape] {
    ((hasGain ? ["weight", "bias"] : []) + ["running_mean", "running_var"]).map {
      ParameterShape(name: name + "." + $0, shape: [channels])
    }
  }
}
