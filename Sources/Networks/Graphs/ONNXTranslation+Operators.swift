import Tensors

extension ONNXTranslation {
  mutating func translate(_ node: ONNXFile.Node) throws(ONNXError.Problem) {
    guard node.domain.isEmpty || node.domain == "ai.onnx" else { throw unsupported(node) }
    if try computeSizes(node) { return }
    if try followLength(node) { return }
    switch node.kind {
    case "Constant": try addConstant(node)
    case "Identity", "Dropout", "Cast":
      define(node, try operand(node, 0))
    case "LpNormalization":
      guard case .map(let value, let view) = try operand(node, 0), shapes[value].isOnePlace,
        reducesVector([try integer(node, "axis", default: -1)], view)
      else { throw unsupported(node, " of other than a vector") }
      divide(value)
      define(node, .map(value, view))
    case "Softmax":
      define(node, try choices(node))
    case "Conv": try addConvolution(node)
    case "BatchNormalization": try addNormalization(node)
    case "Gemm", "MatMul": try addMatrix(node)
    case "Add", "Sub", "Mul", "Div": try addArithmetic(node)
    case "Neg": try addNegation(node)
    case "Relu", "Sigmoid", "Clip": try addActivation(node)
    case "PRelu", "LeakyRelu": try addSlopes(node)
    case "HardSigmoid", "HardSwish": try addHardActivation(node)
    case "Pad": try addMargins(node)
    case "MaxPool": try addMaximum(node)
    case "AveragePool" where !coversMap(node): try addMovingAverage(node)
    case "AveragePool", "GlobalAveragePool", "ReduceMean": try addAverage(node)
    case "Resize", "Upsample": try addRepetition(node)
    case "Slice": try addSlice(node)
    case "Split": try addSplit(node)
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

  /// Returns whole numbers that are an attribute, or a constant input since a later version.
  func listed(
    _ node: ONNXFile.Node, _ name: String, _ place: Int
  ) throws(ONNXError.Problem) -> [Int]? {
    if let own = try integers(node, name) { return own }
    return optionalInput(node, place) == nil ? nil : try constant(node, place).integers()
  }

  func commonStride(_ node: ONNXFile.Node) throws(ONNXError.Problem) -> Int {
    let strides = try integers(node, "strides") ?? [1, 1]
    guard strides.count == 2, strides[0] == strides[1], (1...1024).contains(strides[0]) else {
      throw unsupported(node, " with the strides \(strides)")
    }
    return strides[0]
  }
}
