import Tensors

// Parts, joints and arrangements of maps.
extension ONNXTranslation {
  /// Passes a part that is the whole.
  mutating func addSlice(_ node: ONNXFile.Node) throws(ONNXError.Problem) {
    guard case .map(let value, let view) = try operand(node, 0), view == .planes,
      let starts = try listed(node, "starts", 1), let ends = try listed(node, "ends", 2),
      starts.count == ends.count
    else { throw unsupported(node) }
    let axes = try listed(node, "axes", 3) ?? Array(starts.indices)
    let steps = try listed(node, "steps", 4) ?? starts.map { _ in 1 }
    let shape = shapes[value]
    let sides = [1, shape.channels, shape.height, shape.width]
    guard axes.count == starts.count, steps.allSatisfy({ $0 == 1 }),
      starts.allSatisfy({ $0 == 0 }),
      zip(axes, ends).allSatisfy({ axis, end in
        (-4..<4).contains(axis) && end >= sides[axis < 0 ? axis + 4 : axis]
      })
    else { throw unsupported(node, " of a part of a map") }
    define(node, .map(value, view))
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
    guard case .map(let value, let view) = try operand(node, 0) else {
      throw unsupported(node, " of constants")
    }
    let shape = shapes[value]
    switch node.kind {
    case "Transpose":
      switch (view, try integers(node, "perm")) {
      case (.planes, [0, 2, 3, 1]): define(node, .map(value, .pixels))
      case (.pixels, [0, 3, 1, 2]): define(node, .map(value, .planes))
      default: throw unsupported(node, " other than of channels to the end, or back")
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
}
