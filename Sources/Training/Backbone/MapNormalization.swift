import CVectorKernels

/// A batch normalization of maps in training, with mean and variance from the current pictures. The
/// addition and the PReLU that follow are computed with it.
///
/// Ioffe and Szegedy 2015, https://arxiv.org/abs/1502.03167
final class MapNormalization {
  static let epsilon = 1e-5

  private let place: TrainableBackboneLayout.Normalization
  private var maps: facet_maps
  private var factors: [Float]
  private var shifts: [Float]
  private var means: [Double]
  private var inverses: [Double]
  private(set) var variances: [Double]

  /// - Parameter places: The height times the width.
  init(_ place: TrainableBackboneLayout.Normalization, pictures: Int, places: Int) {
    self.place = place
    maps = facet_maps(pictures: pictures, blocks: place.channels / 16, places: places)
    factors = [Float](repeating: 0, count: place.channels)
    shifts = factors
    means = [Double](repeating: 0, count: place.channels)
    inverses = means
    variances = means
  }

  private var count: Double { Double(maps.pictures * maps.places) }

  /// Computes y = prelu(normalized x + residual).
  ///
  /// - Parameter slope: The slope of the PReLU; 1 for none.
  func forward(
    _ x: UnsafePointer<Float>, parameters: UnsafePointer<Float>, residual: UnsafePointer<Float>?,
    slope: Float, to y: UnsafeMutablePointer<Float>
  ) {
    var squares = [Double](repeating: 0, count: place.channels)
    facet_map_sums(&maps, x, &means, &squares)
    for channel in 0..<place.channels {
      let mean = means[channel] / count
      let variance = max(0, squares[channel] / count - mean * mean)
      let inverse = 1 / (variance + Self.epsilon).squareRoot()
      means[channel] = mean
      variances[channel] = variance
      inverses[channel] = inverse
      let factor = Double(parameters[place.gain + channel]) * inverse
      factors[channel] = Float(factor)
      shifts[channel] = Float(Double(parameters[place.shift + channel]) - mean * factor)
    }
    facet_map_forward(&maps, x, factors, shifts, residual, slope, y)
  }

  /// Computes the gradients of the last `forward`.
  ///
  /// - Parameters:
  ///   - gradient: The gradient with respect to y, which becomes the gradient with respect to the
  ///     input of the PReLU, and so to the residual.
  ///   - result: Receives the gradient with respect to x; may be `gradient`.
  ///   - adds: Whether the gradient is added to the content of `result`.
  /// - Returns: The gradient of the slope.
  func backward(
    _ x: UnsafePointer<Float>, parameters: UnsafePointer<Float>, residual: UnsafePointer<Float>?,
    slope: Float, gradient: UnsafeMutablePointer<Float>, to result: UnsafeMutablePointer<Float>,
    adds: Bool = false, parameterGradient: UnsafeMutablePointer<Float>
  ) -> Float {
    let channels = place.channels
    var sums = [Double](repeating: 0, count: channels)
    var products = sums
    let slopeGradient = facet_map_backward(
      &maps, x, factors, shifts, residual, slope, gradient, &sums, &products)
    var a = [Float](repeating: 0, count: channels)
    var b = a
    var c = a
    for channel in 0..<channels {
      let (mean, inverse) = (means[channel], inverses[channel])
      // This is the sum of gradient times normalized x.
      let gain = inverse * (products[channel] - mean * sums[channel])
      parameterGradient[place.gain + channel] += Float(gain)
      parameterGradient[place.shift + channel] += Float(sums[channel])
      let factor = Double(parameters[place.gain + channel]) * inverse
      let ofX = -factor * inverse * gain / count
      a[channel] = Float(factor)
      b[channel] = Float(ofX)
      c[channel] = Float(-factor * sums[channel] / count - ofX * mean)
    }
    facet_map_combine(&maps, gradient, x, a, b, c, adds ? 1 : 0, result)
    return Float(slopeGradient)
  }

  /// Adds a share of mean and variance (of a sample, as in PyTorch) to running statistics.
  func add(share: Double, to statistics: UnsafeMutablePointer<Float>) {
    let correction = count > 1 ? count / (count - 1) : 1
    for channel in 0..<place.channels {
      statistics[place.mean + channel] += Float(share * means[channel])
      statistics[place.variance + channel] += Float(share * variances[channel] * correction)
    }
  }
}
