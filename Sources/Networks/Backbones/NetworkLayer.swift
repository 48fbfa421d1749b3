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
    case .maximum, .joining, .average, .gating: []
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
