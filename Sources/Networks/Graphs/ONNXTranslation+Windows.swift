import Tensors

// Windows: maxima, means, margins and repetition.
extension ONNXTranslation {
  /// Adds the largest number of each window.
  mutating func addMaximum(_ node: ONNXFile.Node) throws(ONNXError.Problem) {
    try addWindows(node, .maximum)
  }

  /// Adds an operation on windows for which numbers beyond the edge do not count.
  private mutating func addWindows(
    _ node: ONNXFile.Node, _ kind: StepGraph.Kind
  ) throws(ONNXError.Problem) {
    let value = try windowMap(node)
    let kernel = try windowSides(node)
    guard kernel[0] == kernel[1] else {
      throw unsupported(node, " with a window that is not square")
    }
    guard (try integers(node, "dilations") ?? [1, 1]).allSatisfy({ $0 == 1 }) else {
      throw unsupported(node, " with dilations")
    }
    var step = StepGraph.Step(kind, inputs: [value])
    step.side = kernel[0]
    step.stride = try commonStride(node)
    if try integer(node, "ceil_mode", default: 0) != 0 { step.isPartial = true }
    let own = try margins(node, kernel: kernel, shapes[value])
    if own == Margins(bottom: own.bottom, right: own.right), own != Margins() {
      // Windows beyond the end alone, as TensorFlow's SAME has them.
      step.isPartial = true
      let made = try? graph.shape(of: step, shapes)
      guard made?.height == windows(shapes[value].height + own.bottom, step),
        made?.width == windows(shapes[value].width + own.right, step)
      else { throw unsupported(node, " with different margins") }
    } else {
      guard Set([own.top, own.left, own.bottom, own.right]).count == 1 else {
        throw unsupported(node, " with different margins")
      }
      if own.top > 0 { step.padding = [own.top, own.top] }
    }
    define(node, .map(try add(step, node), .planes))
  }

  /// Returns the height and width of a window.
  private func windowSides(_ node: ONNXFile.Node) throws(ONNXError.Problem) -> [Int] {
    let sides = try integers(node, "kernel_shape") ?? []
    guard sides.count == 2, sides.allSatisfy({ (1...1024).contains($0) }) else {
      throw unsupported(node, " with the window \(sides)")
    }
    return sides
  }

  /// The number of whole windows in a length.
  private func windows(_ length: Int, _ step: StepGraph.Step) -> Int {
    (length - (step.side ?? 1)) / (step.stride ?? 1) + 1
  }

  /// Whether the window of an AveragePool is the whole map.
  func coversMap(_ node: ONNXFile.Node) -> Bool {
    guard let kernel = try? integers(node, "kernel_shape"), let value = try? map(node, 0) else {
      return false
    }
    return kernel == [shapes[value].height, shapes[value].width]
  }

  /// Adds the means of windows: of what is inside, or as a convolution of each channel if zeros beyond the edge
  /// count.
  mutating func addMovingAverage(_ node: ONNXFile.Node) throws(ONNXError.Problem) {
    guard case .map(let value, .planes) = try operand(node, 0) else {
      return try addWindows(node, .movingAverage)
    }
    let kernel = try windowSides(node)
    let own = try margins(node, kernel: kernel, shapes[value])
    let counts = try integer(node, "count_include_pad", default: 0) != 0
    guard counts, own != Margins() else { return try addWindows(node, .movingAverage) }
    guard kernel.allSatisfy({ (1...16).contains($0) }) else {
      throw unsupported(node, " with the window \(kernel)")
    }
    let isPartial = try integer(node, "ceil_mode", default: 0) != 0
    guard own.top == own.bottom, own.left == own.right, !isPartial else {
      throw unsupported(node, " with different margins")
    }
    let mean = try addFilter(
      [Float](repeating: 1 / Float(kernel[0] * kernel[1]), count: kernel[0] * kernel[1]), kernel,
      of: value, stride: commonStride(node), own, node)
    define(node, .map(mean, .planes))
  }

  /// Adds a convolution of each channel by the same numbers, of the shape `sides`.
  private mutating func addFilter(
    _ numbers: [Float], _ sides: [Int], of value: Int, stride: Int, _ margins: Margins,
    _ node: ONNXFile.Node
  ) throws(ONNXError.Problem) -> Int {
    let channels = shapes[value].channels
    let weight = ONNXTensor(
      name: "", floats: (0..<channels).flatMap { _ in numbers }, shape: [channels, 1] + sides)
    return try addKernel(
      weight, bias: [Float](repeating: 0, count: channels), of: value, groups: channels,
      stride: stride, dilations: [1, 1], margins, node)
  }

  /// Takes up the zeros around a map, for the convolution or the windows that follow.
  mutating func addMargins(_ node: ONNXFile.Node) throws(ONNXError.Problem) {
    guard case .map(let value, let view) = try operand(node, 0), view == .planes || view == .pixels
    else { throw unsupported(node, " of a map whose numbers were rearranged before") }
    if case .text(let mode) = node.attributes["mode"], mode != "constant" {
      throw unsupported(node, " with the mode '\(mode)'")
    }
    if case .number(let filling) = node.attributes["value"], filling != 0 {
      throw unsupported(node, " with other numbers than zeros")
    }
    if optionalInput(node, 2) != nil,
      try !constant(node, 2).floats().allSatisfy({ $0 == 0 })
    {
      throw unsupported(node, " with other numbers than zeros")
    }
    let pads = try listed(node, "pads", 1) ?? []
    // The places of rows and columns among the dimensions.
    let (rows, columns) = view == .planes ? (2, 3) : (1, 2)
    guard optionalInput(node, 3) == nil, pads.count == 8,
      pads.indices.allSatisfy({ place in
        [rows, columns].contains(place % 4) ? (0...1024).contains(pads[place]) : pads[place] == 0
      })
    else { throw unsupported(node, " with the padding \(pads)") }
    let margins = Margins(
      top: pads[rows], left: pads[columns], bottom: pads[4 + rows], right: pads[4 + columns])
    define(node, margins == Margins() ? .map(value, view) : .padded(value, view, margins))
  }

  /// Returns the map of windows, with the zeros around it as numbers: a convolution of each channel by 1.
  private mutating func windowMap(_ node: ONNXFile.Node) throws(ONNXError.Problem) -> Int {
    guard case .padded(let value, .planes, let margins) = try operand(node, 0) else {
      return try map(node, 0)
    }
    return try addFilter([1], [1, 1], of: value, stride: 1, margins, node)
  }

  /// Adds the mean of each channel over the whole map.
  mutating func addAverage(_ node: ONNXFile.Node) throws(ONNXError.Problem) {
    var isPixels = false
    if node.kind == "ReduceMean", case .map(_, .pixels) = try operand(node, 0) { isPixels = true }
    let value = try map(node, 0, isPixels ? .pixels : .planes)
    let shape = shapes[value]
    switch node.kind {
    case "AveragePool":
      guard try margins(node, kernel: [shape.height, shape.width], shape) == Margins() else {
        throw unsupported(node, " over a part of the map")
      }
    case "ReduceMean":
      let axes = try listed(node, "axes", 1)
      guard let axes, Set(axes.map { $0 < 0 ? $0 + 4 : $0 }) == (isPixels ? [1, 2] : [2, 3]) else {
        throw unsupported(node, " over other dimensions than rows and columns")
      }
    default: break
    }
    let mean = try add(StepGraph.Step(.average, inputs: [value]), node)
    define(node, .map(mean, isPixels ? .pixels : .planes))
  }

  mutating func addRepetition(_ node: ONNXFile.Node) throws(ONNXError.Problem) {
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
      if sizes.count == 4, (1...StepGraph.sideLimit).contains(sizes[2]),
        sizes[2] % shape.height == 0, sizes[2] / shape.height * shape.width == sizes[3]
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

  /// Returns the rows and columns beyond each side that a window reaches.
  ///
  /// - Parameter zeros: Those of a Pad before the node.
  func margins(
    _ node: ONNXFile.Node, kernel: [Int], _ shape: MapShape, _ zeros: Margins = Margins()
  ) throws(ONNXError.Problem) -> Margins {
    var pads = try integers(node, "pads") ?? [0, 0, 0, 0]
    if case .text(let mode) = node.attributes["auto_pad"], mode != "NOTSET", mode != "VALID" {
      guard mode == "SAME_UPPER" || mode == "SAME_LOWER", zeros == Margins() else {
        throw unsupported(node, " with auto_pad '\(mode)'")
      }
      let stride = try commonStride(node)
      let all = zip([shape.height, shape.width], kernel).map { length, side in
        max(((length + stride - 1) / stride - 1) * stride + side - length, 0)
      }
      let less = all.map { $0 / 2 }
      let more = zip(all, less).map { $0 - $1 }
      pads = mode == "SAME_UPPER" ? less + more : more + less
    }
    guard pads.count == 4, pads.allSatisfy({ (0...1024).contains($0) }) else {
      throw unsupported(node, " with the padding \(pads)")
    }
    return Margins(
      top: pads[0] + zeros.top, left: pads[1] + zeros.left, bottom: pads[2] + zeros.bottom,
      right: pads[3] + zeros.right)
  }
}
