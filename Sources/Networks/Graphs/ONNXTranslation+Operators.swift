import Tensors

extension ONNXTranslation {
  /// The operators that are known, for documents and messages.
  static let operators = [
    "Add", "AveragePool", "BatchNormalization", "Cast", "Clip", "Concat", "Constant", "Conv", "Div",
    "Dropout", "Flatten", "Gather", "Gemm", "GlobalAveragePool", "Identity", "LeakyRelu",
    "LpNormalization", "MatMul", "MaxPool", "Mul", "PRelu", "ReduceMean", "Relu", "Reshape",
    "Resize", "Shape", "Sigmoid", "Slice", "Softmax", "Squeeze", "Sub", "Transpose", "Unsqueeze",
    "Upsample",
  ]

  mutating func translate(_ node: ONNXFile.Node) throws(ONNXError.Problem) {
    guard node.domain.isEmpty || node.domain == "ai.onnx" else { throw unsupported(node) }
    if try computeSizes(node) { return }
    switch node.kind {
    case "Constant": try addConstant(node)
    case "Identity", "Dropout", "Cast":
      define(node, try operand(node, 0))
    case "LpNormalization":
      // Scores are cosines: the length of the embedding does not matter.
      let value = try map(node, 0, .flat)
      define(node, .map(value, .flat))
    case "Softmax":
      define(node, try choices(node))
    case "Conv": try addConvolution(node)
    case "BatchNormalization": try addNormalization(node)
    case "Gemm", "MatMul": try addMatrix(node)
    case "Add", "Sub", "Mul", "Div": try addArithmetic(node)
    case "Relu", "Sigmoid", "Clip": try addActivation(node)
    case "PRelu", "LeakyRelu": try addSlopes(node)
    case "MaxPool": try addMaximum(node)
    case "AveragePool", "GlobalAveragePool", "ReduceMean": try addAverage(node)
    case "Resize", "Upsample": try addRepetition(node)
    case "Concat": try addJoining(node)
    case "Transpose", "Reshape", "Flatten", "Squeeze", "Unsqueeze": try addView(node)
    default: throw unsupported(node)
    }
  }

  private mutating func addConstant(_ node: ONNXFile.Node) throws(ONNXError.Problem) {
    let tensor: ONNXTensor
    switch (node.attributes["value"], node.attributes["value_float"], node.attributes["value_ints"])
    {
    case (.tensor(let value), _, _): tensor = value
    case (_, .number(let value), _): tensor = ONNXTensor(name: "", floats: [value], shape: [])
    case (_, _, .integers(let values)): tensor = ONNXTensor(name: "", integers: values)
    default:
      guard case .integer(let value) = node.attributes["value_int"] else { throw unsupported(node) }
      tensor = ONNXTensor(name: "", integers: [value], shape: [])
    }
    define(node, .constant(tensor))
  }

  /// Returns the operand of a softmax over two numbers of each anchor, of which a detector's scores are
  /// made after the graph.
  private func choices(_ node: ONNXFile.Node) throws(ONNXError.Problem) -> Operand {
    let operand = try operand(node, 0)
    let axis = try integer(node, "axis", default: -1)
    switch operand {
    case .joined(_, columns: 2), .map(_, .rows(2)):
      guard axis == -1 || axis == 2 else { break }
      return operand
    default: break
    }
    throw unsupported(node, " other than over two numbers of each place of a detector")
  }

  // MARK: Products

  private mutating func addConvolution(_ node: ONNXFile.Node) throws(ONNXError.Problem) {
    let input = try map(node, 0)
    let weight = try constant(node, 1)
    guard weight.shape.count == 4, weight.count > 0 else {
      throw unsupported(node, " with weights of the shape \(weight.shape)")
    }
    let bias =
      optionalInput(node, 2) == nil
      ? [Float](repeating: 0, count: weight.shape[0]) : try constant(node, 2).floats()
    var step = StepGraph.Step(.convolution, inputs: [input])
    step.outputs = weight.shape[0]
    step.groups = try integer(node, "group", default: 1)
    step.kernel = Array(weight.shape[2...])
    step.stride = try commonStride(node)
    step.padding = try padding(node)
    guard (try integers(node, "dilations") ?? [1, 1]).allSatisfy({ $0 == 1 }) else {
      throw unsupported(node, " with dilations")
    }
    guard let groups = step.groups, groups > 0, bias.count == weight.shape[0],
      weight.shape[1] == shapes[input].channels / groups
    else { throw unsupported(node, " with weights of the shape \(weight.shape)") }
    define(node, .map(try add(step, node, weight: weight.floats(), bias: bias), .planes))
  }

  private mutating func addNormalization(_ node: ONNXFile.Node) throws(ONNXError.Problem) {
    guard case .map(let value, let view) = try operand(node, 0),
      view == .planes || shapes[value].isOnePlace
    else { throw unsupported(node, " of a map whose numbers were rearranged before") }
    var numbers: [[Float]] = []
    for place in 1...4 { numbers.append(try constant(node, place).floats()) }
    guard Set(numbers.map(\.count)).count == 1 else {
      throw unsupported(node, " with lists of different lengths")
    }
    var epsilon = BatchNormalization.epsilon
    if case .number(let own) = node.attributes["epsilon"] { epsilon = Double(own) }
    let folded = BatchNormalization(numbers, epsilon: epsilon)
    define(
      node, .map(try scale(value, factors: folded.factors, shifts: folded.shifts, node), view))
  }

  /// Adds a matrix after the flattening as a convolution over the whole map, whose weights have the
  /// same order.
  private mutating func addMatrix(_ node: ONNXFile.Node) throws(ONNXError.Problem) {
    let input = try map(node, 0, .flat)
    let matrix = try constant(node, 1)
    let count = shapes[input].count
    let transposition = try integer(node, "transB", default: 0)
    let isTransposed = node.kind == "Gemm" && transposition != 0
    guard matrix.shape.count == 2, matrix.shape[isTransposed ? 1 : 0] == count, matrix.count > 0
    else { throw unsupported(node, " of the shape \(matrix.shape) for \(count) numbers") }
    for name in ["alpha", "beta"] {
      if case .number(let factor) = node.attributes[name], factor != 1 {
        throw unsupported(node, " with the factor \(name) \(factor)")
      }
    }
    guard try integer(node, "transA", default: 0) == 0 else {
      throw unsupported(node, " with transA")
    }
    let outputs = matrix.shape[isTransposed ? 0 : 1]
    var weight = matrix.floats()
    if !isTransposed {
      let rows = weight
      weight = (0..<outputs * count).map { rows[$0 % count * outputs + $0 / count] }
    }
    let bias =
      optionalInput(node, 2) == nil
      ? [Float](repeating: 0, count: outputs) : try constant(node, 2).floats()
    guard bias.count == outputs else { throw unsupported(node, " with \(bias.count) constants") }
    var step = StepGraph.Step(.convolution, inputs: [input])
    step.outputs = outputs
    step.kernel = [shapes[input].height, shapes[input].width]
    define(node, .map(try add(step, node, weight: weight, bias: bias), .flat))
  }

  // MARK: Numbers by numbers

  private mutating func addArithmetic(_ node: ONNXFile.Node) throws(ONNXError.Problem) {
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
      if node.kind == "Mul" { return try addGating(node, one, other, view) }
      guard node.kind == "Add", view == otherView, shapes[one] == shapes[other] else {
        throw unsupported(node, " of these two maps")
      }
      define(node, .map(try sum(one, other, node), view))
    case (.constant, .constant): throw unsupported(node, " of two constants")
    case (.joined, _), (_, .joined):
      throw unsupported(node, " of a map whose numbers were rearranged before")
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
        || view == .planes && tensor.shape.suffix(2) == [1, 1] && tensor.shape.count >= 3)
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

  private mutating func addActivation(_ node: ONNXFile.Node) throws(ONNXError.Problem) {
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

  private mutating func addSlopes(_ node: ONNXFile.Node) throws(ONNXError.Problem) {
    guard case .map(let value, let view) = try operand(node, 0),
      view == .planes || shapes[value].isOnePlace
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

  // MARK: Windows

  private mutating func addMaximum(_ node: ONNXFile.Node) throws(ONNXError.Problem) {
    let value = try map(node, 0)
    let kernel = try integers(node, "kernel_shape") ?? []
    guard kernel.count == 2, kernel[0] == kernel[1] else {
      throw unsupported(node, " with a window that is not square")
    }
    guard try padding(node) == [0, 0] else { throw unsupported(node, " with padding") }
    guard (try integers(node, "dilations") ?? [1, 1]).allSatisfy({ $0 == 1 }) else {
      throw unsupported(node, " with dilations")
    }
    var step = StepGraph.Step(.maximum, inputs: [value])
    step.side = kernel[0]
    step.stride = try commonStride(node)
    if try integer(node, "ceil_mode", default: 0) != 0 { step.isPartial = true }
    define(node, .map(try add(step, node), .planes))
  }

  /// Adds the mean of each channel over the whole map.
  private mutating func addAverage(_ node: ONNXFile.Node) throws(ONNXError.Problem) {
    let value = try map(node, 0)
    let shape = shapes[value]
    switch node.kind {
    case "AveragePool":
      guard try integers(node, "kernel_shape") == [shape.height, shape.width],
        try padding(node) == [0, 0]
      else { throw unsupported(node, " over a part of the map") }
    case "ReduceMean":
      let axes =
        optionalInput(node, 1) == nil
        ? try integers(node, "axes") : try constant(node, 1).integers()
      guard let axes, Set(axes.map { $0 < 0 ? $0 + 4 : $0 }) == [2, 3] else {
        throw unsupported(node, " over other dimensions than rows and columns")
      }
    default: break
    }
    define(node, .map(try add(StepGraph.Step(.average, inputs: [value]), node), .planes))
  }

  private mutating func addRepetition(_ node: ONNXFile.Node) throws(ONNXError.Problem) {
    let value = try map(node, 0)
    let shape = shapes[value]
    if case .text(let mode) = node.attributes["mode"], mode != "nearest" {
      throw unsupported(node, " with the mode '\(mode)'")
    }
    var factor: Int?
    // The last input is the sizes, or the factors.
    let place = node.inputs.lastIndex { !$0.isEmpty } ?? 0
    if place == 3 {
      let sizes = try constant(node, 3).integers() ?? []
      if sizes.count == 4, shape.height > 0, sizes[2] % shape.height == 0,
        sizes[2] / shape.height * shape.width == sizes[3]
      {
        factor = sizes[2] / shape.height
      }
    } else if place > 0 {
      let factors = try constant(node, place).floats()
      if factors.count == 4, factors[0] == 1, factors[1] == 1, factors[2] == factors[3],
        factors[2].rounded() == factors[2], (1...64).contains(factors[2])
      {
        factor = Int(factors[2])
      }
    } else if case .numbers(let factors) = node.attributes["scales"], factors.count == 4,
      factors[2] == factors[3], factors[2].rounded() == factors[2], (1...64).contains(factors[2])
    {
      factor = Int(factors[2])
    }
    guard let factor else { throw unsupported(node, " by other than a whole factor") }
    var step = StepGraph.Step(.repetition, inputs: [value])
    step.side = factor
    define(node, .map(try add(step, node), .planes))
  }

  private mutating func addJoining(_ node: ONNXFile.Node) throws(ONNXError.Problem) {
    guard try integer(node, "axis", default: 1) == 1 else {
      throw unsupported(node, " of other than channels")
    }
    if case .map(_, .rows(let columns)) = try operand(node, 0) {
      var maps: [Int] = []
      for place in node.inputs.indices {
        guard case .map(let value, .rows(columns)) = try operand(node, place) else {
          throw unsupported(node, " of rows of different lengths")
        }
        maps.append(value)
      }
      return define(node, .joined(maps, columns: columns))
    }
    var values: [Int] = []
    for place in node.inputs.indices { values.append(try map(node, place)) }
    define(node, .map(try add(StepGraph.Step(.joining, inputs: values), node), .planes))
  }

  // MARK: Views

  private mutating func addView(_ node: ONNXFile.Node) throws(ONNXError.Problem) {
    guard case .map(let value, let view) = try operand(node, 0) else {
      throw unsupported(node, " of constants")
    }
    let shape = shapes[value]
    switch node.kind {
    case "Transpose":
      guard view == .planes, try integers(node, "perm") == [0, 2, 3, 1] else {
        throw unsupported(node, " other than of channels to the end")
      }
      define(node, .map(value, .pixels))
    case "Flatten":
      guard view == .planes || view == .flat || shape.isOnePlace,
        try integer(node, "axis", default: 1) == 1
      else { throw unsupported(node, " of a map whose numbers were rearranged before") }
      define(node, .map(value, .flat))
    case "Squeeze", "Unsqueeze":
      guard shape.isOnePlace else { throw unsupported(node, " of a map") }
      define(node, .map(value, .flat))
    default:
      let sizes = try constant(node, 1).integers() ?? []
      define(node, .map(value, try reshaped(value, view, sizes, node)))
    }
  }

  private func reshaped(
    _ value: Int, _ view: View, _ sizes: [Int], _ node: ONNXFile.Node
  ) throws(ONNXError.Problem) -> View {
    let shape = shapes[value]
    // The first dimension counts pictures.
    guard let first = sizes.first, [0, 1, -1].contains(first) else {
      throw unsupported(node, " to \(sizes)")
    }
    if sizes.count == 2, [-1, shape.count].contains(sizes[1]), view != .pixels || shape.isOnePlace {
      return .flat
    }
    if sizes.count == 4, Array(sizes[1...]) == [shape.channels, shape.height, shape.width],
      view == .planes || view == .flat
    {
      return .planes
    }
    if sizes.count == 3, view == .pixels, sizes[2] > 0, shape.channels % sizes[2] == 0 {
      return .rows(sizes[2])
    }
    throw unsupported(node, " to \(sizes)")
  }

  // MARK: Attributes

  func integer(
    _ node: ONNXFile.Node, _ name: String, default standard: Int
  ) throws(ONNXError.Problem) -> Int {
    switch node.attributes[name] {
    case nil: return standard
    case .integer(let value): return value
    default: throw unsupported(node, " with an odd '\(name)'")
    }
  }

  func integers(_ node: ONNXFile.Node, _ name: String) throws(ONNXError.Problem) -> [Int]? {
    switch node.attributes[name] {
    case nil: return nil
    case .integers(let values): return values
    default: throw unsupported(node, " with an odd '\(name)'")
    }
  }

  private func commonStride(_ node: ONNXFile.Node) throws(ONNXError.Problem) -> Int {
    let strides = try integers(node, "strides") ?? [1, 1]
    guard strides.count == 2, strides[0] == strides[1], strides[0] > 0 else {
      throw unsupported(node, " with the strides \(strides)")
    }
    return strides[0]
  }

  /// Returns the rows and columns of zeros on each side.
  private func padding(_ node: ONNXFile.Node) throws(ONNXError.Problem) -> [Int] {
    if case .text(let mode) = node.attributes["auto_pad"], mode != "NOTSET", mode != "VALID" {
      throw unsupported(node, " with auto_pad '\(mode)'")
    }
    let pads = try integers(node, "pads") ?? [0, 0, 0, 0]
    guard pads.count == 4, pads[0] == pads[2], pads[1] == pads[3] else {
      throw unsupported(node, " with the padding \(pads)")
    }
    return Array(pads[..<2])
  }
}
