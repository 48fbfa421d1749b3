import Tensors

// Parts, joints and arrangements of maps.
extension ONNXTranslation {
  /// Takes a range of channels; all rows and columns stay.
  mutating func addSlice(_ node: ONNXFile.Node) throws(ONNXError.Problem) {
    let value = try map(node, 0)
    guard let starts = try listed(node, "starts", 1), let ends = try listed(node, "ends", 2),
      starts.count == ends.count
    else { throw unsupported(node) }
    let axes = try listed(node, "axes", 3) ?? Array(starts.indices)
    let steps = try listed(node, "steps", 4) ?? starts.map { _ in 1 }
    guard axes.count == starts.count, steps.count == starts.count,
      steps.allSatisfy({ $0 == 1 }), axes.allSatisfy({ (-4..<4).contains($0) })
    else { throw unsupported(node, " other than of channels") }
    let shape = shapes[value]
    let sides = [1, shape.channels, shape.height, shape.width]
    var channels = 0..<shape.channels
    for (place, axis) in axes.enumerated() {
      let axis = axis < 0 ? axis + 4 : axis
      func inside(_ index: Int) -> Int {
        min(max(index < 0 ? index + sides[axis] : index, 0), sides[axis])
      }
      let (start, end) = (inside(starts[place]), inside(ends[place]))
      if axis == 1, start < end {
        channels = start..<end
      } else if start > 0 || end < sides[axis] {
        throw unsupported(node, " other than of channels")
      }
    }
    define(node, .map(try select(Array(channels), of: value, node), .planes))
  }

  /// Cuts the channels into parts.
  mutating func addSplit(_ node: ONNXFile.Node) throws(ONNXError.Problem) {
    let value = try map(node, 0)
    let channels = shapes[value].channels
    guard [1, -3].contains(try integer(node, "axis", default: 0)), !node.outputs.isEmpty else {
      throw unsupported(node, " other than of channels")
    }
    let count = node.outputs.count
    // Without sizes the parts are equal, but the last may be smaller.
    let each = (channels + count - 1) / count
    let sizes = try listed(node, "split", 1) ?? (0..<count).map { min(each, channels - $0 * each) }
    guard sizes.count == count, sizes.allSatisfy({ (1...channels).contains($0) }),
      sizes.reduce(0, +) == channels
    else { throw unsupported(node, " into the parts \(sizes)") }
    var start = 0
    for (output, size) in sizes.enumerated() {
      let part = try select(Array(start..<start + size), of: value, node)
      define(node, .map(part, .planes), output: output)
      start += size
    }
  }

  /// Returns a value of some channels of another, in their order: a convolution whose weights are 0 and 1.
  private mutating func select(
    _ channels: [Int], of value: Int, _ node: ONNXFile.Node
  ) throws(ONNXError.Problem) -> Int {
    let all = shapes[value].channels
    if channels == Array(0..<all) { return value }
    guard channels.count * all <= 1 << 24 else { throw unsupported(node, " of \(all) channels") }
    var weight = [Float](repeating: 0, count: channels.count * all)
    for (place, channel) in channels.enumerated() { weight[place * all + channel] = 1 }
    return try addKernel(
      ONNXTensor(name: "", floats: weight, shape: [channels.count, all, 1, 1]),
      bias: [Float](repeating: 0, count: channels.count), of: value, groups: 1, stride: 1,
      dilations: [1, 1], Margins(), node)
  }

  mutating func addJoining(_ node: ONNXFile.Node) throws(ONNXError.Problem) {
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

  mutating func addView(_ node: ONNXFile.Node) throws(ONNXError.Problem) {
    if node.kind == "Transpose",
      case .padded(let value, let view, let margins) = try operand(node, 0)
    {
      switch (view, try integers(node, "perm")) {
      case (.planes, [0, 2, 3, 1]): return define(node, .padded(value, .pixels, margins))
      case (.pixels, [0, 3, 1, 2]): return define(node, .padded(value, .planes, margins))
      default: throw unsupported(node, " other than of channels")
      }
    }
    guard case .map(let value, let view) = try operand(node, 0) else {
      throw unsupported(node, " of constants")
    }
    let shape = shapes[value]
    switch node.kind {
    case "Transpose":
      switch (view, try integers(node, "perm")) {
      case (.planes, [0, 2, 3, 1]): define(node, .map(value, .pixels))
      case (.pixels, [0, 3, 1, 2]): define(node, .map(value, .planes))
      case (.groups(let groups), [0, 2, 1, 3, 4]):
        // The shuffling of channels between groups.
        let each = shape.channels / groups
        let order = (0..<shape.channels).map { $0 % groups * each + $0 / groups }
        define(node, .map(try select(order, of: value, node), .groups(each)))
      default: throw unsupported(node, " other than of channels")
      }
    case "Flatten":
      guard view == .planes || view == .flat || view == .pixels || shape.isOnePlace,
        try integer(node, "axis", default: 1) == 1
      else { throw unsupported(node, " of a map whose numbers were rearranged before") }
      define(node, .map(value, view == .pixels ? .flatPixels : .flat))
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
    if sizes.count == 2, [-1, shape.count].contains(sizes[1]) {
      return view == .pixels || view == .flatPixels ? .flatPixels : .flat
    }
    /// Whether the last sizes are these; one of them may be open.
    func ends(with expected: [Int]) -> Bool {
      let last = sizes.suffix(expected.count)
      return last.count { $0 == -1 } <= 1 && zip(last, expected).allSatisfy { $0 == -1 || $0 == $1 }
    }
    let isGrouped = if case .groups = view { true } else { false }
    if sizes.count == 4, ends(with: [shape.channels, shape.height, shape.width]),
      view == .planes || view == .flat || isGrouped
    {
      return .planes
    }
    if sizes.count == 4, shape.isOnePlace, ends(with: [1, 1, shape.channels]) { return .pixels }
    if sizes.count == 5, view == .planes, sizes[1] > 0, shape.channels % sizes[1] == 0,
      ends(with: [sizes[1], shape.channels / sizes[1], shape.height, shape.width])
    {
      return .groups(sizes[1])
    }
    if sizes.count == 3, view == .pixels, sizes[2] > 0, shape.channels % sizes[2] == 0 {
      return .rows(sizes[2])
    }
    throw unsupported(node, " to \(sizes)")
  }
}
