import Tensors

extension ONNXTranslation {
  /// Computes an operator on sizes, with which exporters describe a flattening.
  ///
  /// - Returns: Whether it was one.
  mutating func computeSizes(_ node: ONNXFile.Node) throws(ONNXError.Problem) -> Bool {
    if node.kind == "Shape" {
      guard case .map(let value, let view) = try operand(node, 0) else {
        throw unsupported(node, " of these values")
      }
      if view == .flat || view == .flatPixels {
        defineSizes(node, [1, shapes[value].count])
        return true
      }
      guard view == .planes || view == .pixels else {
        throw unsupported(node, " of a map whose numbers were rearranged before")
      }
      let shape = shapes[value]
      defineSizes(
        node,
        view == .planes
          ? [1, shape.channels, shape.height, shape.width]
          : [1, shape.height, shape.width, shape.channels])
      return true
    }
    guard ["Gather", "Slice", "Concat", "Unsqueeze", "Squeeze", "Cast"].contains(node.kind),
      let name = optionalInput(node, 0), case .constant(let first)? = operands[name],
      let values = first.integers()
    else { return false }
    switch node.kind {
    case "Gather":
      let places = try constant(node, 1).integers() ?? []
      var taken: [Int] = []
      for place in places {
        let index = place < 0 ? place + values.count : place
        guard values.indices.contains(index) else { throw unsupported(node, " beyond the end") }
        taken.append(values[index])
      }
      defineSizes(node, taken)
    case "Slice":
      guard node.inputs.count >= 3, let start = try constant(node, 1).integers()?.first,
        let end = try constant(node, 2).integers()?.first
      else { throw unsupported(node) }
      func place(_ index: Int) -> Int {
        min(max(index < 0 ? index + values.count : index, 0), values.count)
      }
      defineSizes(node, Array(values[min(place(start), place(end))..<place(end)]))
    case "Concat":
      var all: [Int] = []
      for place in node.inputs.indices {
        guard let more = try constant(node, place).integers() else { throw unsupported(node) }
        all += more
        guard all.count <= 64 else { throw unsupported(node, " of many sizes") }
      }
      defineSizes(node, all)
    default: defineSizes(node, values)
    }
    return true
  }

  private mutating func defineSizes(_ node: ONNXFile.Node, _ values: [Int]) {
    define(node, .constant(ONNXTensor(name: "", integers: values)))
  }
}
