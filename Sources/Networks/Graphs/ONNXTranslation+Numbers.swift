import Tensors

// Number by number: sums, factors, gates, activations and slopes.
extension ONNXTranslation {
  mutating func addArithmetic(_ node: ONNXFile.Node) throws(ONNXError.Problem) {
    let (first, second) = (try operand(node, 0), try operand(node, 1))
    switch (first, second) {
    case (.map(let value, let view), .constant(let tensor)):
      try addArithmetic(node, value, view, tensor, isReversed: false)
    case (.constant(let tensor), .map(let value, let view)):
      guard node.kind == "Add" || node.kind == "Mul" || node.kind == "Sub" else {
        throw unsupported(node, " of a constant by a map")
      }
      try addArithmetic(node, value, view, tensor, isReversed: true)
    case (.map(let one, let view), .map(let other, let otherView)):
      if node.kind == "Mul", shapes[one] != shapes[other] {
        return try addGating(node, one, other, view)
      }
      guard node.kind == "Add" || node.kind == "Mul", view == otherView,
        shapes[one] == shapes[other]
      else { throw unsupported(node, " of these two maps") }
      let value =
        node.kind == "Add"
        ? try sum(one, other, node)
        : try add(StepGraph.Step(.product, inputs: [one, other]), node)
      define(node, .map(value, view))
    case (.constant, .constant): throw unsupported(node, " of two constants")
    case (.joined, _), (_, .joined):
      throw unsupported(node, " of a map whose numbers were rearranged before")
    default: throw unsupported(node, " of these two values")
    }
  }

  private mutating func addArithmetic(
    _ node: ONNXFile.Node, _ value: Int, _ view: View, _ tensor: ONNXTensor, isReversed: Bool
  ) throws(ONNXError.Problem) {
    let shape = shapes[value]
    let numbers = tensor.floats().map { Double($0) }
    // One number for all, or one for each channel.
    let isByChannel =
      numbers.count == shape.channels
      && (shape.isOnePlace
        || view == .planes && tensor.shape.suffix(2) == [1, 1] && tensor.shape.count >= 3
        || view == .pixels && tensor.shape.last == shape.channels)
    guard numbers.count == 1 || isByChannel else {
      throw unsupported(node, " with constants of the shape \(tensor.shape)")
    }
    let each = numbers.count == 1 ? .init(repeating: numbers[0], count: shape.channels) : numbers
    let ones = [Double](repeating: 1, count: shape.channels)
    let zeros = [Double](repeating: 0, count: shape.channels)
    let (factors, shifts) =
      switch node.kind {
      case "Add": (ones, each)
      case "Sub": isReversed ? (ones.map { -$0 }, each) : (ones, each.map { -$0 })
      case "Mul": (each, zeros)
      default: (each.map { 1 / $0 }, zeros)
      }
    define(node, .map(try scale(value, factors: factors, shifts: shifts, node), view))
  }

  mutating func addNegation(_ node: ONNXFile.Node) throws(ONNXError.Problem) {
    switch try operand(node, 0) {
    case .constant(let tensor):
      define(
        node,
        .constant(ONNXTensor(name: "", floats: tensor.floats().map { -$0 }, shape: tensor.shape)))
    case .map(let value, let view):
      let channels = shapes[value].channels
      let factors = [Double](repeating: -1, count: channels)
      let shifts = [Double](repeating: 0, count: channels)
      define(node, .map(try scale(value, factors: factors, shifts: shifts, node), view))
    default: throw unsupported(node, " of these values")
    }
  }

  private mutating func addGating(
    _ node: ONNXFile.Node, _ one: Int, _ other: Int, _ view: View
  ) throws(ONNXError.Problem) {
    let (value, gates) = shapes[one].isOnePlace ? (other, one) : (one, other)
    guard shapes[gates].isOnePlace, shapes[gates].channels == shapes[value].channels else {
      throw unsupported(node, " of these two maps")
    }
    let step = StepGraph.Step(.gating, inputs: [value, gates])
    define(node, .map(try add(step, node), view))
  }

  /// Adds two values: inside the convolution that makes the later one, if it is free.
  private mutating func sum(
    _ one: Int, _ other: Int, _ node: ONNXFile.Node
  ) throws(ONNXError.Problem) -> Int {
    let (early, late) = (min(one, other), max(one, other))
    if early != late, let index = bareConvolution(late) {
      change(index) { $0.inputs.append(early) }
      return late
    }
    return try add(StepGraph.Step(.addition, inputs: [early, late]), node)
  }

  mutating func addActivation(_ node: ONNXFile.Node) throws(ONNXError.Problem) {
    guard case .map(let value, let view) = try operand(node, 0) else {
      throw unsupported(node, " of constants")
    }
    var activation: StepGraph.Activation
    var limits: [Float]?
    switch node.kind {
    case "Relu": activation = .relu
    case "Sigmoid": activation = .sigmoid
    default:
      activation = .clip
      let low = try limit(node, "min", 1) ?? 0
      guard let high = try limit(node, "max", 2) else {
        guard low == 0 else { throw unsupported(node, " without a highest number") }
        activation = .relu
        break
      }
      limits = [low, high]
    }
    if let index = openConvolution(value) {
      change(index) { step in
        step.activation = activation
        step.limits = limits
      }
      return define(node, .map(value, view))
    }
    var step = StepGraph.Step(.activation, inputs: [value])
    step.activation = activation
    step.limits = limits
    define(node, .map(try add(step, node), view))
  }

  /// Adds HardSigmoid, a line between 0 and 1, or HardSwish, the product of a number and its HardSigmoid.
  mutating func addHardActivation(_ node: ONNXFile.Node) throws(ONNXError.Problem) {
    guard case .map(let value, let view) = try operand(node, 0) else {
      throw unsupported(node, " of constants")
    }
    let isSwish = node.kind == "HardSwish"
    func factor(_ name: String, _ standard: Double) -> Double {
      if case .number(let own) = node.attributes[name] { Double(own) } else { standard }
    }
    let channels = shapes[value].channels
    let slopes = [Double](repeating: isSwish ? 1 / 6 : factor("alpha", 0.2), count: channels)
    let shifts = [Double](repeating: isSwish ? 0.5 : factor("beta", 0.5), count: channels)
    // The number itself is needed again for HardSwish.
    let line =
      isSwish
      ? try add(
        StepGraph.Step(.scaling, inputs: [value]), node, weight: slopes.map { Float($0) },
        bias: shifts.map { Float($0) })
      : try scale(value, factors: slopes, shifts: shifts, node)
    var clip = StepGraph.Step(.activation, inputs: [line])
    clip.activation = .clip
    clip.limits = [0, 1]
    var result = try add(clip, node)
    if isSwish { result = try add(StepGraph.Step(.product, inputs: [value, result]), node) }
    define(node, .map(result, view))
  }

  /// Returns the limit of a Clip: an attribute before version 11, then an input.
  private func limit(
    _ node: ONNXFile.Node, _ name: String, _ place: Int
  ) throws(ONNXError.Problem) -> Float? {
    let value: Float
    if case .number(let attribute) = node.attributes[name] {
      value = attribute
    } else {
      guard optionalInput(node, place) != nil else { return nil }
      let values = try constant(node, place).floats()
      guard values.count == 1 else { throw unsupported(node, " with several limits") }
      value = values[0]
    }
    guard value.isFinite else {
      throw unsupported(node, " with a limit that is infinite or not a number")
    }
    return value
  }

  mutating func addSlopes(_ node: ONNXFile.Node) throws(ONNXError.Problem) {
    guard case .map(let value, let view) = try operand(node, 0),
      view == .planes || view == .pixels || shapes[value].isOnePlace
    else { throw unsupported(node, " of a map whose numbers were rearranged before") }
    let channels = shapes[value].channels
    var slopes: [Float]
    if node.kind == "LeakyRelu" {
      var slope: Float = 0.01
      if case .number(let own) = node.attributes["alpha"] { slope = own }
      slopes = [slope]
    } else {
      slopes = try constant(node, 1).floats()
    }
    if slopes.count == 1 { slopes = [Float](repeating: slopes[0], count: channels) }
    guard slopes.count == channels else {
      throw unsupported(node, " with \(slopes.count) slopes for \(channels) channels")
    }
    if let index = openConvolution(value) {
      change(index) { $0.hasSlopes = true }
      setTensor("\(index).slopes", slopes)
      return define(node, .map(value, view))
    }
    let step = StepGraph.Step(.slopes, inputs: [value])
    define(node, .map(try add(step, node, slopes: slopes), view))
  }
}
