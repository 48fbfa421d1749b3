/// A writer of ONNX files, field by field, for tests.
package struct ONNXMaker {
  package var nodes: [[UInt8]] = []
  package var constants: [[UInt8]] = []
  package var inputs: [[UInt8]] = []
  package var outputs: [[UInt8]] = []

  /// The version of the operators.
  package var version = 10

  package init() {}

  package enum Attribute {
    case integer(Int)
    case integers([Int])
    case number(Float)
    case text(String)
  }

  package static func varint(_ value: Int) -> [UInt8] {
    var rest = UInt64(bitPattern: Int64(value))
    var bytes: [UInt8] = []
    repeat {
      bytes.append(UInt8(rest & 0x7f) | (rest > 0x7f ? 0x80 : 0))
      rest >>= 7
    } while rest > 0
    return bytes
  }

  package static func field(_ number: Int, _ value: Int) -> [UInt8] {
    varint(number << 3) + varint(value)
  }

  package static func field(_ number: Int, _ bytes: [UInt8]) -> [UInt8] {
    varint(number << 3 | 2) + varint(bytes.count) + bytes
  }

  package static func field(_ number: Int, _ text: String) -> [UInt8] {
    field(number, Array(text.utf8))
  }

  package static func field(_ number: Int, _ value: Float) -> [UInt8] {
    varint(number << 3 | 5) + withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) }
  }

  package mutating func node(
    _ kind: String, _ inputs: [String], _ output: String, more: [String] = [], name: String = "",
    domain: String = "", _ attributes: [(String, Attribute)] = []
  ) {
    var bytes: [UInt8] = []
    for input in inputs { bytes += Self.field(1, input) }
    for output in [output] + more { bytes += Self.field(2, output) }
    bytes += Self.field(3, name) + Self.field(4, kind)
    for (name, attribute) in attributes {
      var own = Self.field(1, name)
      switch attribute {
      case .integer(let value): own += Self.field(3, value) + Self.field(20, 2)
      case .integers(let values):
        for value in values { own += Self.field(8, value) }
        own += Self.field(20, 7)
      case .number(let value): own += Self.field(2, value) + Self.field(20, 1)
      case .text(let value): own += Self.field(4, value) + Self.field(20, 3)
      }
      bytes += Self.field(5, own)
    }
    if !domain.isEmpty { bytes += Self.field(7, domain) }
    nodes.append(bytes)
  }

  package mutating func constant(_ name: String, _ shape: [Int], _ values: [Float]) {
    var bytes = shape.flatMap { Self.field(1, $0) } + Self.field(2, 1) + Self.field(8, name)
    bytes += Self.field(9, values.withUnsafeBytes { Array($0) })
    constants.append(bytes)
  }

  package mutating func sizes(_ name: String, _ values: [Int]) {
    var bytes = Self.field(1, values.count) + Self.field(2, 7) + Self.field(8, name)
    bytes += Self.field(7, values.flatMap(Self.varint))
    constants.append(bytes)
  }

  package mutating func input(_ name: String, _ shape: [Int]) {
    inputs.append(Self.port(name, shape))
  }
  package mutating func output(_ name: String, _ shape: [Int] = []) {
    outputs.append(Self.port(name, shape))
  }

  private static func port(_ name: String, _ shape: [Int]) -> [UInt8] {
    let dimensions = shape.flatMap { field(1, field(1, $0)) }
    let tensor = field(1, field(1, 1) + field(2, dimensions))
    return field(1, name) + field(2, tensor)
  }

  /// The whole file.
  package var bytes: [UInt8] {
    var graph: [UInt8] = []
    for node in nodes { graph += Self.field(1, node) }
    graph += Self.field(2, "test")
    for constant in constants { graph += Self.field(5, constant) }
    for input in inputs { graph += Self.field(11, input) }
    for output in outputs { graph += Self.field(12, output) }
    return Self.field(1, 8) + Self.field(2, "facet") + Self.field(7, graph)
      + Self.field(8, Self.field(2, version))
  }
}

extension ONNXMaker {
  /// A backbone with parts of channels, channels shuffled between groups, dilations, and means of windows at the edge.
  package static func parts() -> ONNXMaker {
    var maker = ONNXMaker()
    maker.input("x", [1, 3, 11, 11])
    maker.constant("w1", [6, 3, 3, 3], HashedValues.unit("p1", count: 162))
    maker.node("Conv", ["x", "w1"], "c1")
    maker.sizes("five", [1, 2, 3, 9, 9])
    maker.node("Reshape", ["c1", "five"], "g")
    maker.node("Transpose", ["g"], "t", [("perm", .integers([0, 2, 1, 3, 4]))])
    maker.sizes("four", [1, 6, 9, -1])
    maker.node("Reshape", ["t", "four"], "shuffled")
    maker.node(
      "Split", ["shuffled"], "a", more: ["b"],
      [("axis", .integer(1)), ("split", .integers([2, 4]))])
    maker.constant("w2", [4, 2, 3, 3], HashedValues.unit("p2", count: 72))
    maker.node(
      "Conv", ["a", "w2"], "c2",
      [("dilations", .integers([2, 2])), ("pads", .integers([2, 2, 2, 2]))])
    maker.sizes("start", [1])
    maker.sizes("end", [Int.max])
    maker.sizes("axis", [1])
    maker.node("Slice", ["b", "start", "end", "axis"], "d")
    maker.node("Concat", ["c2", "d"], "j", [("axis", .integer(1))])
    maker.node(
      "AveragePool", ["j"], "v",
      [
        ("kernel_shape", .integers([2, 2])), ("strides", .integers([2, 2])),
        ("ceil_mode", .integer(1)),
      ])
    maker.node(
      "AveragePool", ["v"], "u",
      [("kernel_shape", .integers([3, 3])), ("pads", .integers([1, 1, 1, 1]))])
    maker.node("ReduceMean", ["u"], "m", [("axes", .integers([2, 3])), ("keepdims", .integer(0))])
    maker.node("Mul", ["m", "m"], "q")
    maker.node("ReduceSum", ["q"], "z", [("axes", .integers([1]))])
    maker.node("Sqrt", ["z"], "length")
    maker.node("Div", ["m", "length"], "y")
    maker.output("y", [1, 7])
    return maker
  }

  /// A backbone as TensorFlow and others write it: pixels at the input and before the matrix, margins of
  /// different widths, and an embedding that is divided by its length.
  package static func pixels() -> ONNXMaker {
    var maker = ONNXMaker()
    maker.version = 14
    maker.input("x", [1, 18, 18, 3])
    maker.node("Transpose", ["x"], "planes", [("perm", .integers([0, 3, 1, 2]))])
    maker.constant("w1", [4, 3, 3, 3], HashedValues.unit("w1", count: 108))
    maker.constant("b1", [4], HashedValues.unit("b1", count: 4))
    maker.node(
      "Conv", ["planes", "w1", "b1"], "c1",
      [("strides", .integers([2, 2])), ("auto_pad", .text("SAME_UPPER"))])
    maker.node("HardSwish", ["c1"], "h1")
    maker.sizes("pads", [0, 0, 0, 1, 0, 0, 2, 0])
    maker.node("Pad", ["h1", "pads"], "p1")
    maker.constant("w2", [6, 4, 3, 2], HashedValues.unit("w2", count: 144))
    maker.node("Conv", ["p1", "w2"], "c2")
    maker.node("Sigmoid", ["c2"], "s2")
    maker.node("Mul", ["c2", "s2"], "swish")
    maker.node(
      "MaxPool", ["swish"], "m",
      [
        ("kernel_shape", .integers([3, 3])), ("strides", .integers([2, 2])),
        ("pads", .integers([1, 1, 1, 1])),
      ])
    maker.node(
      "MaxPool", ["m"], "m2",
      [
        ("kernel_shape", .integers([2, 2])), ("strides", .integers([2, 2])),
        ("pads", .integers([0, 0, 1, 1])),
      ])
    maker.node(
      "HardSigmoid", ["m2"], "h2", [("alpha", .number(0.3)), ("beta", .number(0.4))])
    maker.node(
      "AveragePool", ["h2"], "a",
      [
        ("kernel_shape", .integers([2, 2])), ("pads", .integers([1, 1, 1, 1])),
        ("count_include_pad", .integer(1)),
      ])
    maker.node("Transpose", ["a"], "last", [("perm", .integers([0, 2, 3, 1]))])
    maker.sizes("flat", [-1, 96])
    maker.node("Reshape", ["last", "flat"], "vector")
    maker.constant("w3", [96, 5], HashedValues.unit("w3", count: 480))
    maker.node("MatMul", ["vector", "w3"], "e")
    maker.node("ReduceL2", ["e"], "length", [("axes", .integers([1])), ("keepdims", .integer(1))])
    maker.constant("least", [], [1e-12])
    maker.node("Clip", ["length", "least"], "clipped")
    maker.node("Shape", ["e"], "shape")
    maker.node("Expand", ["clipped", "shape"], "wide")
    maker.node("Div", ["e", "wide"], "y")
    maker.output("y", [1, 5])
    return maker
  }
}

extension ONNXMaker {
  /// A detector with the outputs of SCRFD for 64x64 pixels: a filter for each of three strides.
  package static func detector() -> ONNXMaker {
    var maker = ONNXMaker()
    maker.input("x", [1, 3, 64, 64])
    for (purpose, columns) in [("score", 1), ("bbox", 4), ("kps", 10)] {
      maker.sizes("as." + purpose, [1, -1, columns])
    }
    var value = "x"
    for stride in [2, 4, 8, 16, 32] {
      maker.constant("w\(stride)", [3, 3, 2, 2], HashedValues.unit("w\(stride)", count: 36))
      maker.node(
        "Conv", [value, "w\(stride)"], "c\(stride)",
        [("kernel_shape", .integers([2, 2])), ("strides", .integers([2, 2]))])
      value = "c\(stride)"
      guard stride >= 8 else { continue }
      for (purpose, columns) in [("score", 1), ("bbox", 4), ("kps", 10)] {
        let name = "\(purpose)_\(stride)"
        maker.constant(
          "w" + name, [2 * columns, 3, 1, 1], HashedValues.unit(name, count: 6 * columns))
        maker.node("Conv", [value, "w" + name], "c" + name)
        maker.node("Transpose", ["c" + name], "t" + name, [("perm", .integers([0, 2, 3, 1]))])
        maker.node(
          "Reshape", ["t" + name, "as." + purpose], purpose == "score" ? "r" + name : name)
        if purpose == "score" { maker.node("Sigmoid", ["r" + name], name) }
        maker.output(name)
      }
    }
    return maker
  }

  /// A backbone of 16x16 pixels with nearly every operator: 4x4 patches of 4, an embedding of 3.
  package static func backbone() -> ONNXMaker {
    var maker = ONNXMaker()
    func values(_ name: String, _ count: Int) -> [Float] {
      HashedValues.unit("onnx." + name, count: count).map { $0 * 0.5 }
    }
    func norm(_ name: String, _ channels: Int) {
      maker.constant(name + "g", [channels], values(name + "g", channels).map { 1 + $0 })
      maker.constant(name + "b", [channels], values(name + "b", channels))
      maker.constant(name + "m", [channels], values(name + "m", channels))
      maker.constant(name + "v", [channels], values(name + "v", channels).map { 1 + abs($0) })
    }
    maker.input("x", [1, 3, 16, 16])
    maker.constant("w1", [4, 3, 3, 3], values("w1", 108))
    maker.node(
      "Conv", ["x", "w1"], "c1", name: "first",
      [
        ("kernel_shape", .integers([3, 3])), ("pads", .integers([1, 1, 1, 1])),
        ("strides", .integers([2, 2])),
      ])
    norm("n1", 4)
    maker.node("BatchNormalization", ["c1", "n1g", "n1b", "n1m", "n1v"], "b1", name: "norm")
    maker.constant("s1", [4, 1, 1], values("s1", 4))
    maker.node("PRelu", ["b1", "s1"], "p1")
    maker.node(
      "MaxPool", ["p1"], "m1",
      [("kernel_shape", .integers([2, 2])), ("strides", .integers([2, 2]))])
    // A block whose first normalization cannot be folded, and whose input is added.
    norm("n2", 4)
    maker.node("BatchNormalization", ["m1", "n2g", "n2b", "n2m", "n2v"], "b2")
    maker.constant("w2", [4, 1, 3, 3], values("w2", 36))
    maker.constant("d2", [4], values("d2", 4))
    maker.node(
      "Conv", ["b2", "w2", "d2"], "c2", name: "second",
      [("group", .integer(4)), ("pads", .integers([1, 1, 1, 1]))])
    maker.node("Add", ["c2", "m1"], "a2")
    maker.node("Clip", ["a2"], "k2", name: "clipped", [("min", .number(-1)), ("max", .number(2))])
    // Gates.
    maker.node("GlobalAveragePool", ["k2"], "g2")
    maker.constant("w3", [4, 4, 1, 1], values("w3", 16))
    maker.node("Conv", ["g2", "w3"], "c3")
    maker.node("Sigmoid", ["c3"], "s3")
    maker.node("Mul", ["k2", "s3"], "x3", name: "gated")
    norm("n4", 4)
    maker.node("BatchNormalization", ["x3", "n4g", "n4b", "n4m", "n4v"], "b4")
    // The way in which exporters write a flattening.
    maker.node("Shape", ["b4"], "t")
    maker.sizes("zero", [0])
    maker.node("Gather", ["t", "zero"], "t0")
    maker.sizes("rest", [-1])
    maker.node("Concat", ["t0", "rest"], "t1", [("axis", .integer(0))])
    maker.node("Reshape", ["b4", "t1"], "f")
    maker.constant("w5", [3, 64], values("w5", 192))
    maker.constant("d5", [3], values("d5", 3))
    maker.node("Gemm", ["f", "w5", "d5"], "e", [("transB", .integer(1))])
    norm("n5", 3)
    maker.node("BatchNormalization", ["e", "n5g", "n5b", "n5m", "n5v"], "y")
    maker.output("y", [1, 3])
    return maker
  }
}
