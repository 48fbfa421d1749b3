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
    guard Self.sizeOperators.contains(node.kind), let name = optionalInput(node, 0),
      case .constant(let first)? = operands[name], let values = first.integers()
    else { return false }
    // Sizes are few, and small enough to be computed with.
    guard values.count <= Self.mostSizes else { return false }
    switch node.kind {
    case "Gather":
      let places = try constant(node, 1).integers() ?? []
      var taken: [Int] = []
      guard places.count <= Self.mostSizes else { throw unsupported(node, " of many sizes") }
      for place in places {
        let index = place < 0 ? place + values.count : place
        guard values.indices.contains(index) else { throw unsupported(node, " beyond the end") }
        taken.append(values[index])
      }
      defineSizes(node, taken)
    case "Slice": try sliceSizes(node, first, values)
    case "Concat":
      var all: [Int] = []
      for place in node.inputs.indices {
        guard let more = try constant(node, place).integers() else { throw unsupported(node) }
        all += more
        guard all.count <= Self.mostSizes else { throw unsupported(node, " of many sizes") }
      }
      defineSizes(node, all)
    case "Add", "Sub", "Mul", "Div":
      guard let name = optionalInput(node, 1), case .constant(let second)? = operands[name],
        let others = second.integers()
      else { return false }
      let count = max(values.count, others.count)
      guard [1, count].contains(values.count), [1, count].contains(others.count), count > 0,
        node.kind != "Div" || !others.contains(0), count <= Self.mostSizes,
        (values + others).allSatisfy({ (-1 << 31..<1 << 31).contains($0) })
      else { throw unsupported(node, " of these sizes") }
      let result = (0..<count).map { place in
        let (one, other) = (values[place % values.count], others[place % others.count])
        return switch node.kind {
        case "Add": one + other
        case "Sub": one - other
        case "Mul": one * other
        default: one / other
        }
      }
      defineSizes(node, result, values.count >= others.count ? first.shape : second.shape)
    case "ConstantOfShape":
      guard let count = Self.count(values), case .tensor(let tensor)? = node.attributes["value"],
        let value = tensor.integers()?.first
      else { throw unsupported(node, " of other than sizes") }
      defineSizes(node, [Int](repeating: value, count: count), values)
    case "Reshape":
      let target = try constant(node, 1).integers() ?? []
      let open = target.count { $0 == -1 }
      guard open <= 1, let known = Self.count(target.filter { $0 != -1 }), known > 0,
        open == 1 ? values.count % known == 0 : values.count == known
      else { throw unsupported(node, " to \(target)") }
      defineSizes(node, values, target.map { $0 == -1 ? values.count / known : $0 })
    case "Transpose":
      guard first.shape.count == 2, (try integers(node, "perm") ?? [1, 0]) == [1, 0] else {
        throw unsupported(node, " of these sizes")
      }
      let (rows, columns) = (first.shape[0], first.shape[1])
      defineSizes(
        node, values.indices.map { values[$0 % rows * columns + $0 / rows] }, [columns, rows])
    default: defineSizes(node, values)
    }
    return true
  }

  private static let sizeOperators: Set = [
    "Gather", "Slice", "Concat", "Unsqueeze", "Squeeze", "Cast", "Add", "Sub", "Mul", "Div",
    "ConstantOfShape", "Reshape", "Transpose",
  ]
  private static let mostSizes = 64

  /// Returns the number of elements of a shape; `nil` if there are too many, or a size is negative.
  private static func count(_ shape: [Int]) -> Int? {
    guard shape.allSatisfy({ (0...mostSizes).contains($0) }), shape.count <= 8 else { return nil }
    let count = shape.reduce(1, *)
    return count <= mostSizes ? count : nil
  }

  /// Takes some rows of sizes, forwards or backwards.
  private mutating func sliceSizes(
    _ node: ONNXFile.Node, _ tensor: ONNXTensor, _ values: [Int]
  ) throws(ONNXError.Problem) {
    let rows = tensor.shape.first ?? 0
    guard let start = try listed(node, "starts", 1)?.first, rows > 0,
      let end = try listed(node, "ends", 2)?.first
    else { throw unsupported(node) }
    let step = try listed(node, "steps", 4)?.first ?? 1
    guard try [nil, [0]].contains(listed(node, "axes", 3)), step == 1 || step == -1 else {
      throw unsupported(node, " of these sizes")
    }
    func place(_ index: Int, _ range: ClosedRange<Int>) -> Int {
      min(
        max(index < 0 && index >= -rows ? index + rows : index, range.lowerBound), range.upperBound)
    }
    let taken =
      step == 1
      ? Array(min(place(start, 0...rows), place(end, 0...rows))..<place(end, 0...rows))
      : Array(stride(from: place(start, 0...rows - 1), to: place(end, -1...rows - 1), by: -1))
    let width = values.count / rows
    defineSizes(
      node, taken.flatMap { values[$0 * width..<($0 + 1) * width] },
      [taken.count] + tensor.shape.dropFirst())
  }

  private mutating func defineSizes(
    _ node: ONNXFile.Node, _ values: [Int], _ shape: [Int]? = nil
  ) {
    define(node, .constant(ONNXTensor(name: "", integers: values, shape: shape)))
  }
}
