import Tensors

/// A translation of an ONNX graph to steps of the convolution graph, for one picture.
///
/// Batch normalizations and constant factors become part of the convolution before them; the sums,
/// activations and slopes after a convolution become part of it too. What only rearranges a map
/// (Transpose, Reshape, Flatten) is a view of its value, not a step.
struct ONNXTranslation {
  /// The arrangement of a value's numbers at one place of the graph.
  enum View: Equatable {
    /// Channels, rows, columns.
    case planes
    /// Rows, columns, channels.
    case pixels
    /// One vector: channels, rows, columns.
    case flat
    /// One vector: rows, columns, channels.
    case flatPixels
    /// Planes in groups of channels: groups, channels of a group, rows, columns.
    case groups(Int)
    /// Pixels cut into rows of so many numbers.
    case rows(Int)
  }

  enum Operand {
    case map(Int, View)
    /// Rows of so many numbers, of several maps one after the other.
    case joined([Int], columns: Int)
    case constant(ONNXTensor)
    /// A map with rows and columns of zeros around it, which the next convolution adds.
    case padded(Int, View, Margins)
    /// The squares of a vector's numbers.
    case squares(Int, View)
    /// A positive number of each picture, such as the length of its vector.
    case length
  }

  /// The rows and columns beyond each side of a map.
  struct Margins: Equatable {
    var top = 0
    var left = 0
    var bottom = 0
    var right = 0
  }

  let file: ONNXFile
  private(set) var graph: StepGraph
  private(set) var tensors: [String: [Float]] = [:]
  private(set) var shapes: [MapShape]
  private(set) var operands: [String: Operand] = [:]
  /// The number of readers of each name, outputs of the graph included.
  private var readers: [String: Int] = [:]
  /// The name under which the last reader of a step's value knows it.
  private var stepNames: [Int: String] = [:]
  /// The values that were read by several nodes at some time.
  private var shared: Set<Int> = []
  /// The vectors that were divided by a length. Scores are cosines, so the division is left out; nothing but
  /// their arrangement may change afterwards.
  private var directions: Set<Int> = []
  /// The maps by the names of their nodes and results, for `--patches`.
  private(set) var maps: [(name: String, value: Int)] = []

  /// - Parameters:
  ///   - nominal: The height and width to assume where the file leaves them open.
  ///   - outputs: The outputs that are needed; what only others need is left out.
  ///   - shifts: What is added to each channel of the input before the first node; `nil` for nothing.
  init(
    _ file: ONNXFile, nominal: (height: Int, width: Int), outputs: [String],
    shifts: [Float]? = nil
  ) throws(ONNXError.Problem) {
    self.file = file
    guard file.inputs.count == 1, let input = file.inputs.first, input.shape.count == 4 else {
      throw .unusable(
        reason: "it must have one input of four dimensions (pictures, channels, rows, columns)")
    }
    // Exports from TensorFlow have the channels last.
    let isPixels = ![1, 3, nil].contains(input.shape[1]) && [1, 3].contains(input.shape[3])
    let channels = input.shape[isPixels ? 3 : 1] ?? 3
    guard channels == 3 || channels == 1 else {
      throw .unusable(reason: "its input has \(channels) channels (expected 1 or 3)")
    }
    let height = input.shape[isPixels ? 1 : 2] ?? nominal.height
    let width = input.shape[isPixels ? 2 : 3] ?? nominal.width
    guard (1...4096).contains(height), (1...4096).contains(width) else {
      throw .unusable(reason: "its input has \(height) x \(width) pixels")
    }
    graph = StepGraph(channels: channels, steps: [], outputs: [:])
    shapes = [MapShape(channels: channels, height: height, width: width)]
    operands[input.name] = .map(0, isPixels ? .pixels : .planes)
    if let shifts, shifts.count == channels {
      graph.steps.append(StepGraph.Step(.scaling, inputs: [0]))
      tensors["0.weight"] = [Float](repeating: 1, count: channels)
      tensors["0.bias"] = shifts
      shapes.append(shapes[0])
      operands[input.name] = .map(1, isPixels ? .pixels : .planes)
    }
    for (name, tensor) in file.constants { operands[name] = .constant(tensor) }
    let needed = neededNodes(outputs)
    for index in needed { for name in file.nodes[index].inputs { readers[name, default: 0] += 1 } }
    for name in outputs { readers[name, default: 0] += 1 }
    for index in needed { try translate(file.nodes[index]) }
  }

  var inputShape: MapShape { shapes[0] }

  /// Returns the nodes on which the outputs depend, in their order.
  private func neededNodes(_ outputs: [String]) -> [Int] {
    var makers: [String: Int] = [:]
    for (index, node) in file.nodes.enumerated() {
      for name in node.outputs where !name.isEmpty && makers[name] == nil { makers[name] = index }
    }
    var needed: Set<Int> = []
    var open = outputs
    while let name = open.popLast() {
      guard let maker = makers[name], needed.insert(maker).inserted else { continue }
      open += file.nodes[maker].inputs
    }
    return needed.sorted()
  }

  // MARK: Operands

  func operand(_ node: ONNXFile.Node, _ place: Int) throws(ONNXError.Problem) -> Operand {
    guard let name = optionalInput(node, place) else {
      throw unsupported(node, " without its input \(place + 1)")
    }
    guard let operand = operands[name] else {
      throw .missingValue(name: name, node: node.title)
    }
    return operand
  }

  func optionalInput(_ node: ONNXFile.Node, _ place: Int) -> String? {
    node.inputs.indices.contains(place) && !node.inputs[place].isEmpty ? node.inputs[place] : nil
  }

  /// Returns the number of a value in a view.
  func map(
    _ node: ONNXFile.Node, _ place: Int, _ view: View = .planes
  ) throws(ONNXError.Problem) -> Int {
    guard case .map(let value, let found) = try operand(node, place) else {
      throw unsupported(node, " of constants")
    }
    // One place looks the same in each arrangement.
    guard found == view || shapes[value].isOnePlace else {
      throw unsupported(node, " of a map whose numbers were rearranged before")
    }
    return value
  }

  func constant(_ node: ONNXFile.Node, _ place: Int) throws(ONNXError.Problem) -> ONNXTensor {
    guard case .constant(let tensor) = try operand(node, place) else {
      throw unsupported(node, " whose input \(place + 1) is not constant")
    }
    return tensor
  }

  func unsupported(_ node: ONNXFile.Node, _ reason: String = "") -> ONNXError.Problem {
    .unsupported(
      operator: node.domain.isEmpty || node.domain == "ai.onnx"
        ? node.kind : "\(node.domain).\(node.kind)",
      node: node.title,
      reason: reason.isEmpty
        ? ", which is not supported"
        : "\(reason), which is "
          + "not supported")
  }

  /// Gives a result of a node, the first if it has several, its value.
  mutating func define(_ node: ONNXFile.Node, _ operand: Operand, output: Int = 0) {
    guard node.outputs.indices.contains(output) else { return }
    let name = node.outputs[output]
    operands[name] = operand
    guard case .map(let value, let view) = operand else { return }
    if let earlier = stepNames[value], readers[earlier] != 1 { shared.insert(value) }
    if view == .planes {
      if !node.name.isEmpty, node.name != name { maps.append((node.name, value)) }
      maps.append((name, value))
    }
    stepNames[value] = name
  }

  // MARK: Steps

  /// Adds a step and returns the number of its value.
  mutating func add(
    _ step: StepGraph.Step, _ node: ONNXFile.Node, weight: [Float]? = nil, bias: [Float]? = nil,
    slopes: [Float]? = nil
  ) throws(ONNXError.Problem) -> Int {
    let index = graph.steps.count
    guard directions.isDisjoint(with: step.inputs) else {
      throw unsupported(node, " of a vector that was divided by its length")
    }
    guard index < StepGraph.stepLimit else {
      throw .excessive(what: "more than \(StepGraph.stepLimit) steps")
    }
    graph.steps.append(step)
    tensors["\(index).weight"] = weight
    tensors["\(index).bias"] = bias
    tensors["\(index).slopes"] = slopes
    do {
      // Only the new step is checked: the others were.
      shapes.append(try graph.shape(of: step, shapes))
    } catch {
      throw unsupported(node, " that \(error.reason)")
    }
    return index + 1
  }

  /// Returns the index of the convolution that made a value, if nothing else reads it and nothing
  /// follows it yet.
  func bareConvolution(_ value: Int) -> Int? {
    let index = value - 1
    guard index >= 0, graph.steps[index].kind == .convolution,
      graph.steps[index].inputs.count == 1, isUnfinished(index)
    else { return nil }
    return index
  }

  /// Returns the index of the convolution that made a value, perhaps with a sum already, for an
  /// activation.
  func openConvolution(_ value: Int) -> Int? {
    let index = value - 1
    guard index >= 0, graph.steps[index].kind == .convolution, isUnfinished(index) else {
      return nil
    }
    return index
  }

  private func isUnfinished(_ index: Int) -> Bool {
    graph.steps[index].activation == nil && graph.steps[index].hasSlopes != true
      && readers[stepNames[index + 1] ?? ""] == 1 && !shared.contains(index + 1)
      && !directions.contains(index + 1)
  }

  mutating func change(_ index: Int, _ body: (inout StepGraph.Step) -> Void) {
    body(&graph.steps[index])
  }

  /// Notes that a vector is divided by a length.
  mutating func divide(_ value: Int) { directions.insert(value) }

  mutating func setTensor(_ name: String, _ values: [Float]) { tensors[name] = values }

  /// Multiplies a value by factors and adds shifts, by channel; inside the convolution before it if
  /// possible.
  mutating func scale(
    _ value: Int, factors: [Double], shifts: [Double], _ node: ONNXFile.Node
  ) throws(ONNXError.Problem) -> Int {
    let channels = shapes[value].channels
    guard factors.count == channels, shifts.count == channels else {
      throw unsupported(node, " with \(factors.count) numbers for \(channels) channels")
    }
    if directions.contains(value), Set(factors).count == 1, factors[0] > 0,
      shifts.allSatisfy({ $0 == 0 })
    {
      return value
    }
    guard let index = bareConvolution(value) else {
      return try add(
        StepGraph.Step(.scaling, inputs: [value]), node, weight: factors.map { Float($0) },
        bias: shifts.map { Float($0) })
    }
    let weight = tensors["\(index).weight"]!
    let bias = tensors["\(index).bias"]!
    let size = weight.count / channels
    tensors["\(index).weight"] = weight.indices.map {
      Float(Double(weight[$0]) * factors[$0 / size])
    }
    tensors["\(index).bias"] = bias.indices.map {
      Float(Double(bias[$0]) * factors[$0] + shifts[$0])
    }
    return value
  }
}
