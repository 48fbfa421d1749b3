import Tensors

// Sums of products: convolutions, normalizations and matrices.
extension ONNXTranslation {
  mutating func addConvolution(_ node: ONNXFile.Node) throws(ONNXError.Problem) {
    var zeros = Margins()
    let input: Int
    if case .padded(let value, .planes, let margins) = try operand(node, 0) {
      (input, zeros) = (value, margins)
    } else {
      input = try map(node, 0)
    }
    let weight = try constant(node, 1)
    guard weight.shape.count == 4, weight.count > 0 else {
      throw unsupported(node, " with weights of the shape \(weight.shape)")
    }
    let bias =
      optionalInput(node, 2) == nil
      ? [Float](repeating: 0, count: weight.shape[0]) : try constant(node, 2).floats()
    let dilations = try integers(node, "dilations") ?? [1, 1]
    guard dilations.count == 2, dilations.allSatisfy({ (1...16).contains($0) }) else {
      throw unsupported(node, " with the dilations \(dilations)")
    }
    let groups = try integer(node, "group", default: 1)
    guard groups > 0, bias.count == weight.shape[0],
      weight.shape[1] == shapes[input].channels / groups
    else { throw unsupported(node, " with weights of the shape \(weight.shape)") }
    let own = try margins(
      node, kernel: reach(of: weight, dilations), shapes[input], zeros)
    define(
      node,
      .map(
        try addKernel(
          weight, bias: bias, of: input, groups: groups, stride: commonStride(node),
          dilations: dilations, own, node), .planes))
  }

  /// The rows and columns that a kernel covers.
  private func reach(of weight: ONNXTensor, _ dilations: [Int]) -> [Int] {
    zip(weight.shape[2...], dilations).map { side, dilation in
      min(side, 1024) * dilation - dilation + 1
    }
  }

  /// Adds a convolution with dilations and with margins that may differ from side to side.
  mutating func addKernel(
    _ weight: ONNXTensor, bias: [Float], of input: Int, groups: Int, stride: Int, dilations: [Int],
    _ margins: Margins, _ node: ONNXFile.Node
  ) throws(ONNXError.Problem) -> Int {
    // The zeros that are put into the kernel take memory.
    let reach = reach(of: weight, dilations)
    let grown = [
      reach[0] + abs(margins.bottom - margins.top), reach[1] + abs(margins.right - margins.left),
    ]
    guard grown == Array(weight.shape[2...]) || grown.allSatisfy({ $0 <= 32 }),
      weight.count / (weight.shape[2] * weight.shape[3]) <= (1 << 26) / (grown[0] * grown[1])
    else { throw unsupported(node, " with a reach of \(grown)") }
    var step = StepGraph.Step(.convolution, inputs: [input])
    step.outputs = weight.shape[0]
    step.groups = groups
    step.stride = stride
    step.kernel = grown
    step.padding = [max(margins.top, margins.bottom), max(margins.left, margins.right)]
    return try add(step, node, weight: centered(weight, dilations, margins, grown), bias: bias)
  }

  /// Makes a kernel without dilations and with equal margins on both sides, by zeros between its numbers and
  /// where a margin is smaller.
  ///
  /// - Parameter sides: Its height and width.
  private func centered(
    _ weight: ONNXTensor, _ dilations: [Int], _ margins: Margins, _ sides: [Int]
  ) -> [Float] {
    let (weights, shape) = (weight.floats(), weight.shape)
    guard sides != Array(shape[2...]) else { return weights }
    let above = max(margins.bottom - margins.top, 0)
    let before = max(margins.right - margins.left, 0)
    let planes = shape[0] * shape[1]
    var result = [Float](repeating: 0, count: planes * sides[0] * sides[1])
    for plane in 0..<planes {
      for row in 0..<shape[2] {
        for column in 0..<shape[3] {
          let place = (above + row * dilations[0]) * sides[1] + before + column * dilations[1]
          result[plane * sides[0] * sides[1] + place] =
            weights[(plane * shape[2] + row) * shape[3] + column]
        }
      }
    }
    return result
  }

  mutating func addNormalization(_ node: ONNXFile.Node) throws(ONNXError.Problem) {
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
  mutating func addMatrix(_ node: ONNXFile.Node) throws(ONNXError.Problem) {
    let (input, isPixels) = try flatMap(node)
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
    if isPixels {
      // From rows, columns, channels to channels, rows, columns.
      let (pixels, channels) = (weight, shapes[input].channels)
      let places = count / channels
      weight = (0..<outputs * count).map {
        let place = $0 % count
        return pixels[$0 - place + place % places * channels + place / places]
      }
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

  /// Returns the map of a vector, and whether its numbers are in the order of pixels.
  private func flatMap(_ node: ONNXFile.Node) throws(ONNXError.Problem) -> (Int, Bool) {
    if case .map(let value, .flatPixels) = try operand(node, 0) {
      return (value, !shapes[value].isOnePlace)
    }
    return (try map(node, 0, .flat), false)
  }
}
