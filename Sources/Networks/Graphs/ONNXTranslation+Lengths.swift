import Tensors

// The length by which a network divides its embedding.
extension ONNXTranslation {
  /// Follows the length by which an exported network divides its embedding, as `torch.norm`,
  /// `torch.nn.functional.normalize` and `tf.math.l2_normalize` are written.
  ///
  /// - Returns: Whether the node belongs to one.
  mutating func followLength(_ node: ONNXFile.Node) throws(ONNXError.Problem) -> Bool {
    guard let name = optionalInput(node, 0), let first = operands[name] else { return false }
    let second = optionalInput(node, 1).flatMap { operands[$0] }
    func isVector(_ value: Int) -> Bool { shapes[value].isOnePlace }
    func number(_ operand: Operand?) -> Double? {
      guard case .constant(let tensor)? = operand, tensor.count == 1 else { return nil }
      return tensor.floats().first.map { Double($0) }
    }
    switch (node.kind, first, second) {
    case ("ReduceL2", .map(let value, let view), _) where isVector(value):
      guard reducesVector(try listed(node, "axes", 1), view) else { return false }
      define(node, .length)
    case ("Mul", .map(let value, let view), .map(let other, _)?)
    where value == other && isVector(value):
      define(node, .squares(value, view))
    case ("Pow", .map(let value, let view), _) where isVector(value) && number(second) == 2:
      define(node, .squares(value, view))
    case ("ReduceSum", .squares(_, let view), _):
      guard reducesVector(try listed(node, "axes", 1), view) else { return false }
      define(node, .length)
    case ("Sqrt", .length, _), ("Reciprocal", .length, _), ("Clip", .length, _),
      ("Expand", .length, _), ("Squeeze", .length, _), ("Unsqueeze", .length, _),
      ("Reshape", .length, _):
      define(node, .length)
    case ("Pow", .length, _) where number(second) != nil:
      define(node, .length)
    case ("Max", .length, _), ("Add", .length, _), ("Mul", .length, _), ("Div", .length, _):
      guard number(second) ?? -1 > 0 else { return false }
      define(node, .length)
    case ("Max", _, .length?), ("Add", _, .length?), ("Mul", .constant, .length?),
      ("Div", .constant, .length?):
      guard number(first) ?? -1 > 0 else { return false }
      define(node, .length)
    case ("Div", .map(let value, let view), .length?), ("Mul", .map(let value, let view), .length?),
      ("Mul", .length, .map(let value, let view)?):
      guard isVector(value) else { return false }
      divide(value)
      define(node, .map(value, view))
    default: return false
    }
    return true
  }

  /// Whether axes contain that of the vector's numbers; `nil` stands for all.
  func reducesVector(_ axes: [Int]?, _ view: View) -> Bool {
    guard let axes else { return true }
    let own: Set<Int> =
      switch view {
      case .planes, .groups: [1, -3]
      case .pixels: [3, -1]
      case .flat, .flatPixels, .rows: [1, -1]
      }
    return !own.isDisjoint(with: axes)
  }
}
