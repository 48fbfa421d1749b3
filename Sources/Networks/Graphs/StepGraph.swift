import Tensors

/// A network as a list of steps without weights, as a model file describes an imported ONNX graph.
///
/// Values are numbered as in `GraphStep`: 0 is the input, step i makes value i + 1. The tensors of
/// step i are named "i.weight", "i.bias" and "i.slopes".
struct StepGraph: Sendable, Equatable, Codable {
  enum Kind: String, Sendable, Codable {
    case convolution, maximum, average, scaling, gating, activation, slopes, repetition, addition
    case product, joining, movingAverage
  }

  enum Activation: String, Sendable, Codable {
    case relu, sigmoid, clip
  }

  struct Step: Sendable, Equatable, Codable {
    var kind: Kind
    /// The values that it reads; a convolution's residual is the second.
    var inputs: [Int]
    /// The channels of a convolution's result.
    var outputs: Int?
    var groups: Int?
    /// The height and width of a convolution's kernel.
    var kernel: [Int]?
    /// The side of a window, or the factor of a repetition.
    var side: Int?
    var stride: Int?
    /// The rows and columns of zeros on each side.
    var padding: [Int]?
    var activation: Activation?
    /// The lowest and highest number of a clip.
    var limits: [Float]?
    var hasSlopes: Bool?
    /// Whether windows beyond the end count with the part inside.
    var isPartial: Bool?

    init(_ kind: Kind, inputs: [Int]) {
      self.kind = kind
      self.inputs = inputs
    }
  }

  /// The channels of the input.
  var channels: Int
  var steps: [Step]
  /// The values that are used, by their purpose.
  var outputs: [String: Int]

  static let stepLimit = 20_000
  /// The largest number of values of a map, and of numbers of a tensor.
  static let sizeLimit = 1 << 28
  static let sideLimit = 65_536
  /// The largest number of values that are needed at once for one input, and for one of many faces.
  static let memoryLimit = 3 * sizeLimit
  static let faceMemoryLimit = 1 << 26
}

/// The reason why steps do not fit each other.
struct StepGraphError: Error, Equatable {
  let reason: String
}

/// The channels, rows and columns of a value.
struct MapShape: Equatable, Sendable {
  var channels: Int
  var height: Int
  var width: Int

  var count: Int { channels * height * width }
  var isOnePlace: Bool { height == 1 && width == 1 }
}

extension StepGraph {
  /// Returns the shape of each value for an input of a size.
  ///
  /// - Throws: If a step does not fit what it reads: the description comes from a file.
  func shapes(height: Int, width: Int) throws(StepGraphError) -> [MapShape] {
    var shapes = [try checked(channels, height, width)]
    guard steps.count <= Self.stepLimit else {
      throw StepGraphError(reason: "it has more than \(Self.stepLimit) steps")
    }
    for (index, step) in steps.enumerated() {
      do {
        shapes.append(try shape(of: step, shapes))
      } catch {
        throw StepGraphError(reason: "step \(index) \(error.reason)")
      }
    }
    guard outputs.values.allSatisfy({ (1...steps.count).contains($0) }) else {
      throw StepGraphError(reason: "an output is not a value of a step")
    }
    guard memory(shapes) <= Self.memoryLimit else {
      throw StepGraphError(reason: "it needs maps of more than \(Self.memoryLimit) numbers at once")
    }
    return shapes
  }

  /// Returns the largest number of values that are needed at once: of those that were made and are read
  /// later.
  ///
  /// - Parameter shapes: The shapes of the values, which the steps fit.
  func memory(_ shapes: [MapShape]) -> Int {
    // The step after which a value is not needed; one that nothing reads is made all the same.
    var last = Array(-1..<steps.count)
    for (index, step) in steps.enumerated() {
      for value in step.inputs { last[value] = index }
    }
    for value in outputs.values { last[value] = steps.count }
    var ending = [Int](repeating: 0, count: steps.count + 1)
    for (value, shape) in shapes.enumerated() where last[value] >= 0 {
      ending[last[value]] += shape.count
    }
    var held = shapes[0].count
    var most = held
    for index in steps.indices {
      held += shapes[index + 1].count
      most = max(most, held)
      held -= ending[index]
    }
    return most
  }

  private func checked(
    _ channels: Int, _ height: Int, _ width: Int
  ) throws(StepGraphError) -> MapShape {
    guard [channels, height, width].allSatisfy({ (1...Self.sideLimit).contains($0) }),
      channels * height <= Self.sizeLimit, channels * height * width <= Self.sizeLimit
    else { throw StepGraphError(reason: "has a map of \(channels) x \(height) x \(width)") }
    return MapShape(channels: channels, height: height, width: width)
  }

  /// Returns the shape of a step, given those of the values before it.
  func shape(
    of step: Step, _ shapes: [MapShape]
  ) throws(StepGraphError) -> MapShape {
    guard !step.inputs.isEmpty, step.inputs.allSatisfy(shapes.indices.contains) else {
      throw StepGraphError(reason: "reads a value that is not there")
    }
    let input = shapes[step.inputs[0]]
    func number(_ value: Int?, _ range: ClosedRange<Int>) throws(StepGraphError) -> Int {
      guard let value, range.contains(value) else {
        throw StepGraphError(reason: "lacks a number, or has an impossible one")
      }
      return value
    }
    func same(_ value: Int) throws(StepGraphError) {
      guard step.inputs.count == 2, shapes[step.inputs[1]] == shapes[value] else {
        throw StepGraphError(reason: "combines values of different shapes")
      }
    }
    if step.activation == .clip {
      guard let limits = step.limits, limits.count == 2, limits.allSatisfy(\.isFinite) else {
        throw StepGraphError(reason: "lacks the limits of a clip")
      }
    }
    switch step.kind {
    case .convolution:
      let outputs = try number(step.outputs, 1...Self.sideLimit)
      let groups = try number(step.groups ?? 1, 1...Self.sideLimit)
      let stride = try number(step.stride ?? 1, 1...1024)
      let kernel = step.kernel ?? []
      let padding = step.padding ?? [0, 0]
      guard kernel.count == 2, kernel.allSatisfy({ (1...1024).contains($0) }), padding.count == 2,
        padding.allSatisfy({ (0...1024).contains($0) }), step.inputs.count <= 2,
        input.channels % groups == 0, outputs % groups == 0,
        outputs * (input.channels / groups) <= Self.sizeLimit / (kernel[0] * kernel[1])
      else { throw StepGraphError(reason: "has an impossible size") }
      let rows = input.height + 2 * padding[0] - kernel[0]
      let columns = input.width + 2 * padding[1] - kernel[1]
      guard rows >= 0, columns >= 0 else {
        throw StepGraphError(reason: "has a kernel larger than its input")
      }
      let result = try checked(outputs, rows / stride + 1, columns / stride + 1)
      guard step.inputs.count == 1 || shapes[step.inputs[1]] == result else {
        throw StepGraphError(reason: "adds values of different shapes")
      }
      guard step.hasSlopes != true || step.activation == nil else {
        throw StepGraphError(reason: "has slopes and an activation")
      }
      return result
    case .maximum, .movingAverage:
      let side = try number(step.side, 1...1024)
      let stride = try number(step.stride ?? 1, 1...1024)
      let padding = step.padding ?? [0, 0]
      guard padding.count == 2, padding[0] == padding[1], (0..<side).contains(padding[0]) else {
        throw StepGraphError(reason: "has an impossible size")
      }
      guard min(input.height, input.width) + 2 * padding[0] >= side else {
        throw StepGraphError(reason: "has a window larger than its input")
      }
      func count(_ length: Int) -> Int {
        let padded = length + 2 * padding[0]
        let whole = (padded - side) / stride + 1
        return step.isPartial == true && (whole - 1) * stride + side < padded
          && whole * stride < length + padding[0] ? whole + 1 : whole
      }
      return try checked(input.channels, count(input.height), count(input.width))
    case .average: return try checked(input.channels, 1, 1)
    case .scaling, .slopes: return input
    case .activation:
      guard step.activation != nil else { throw StepGraphError(reason: "lacks its function") }
      return input
    case .gating:
      guard step.inputs.count == 2, step.inputs.allSatisfy({ $0 > 0 }),
        shapes[step.inputs[1]] == MapShape(channels: input.channels, height: 1, width: 1)
      else { throw StepGraphError(reason: "multiplies by values of another shape") }
      return input
    case .repetition:
      let factor = try number(step.side, 1...64)
      return try checked(input.channels, input.height * factor, input.width * factor)
    case .addition, .product:
      try same(step.inputs[0])
      return input
    case .joining:
      var channels = 0
      for value in step.inputs {
        guard shapes[value].height == input.height, shapes[value].width == input.width else {
          throw StepGraphError(reason: "joins maps of different sizes")
        }
        channels += shapes[value].channels
      }
      return try checked(channels, input.height, input.width)
    }
  }

  /// Returns the tensors, given the shapes of the values.
  func parameters(_ shapes: [MapShape]) -> [ParameterShape] {
    steps.indices.flatMap { parameters(of: $0, shapes) }
  }

  func parameters(of index: Int, _ shapes: [MapShape]) -> [ParameterShape] {
    let step = steps[index]
    let input = shapes[step.inputs[0]]
    func parameter(_ name: String, _ shape: [Int]) -> ParameterShape {
      ParameterShape(name: "\(index).\(name)", shape: shape)
    }
    var list: [ParameterShape] = []
    switch step.kind {
    case .convolution:
      let outputs = step.outputs ?? 1
      list = [
        parameter(
          "weight", [outputs, input.channels / (step.groups ?? 1)] + (step.kernel ?? [1, 1])),
        parameter("bias", [outputs]),
      ]
      if step.hasSlopes == true { list.append(parameter("slopes", [outputs])) }
    case .scaling:
      list = [parameter("weight", [input.channels]), parameter("bias", [input.channels])]
    case .slopes: list = [parameter("slopes", [input.channels])]
    default: break
    }
    return list
  }

  /// Returns the steps with their weights.
  ///
  /// - Parameter shapes: The result of `shapes(height:width:)`.
  func graphSteps(_ shapes: [MapShape], _ values: ParameterValues) throws -> [GraphStep] {
    try steps.indices.map { index in
      let step = steps[index]
      let numbers = try parameters(of: index, shapes).map(values)
      let input = step.inputs[0]
      switch step.kind {
      case .convolution:
        let kernel = step.kernel ?? [1, 1]
        var convolution = ConvolutionStep(
          input: input, outputChannels: step.outputs ?? 1, kernelHeight: kernel[0],
          kernelWidth: kernel[1], weights: numbers[0], bias: numbers[1])
        convolution.residual = step.inputs.count == 2 ? step.inputs[1] : nil
        convolution.groups = step.groups ?? 1
        convolution.stride = step.stride ?? 1
        convolution.paddingRows = step.padding?[0] ?? 0
        convolution.paddingColumns = step.padding?[1] ?? 0
        convolution.slopes = step.hasSlopes == true ? numbers[2] : nil
        convolution.activation = step.function
        return .convolution(convolution)
      case .maximum:
        return .maximum(
          input: input, side: step.side ?? 1, stride: step.stride ?? 1,
          padding: step.padding?[0] ?? 0, countsPartialWindows: step.isPartial ?? false)
      case .movingAverage:
        return .movingAverage(
          input: input, side: step.side ?? 1, stride: step.stride ?? 1,
          padding: step.padding?[0] ?? 0, countsPartialWindows: step.isPartial ?? false)
      case .average: return .average(input: input)
      case .scaling: return .scaling(input: input, factors: numbers[0], shifts: numbers[1])
      case .gating: return .gating(input: input, gates: step.inputs[1])
      case .activation: return .activation(input: input, step.function)
      case .slopes: return .slopes(input: input, numbers[0])
      case .repetition: return .repetition(input: input, factor: step.side ?? 1)
      case .addition: return .addition(input, step.inputs[1], slopes: nil)
      case .product: return .product(input, step.inputs[1])
      case .joining: return .joining(step.inputs)
      }
    }
  }
}

extension StepGraph.Step {
  var function: ConvolutionStep.Activation {
    switch activation {
    case nil: .none
    case .relu: .relu
    case .sigmoid: .sigmoid
    case .clip: .clip(low: limits?[0] ?? 0, high: limits?[1] ?? 0)
    }
  }
}
