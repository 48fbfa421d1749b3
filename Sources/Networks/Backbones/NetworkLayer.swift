import Tensors

/// A step of a network without weights, with the names of its tensors in the published state
/// dictionary. Values are numbered as in `GraphStep`: layer i makes value i + 1.
enum NetworkLayer: Sendable {
  case convolution(ConvolutionLayer)
  case maximum(input: Int, side: Int, stride: Int)
  /// A batch normalization that cannot be part of a convolution, because the next step surrounds
  /// its result with zeros.
  case normalization(
    String, input: Int, channels: Int, epsilon: Double = BatchNormalization.epsilon)
  case addition(Int, Int, slopes: Slopes?)
  case joining([Int])
  case average(input: Int)
  case gating(input: Int, gates: Int)
  /// Fixed numbers added to the channels.
  case shift(input: Int, [Float])
  /// The means of windows of two by two pixels, every second pixel; channels of zeros follow them.
  case halving(input: Int, inputs: Int, outputs: Int)
  /// The sum of a value, with zeros as one more row and column, and a value of that size; then ReLU.
  case framedAddition(Int, Int, channels: Int)

  /// The tensor of a PReLU.
  struct Slopes: Sendable {
    var name: String
    /// The number of channels of its input.
    var channels: Int
    /// Whether one number applies to all channels.
    var isShared = false

    var parameter: ParameterShape {
      ParameterShape(name: name + ".weight", shape: [isShared ? 1 : channels])
    }

    /// Returns the slopes, shape `[channels]`.
    func values(_ values: ParameterValues) throws -> [Float] {
      let numbers = try values(parameter)
      return isShared ? [Float](repeating: numbers[0], count: channels) : numbers
    }
  }

  /// All tensors of the layer.
  var parameters: [ParameterShape] {
    switch self {
    case .convolution(let layer): layer.parameters
    case .normalization(let name, _, let channels, _):
      BatchNormalization.parameters(name, channels: channels)
    case .addition(_, _, let slopes): slopes.map { [$0.parameter] } ?? []
    case .maximum, .joining, .average, .gating, .shift, .halving, .framedAddition: []
    }
  }

  func step(_ values: ParameterValues) throws -> GraphStep {
    switch self {
    case .convolution(let layer): return .convolution(try layer.step(values))
    case .maximum(let input, let side, let stride):
      return .maximum(input: input, side: side, stride: stride)
    case .normalization(_, let input, _, let epsilon):
      let normalization = BatchNormalization(try parameters.map(values), epsilon: epsilon)
      return .scaling(
        input: input, factors: normalization.factors.map { Float($0) },
        shifts: normalization.shifts.map { Float($0) })
    case .addition(let first, let second, let slopes):
      return .addition(first, second, slopes: try slopes?.values(values))
    case .joining(let inputs): return .joining(inputs)
    case .average(let input): return .average(input: input)
    case .gating(let input, let gates): return .gating(input: input, gates: gates)
    case .shift(let input, let shifts):
      return .scaling(
        input: input, factors: [Float](repeating: 1, count: shifts.count), shifts: shifts)
    case .halving(let input, let inputs, let outputs):
      var weights = [Float](repeating: 0, count: outputs * inputs * 4)
      for channel in 0..<min(inputs, outputs) {
        for pixel in 0..<4 { weights[(channel * inputs + channel) * 4 + pixel] = 0.25 }
      }
      var step = ConvolutionStep(
        input: input, outputChannels: outputs, kernelHeight: 2, kernelWidth: 2, weights: weights,
        bias: [Float](repeating: 0, count: outputs))
      step.stride = 2
      return .convolution(step)
    case .framedAddition(let smaller, let larger, let channels):
      // Of each window, which reaches one pixel beyond the map, only the last pixel counts.
      var step = ConvolutionStep(
        input: smaller, outputChannels: channels, kernelHeight: 2, kernelWidth: 2,
        weights: (0..<channels).flatMap { _ in [Float(0), 0, 0, 1] },
        bias: [Float](repeating: 0, count: channels))
      step.groups = channels
      step.paddingRows = 1
      step.paddingColumns = 1
      step.residual = larger
      step.activation = .relu
      return .convolution(step)
    }
  }
}

/// A source of a tensor's values: a file or, in tests, a hash.
typealias ParameterValues = (ParameterShape) throws -> [Float]

extension [NetworkLayer] {
  /// Adds a layer and returns the number of its value.
  mutating func add(_ layer: NetworkLayer) -> Int {
    append(layer)
    return count
  }

  /// All tensors of the layers, each once.
  var parameters: [ParameterShape] {
    var seen: Set<String> = []
    return flatMap(\.parameters).filter { seen.insert($0.name).inserted }
  }
}
