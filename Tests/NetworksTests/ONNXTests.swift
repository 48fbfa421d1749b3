import Basics
import Foundation
import Pictures
import Tensors
import Testing
import _TestSupport

@testable import Networks

@Suite struct ONNXTests {
  let folder = try! TemporaryFolder()

  // MARK: Real files

  @Test(.enabled(if: SharedData.isPresent, "the shared data folder is absent"))
  func aRealBackboneAgreesWithONNXRuntime() throws {
    let backbone = try imported("mobilefacenet") { try loadBackbone(path: $0) }
    #expect(backbone.shape.grid == PatchGrid(rows: 7, columns: 7))
    #expect(backbone.shape.patchChannels == 512 && backbone.shape.embeddingSize == 128)
    let network = try #require(backbone as? GraphBackbone)
    let face = try network.features(count: 1) { _ in pixels("mobilefacenet", 112, scale: (1, 0)) }[
      0]
    let golden = try GoldenFile(path: SharedData.path("golden/family.safetensors"))
    #expect(relativeError(face.embedding, golden.floats("onnx.mobilefacenet.output")) < 1e-3)
    #expect(face.isFinite && face.patches.count == 49 * 512)
  }

  @Test(
    .enabled(if: SharedData.isPresent, "the shared data folder is absent"),
    arguments: [
      ("scrfd_500m_bnkps", 640, Float(1), Float(0)),
      ("face_detection_yunet_2026may", 320, 127.5, 127.5),
    ])
  func aRealDetectorAgreesWithONNXRuntime(
    name: String, side: Int, factor: Float, shift: Float
  ) throws {
    let detector = try imported(name) { try DetectorGraph(ModelFile(path: $0)) }
    let levels = try detector.levels(
      input: pixels(name, side, scale: (factor, shift)), width: side, height: side)
    let golden = try GoldenFile(path: SharedData.path("golden/family.safetensors"))
    func sampled(_ values: [Float]) -> [Float] {
      let step = values.count < 4000 ? 1 : values.count / 2000
      return stride(from: 0, to: values.count, by: step).map { values[$0] }
    }
    for level in levels {
      let prefix = "onnx.\(name)."
      let suffix = "_\(level.stride)"
      #expect(
        relativeError(sampled(level.boxes), golden.floats(prefix + "bbox" + suffix)) < 1e-3)
      #expect(
        relativeError(sampled(level.points), golden.floats(prefix + "kps" + suffix)) < 1e-3)
      let scores =
        detector.kind == .scrfd
        ? golden.floats(prefix + "score" + suffix)
        : zip(golden.floats(prefix + "cls" + suffix), golden.floats(prefix + "obj" + suffix)).map {
          ($0 * $1).squareRoot()
        }
      #expect(relativeError(sampled(level.scores), scores) < 1e-3)
    }
  }

  private func imported<Result>(_ name: String, _ body: (String) throws -> Result) throws -> Result
  {
    let output = folder.file(name + ".safetensors")
    try importCheckpoints(paths: [SharedData.path("data/onnx/\(name).onnx")], output: output)
    return try body(output)
  }

  /// The golden input, from planes to pixels.
  private func pixels(_ name: String, _ side: Int, scale: (Float, Float)) -> [Float] {
    let plane = side * side
    let planes = HashedValues.unit("input.onnx." + name, count: 3 * plane)
    return (0..<3 * plane).map { planes[$0 % 3 * plane + $0 / 3] * scale.0 + scale.1 }
  }

  // MARK: Made files

  private func made(_ maker: ONNXMaker, _ options: ImportOptions = ImportOptions()) throws -> String
  {
    let path = folder.file("made.onnx")
    try AtomicFile.write(maker.bytes, to: path)
    let output = folder.file("made.safetensors")
    try importCheckpoints(paths: [path], options: options, output: output)
    return output
  }

  /// The expected numbers are ONNX Runtime's for the same file.
  @Test func everyOperatorComputesWhatONNXRuntimeDoes() throws {
    let path = try made(ONNXMaker.backbone())
    let backbone = try #require(try loadBackbone(path: path) as? GraphBackbone)
    #expect(backbone.shape.grid == PatchGrid(rows: 4, columns: 4))
    #expect(backbone.shape.patchChannels == 4 && backbone.shape.embeddingSize == 3)
    let planes = HashedValues.unit("onnx.input", count: 768)
    let face = try backbone.features(count: 1) { _ in
      (0..<768).map { planes[$0 % 3 * 256 + $0 / 3] }
    }[0]
    #expect(relativeError(face.embedding, expectedEmbedding) < 1e-5)
    // Sums, norms and activations became part of the convolutions before them.
    let graph = try StepGraph(ModelFile(path: path))
    #expect(
      graph.steps.map(\.kind) == [
        .convolution, .maximum, .scaling, .convolution, .average, .convolution, .gating, .scaling,
        .convolution,
      ])
    #expect(graph.steps[3].activation == .clip && graph.steps[3].inputs == [3, 2])
    // The map before the last normalization, as for the same network from a checkpoint.
    #expect(graph.outputs["patches"] == 7)
    #expect(throws: EmbeddingMapMissing.self) { try backbone.embeddingMap() }
    let lines = try describeModel(path: path)
    #expect(lines.contains { $0.contains("0 convolution") } && lines.count < 60)
  }

  /// The division by the length is left out: cosines do not need it.
  @Test(arguments: [
    (ONNXMaker.pixels(), 18, 4, pixelsDirection), (.parts(), 11, 5, partsDirection),
  ])
  func aGraphOfAnotherKindComputesWhatONNXRuntimeDoes(
    maker: ONNXMaker, side: Int, grid: Int, expected: [Float]
  ) throws {
    let backbone = try #require(try loadBackbone(path: made(maker)) as? GraphBackbone)
    #expect(backbone.shape.grid == PatchGrid(rows: grid, columns: grid))
    let pixels = HashedValues.unit("onnx.input", count: 3 * side * side)
    let face = try backbone.features(count: 1) { _ in pixels }[0]
    let length = face.embedding.reduce(0) { $0 + $1 * $1 }.squareRoot()
    #expect(relativeError(face.embedding.map { $0 / length }, expected) < 1e-5)
  }

  /// A graph that begins with a convolution to 3 x 3 places, "c", and has an output of three numbers, "y".
  private func convolved() -> ONNXMaker {
    var maker = ONNXMaker()
    maker.input("x", [1, 3, 4, 4])
    maker.constant("w", [3, 3, 2, 2], HashedValues.unit("w", count: 36))
    maker.node("Conv", ["x", "w"], "c")
    maker.output("y", [1, 3])
    return maker
  }

  /// What follows a division by the length would need the length.
  @Test(arguments: ["sum", "norm", "matrix"])
  func aVectorThatWasDividedIsNotComputedFurther(kind: String) throws {
    var maker = convolved()
    maker.node("GlobalAveragePool", ["c"], "p")
    maker.node("Flatten", ["p"], "v")
    maker.node("ReduceL2", ["v"], "length", [("axes", .integers([1]))])
    maker.node("Div", ["v", "length"], "d")
    maker.constant("three", [3], [1, 2, 3])
    maker.constant("square", [3, 3], HashedValues.unit("s", count: 9))
    switch kind {
    case "sum": maker.node("Add", ["d", "three"], "y", name: "last")
    case "norm":
      maker.node(
        "BatchNormalization", ["d", "three", "three", "three", "three"], "y", name: "last")
    default: maker.node("MatMul", ["d", "square"], "y", name: "last")
    }
    let error = #expect(throws: ONNXError.self) { try made(maker) }
    #expect("\(error!)".contains("'last' has the operator"))
    #expect("\(error!)".contains("of a vector that was divided by its length"))
  }

  /// The gates of a network whose channels stood last.
  @Test func gatesMayBeReshapedToPixels() throws {
    var maker = convolved()
    maker.node("ReduceMean", ["c"], "p", [("axes", .integers([2, 3])), ("keepdims", .integer(0))])
    maker.sizes("pixels", [-1, 1, 1, 3])
    maker.node("Reshape", ["p", "pixels"], "r")
    maker.node("Transpose", ["r"], "t", [("perm", .integers([0, 3, 1, 2]))])
    maker.constant("v", [3, 3, 1, 1], HashedValues.unit("v", count: 9))
    maker.node("Conv", ["t", "v"], "g")
    maker.node("Sigmoid", ["g"], "s")
    maker.node("Mul", ["c", "s"], "m")
    maker.node("GlobalAveragePool", ["m"], "q")
    maker.node("Flatten", ["q"], "y")
    let steps = try StepGraph(ModelFile(path: made(maker))).steps.map(\.kind)
    #expect(steps == [.convolution, .average, .convolution, .gating, .average])
  }

  @Test func aFactorAfterTheDivisionChangesNothing() throws {
    var maker = convolved()
    maker.node("GlobalAveragePool", ["c"], "p")
    maker.node("Flatten", ["p"], "v")
    maker.node("Mul", ["v", "v"], "squares")
    maker.node("ReduceSum", ["squares"], "sum", [("axes", .integers([1]))])
    maker.node("Sqrt", ["sum"], "length")
    maker.node("Div", ["v", "length"], "d")
    maker.constant("scale", [], [64])
    maker.node("Mul", ["d", "scale"], "y")
    let path = try made(maker)
    #expect(try StepGraph(ModelFile(path: path)).steps.map(\.kind) == [.convolution, .average])
  }

  /// Numbers from the file that no arithmetic can hold.
  @Test(arguments: [
    "Add", "Mul", "ConstantOfShape", "Reshape", "Resize", "stride", "window", "mean", "Gather",
  ])
  func impossibleSizesAreRefused(kind: String) throws {
    var maker = convolved()
    maker.sizes("least", [Int.min])
    maker.sizes("large", [64, Int.max, 2, 2])
    maker.sizes("many", .init(repeating: 0, count: 65))
    let same = ("auto_pad", ONNXMaker.Attribute.text("SAME_UPPER"))
    switch kind {
    case "Add", "Mul", "Gather":
      maker.node(kind, ["least", kind == "Gather" ? "many" : "least"], "s")
      maker.node("Reshape", ["c", "s"], "y")
    case "ConstantOfShape":
      maker.node(kind, ["large"], "s")
      maker.node("Reshape", ["c", "s"], "y")
    case "Reshape":
      maker.node(kind, ["least", "large"], "s")
      maker.node("Reshape", ["c", "s"], "y")
    case "Resize": maker.node(kind, ["c", "", "", "large"], "y")
    case "stride":
      maker.node("Conv", ["c", "w"], "y", [("strides", .integers([Int.max, Int.max])), same])
    case "window":
      maker.node("MaxPool", ["c"], "y", [("kernel_shape", .integers([Int.max, Int.max])), same])
    default:
      maker.node(
        "AveragePool", ["c"], "y", [("kernel_shape", .integers([Int.max, Int.max])), same])
    }
    #expect(throws: ONNXError.self) { try made(maker) }
  }

  @Test func patchesOfAnotherNodeAreChosen() throws {
    var options = ImportOptions()
    options.patches = "first"
    let shape = try loadBackbone(path: made(ONNXMaker.backbone(), options)).shape
    #expect(shape.grid == PatchGrid(rows: 8, columns: 8))
    options.patches = "nowhere"
    let path = folder.file("made.onnx")
    #expect(
      throws: ONNXError(
        path, .noSuchNode(name: "nowhere", known: ["clipped", "k2", "gated", "x3", "b4"]))
    ) { try made(ONNXMaker.backbone(), options) }
  }

  @Test func anUnknownOperatorIsNamedWithItsNode() throws {
    func refusal(_ change: (inout ONNXMaker) -> Void) -> String {
      var maker = ONNXMaker()
      maker.input("x", [1, 3, 16, 16])
      maker.output("y")
      change(&maker)
      do {
        _ = try made(maker)
        return "nothing"
      } catch {
        return "\(error)"
      }
    }
    let file = "'\(folder.file("made.onnx"))' cannot be imported: its node"
    #expect(
      refusal { $0.node("GridSample", ["x", "x"], "y", name: "warp") }
        == "\(file) 'warp' has the operator GridSample, which is not supported.")
    #expect(
      refusal { $0.node("Conv", ["x", "x"], "y", name: "warp") }
        == "\(file) 'warp' has the operator Conv whose input 2 is not constant, which is not supported."
    )
    #expect(
      refusal {
        $0.constant("w", [4, 3, 3, 3], .init(repeating: 1, count: 108))
        $0.node("Conv", ["x", "w"], "y", [("dilations", .integers([20, 20]))])
      } == "\(file) 'y' has the operator Conv with the dilations [20, 20], which is not supported.")
    #expect(
      refusal { $0.node("Relu", ["x"], "y", name: "n", domain: "com.other") }
        == "\(file) 'n' has the operator com.other.Relu, which is not supported.")
    #expect(
      refusal { $0.node("Relu", ["z"], "y", name: "n") }.contains("reads 'z', which no earlier"))
    #expect(refusal { $0.node("Relu", ["x"], "y") }.contains("none of its outputs is a vector"))
  }

  /// Two readers of one value: what follows one of them must not change the other's numbers.
  @Test func aValueWithTwoReadersIsNotChangedForOne() throws {
    var maker = ONNXMaker()
    maker.input("x", [1, 3, 4, 4])
    maker.constant("w", [2, 3, 1, 1], [1, 0, 0, 0, 1, 0])
    maker.node("Conv", ["x", "w"], "c")
    maker.node("Relu", ["c"], "r")
    maker.node("Add", ["c", "r"], "a")
    maker.node("GlobalAveragePool", ["a"], "p")
    maker.node("Flatten", ["p"], "y")
    maker.output("y", [1, 2])
    let backbone = try #require(try loadBackbone(path: made(maker)) as? GraphBackbone)
    let face = try backbone.features(count: 1) { _ in
      (0..<48).map { $0 % 3 == 0 ? -2 : 3 }
    }[0]
    #expect(face.embedding == [-2, 6])
  }

  @Test(arguments: [
    (3, "a field"), (40, "damaged"), (200, "damaged"),
  ])
  func aTruncatedFileIsDamaged(kept: Int, words: String) throws {
    let path = folder.file("cut.onnx")
    try AtomicFile.write(Array(ONNXMaker.backbone().bytes.prefix(kept)), to: path)
    #expect(throws: ONNXError.self) { try ONNXFile(path: path) }
  }

  @Test func numbersInAnotherFileAreRefused() throws {
    var maker = ONNXMaker()
    maker.input("x", [1, 3, 4, 4])
    maker.node("Relu", ["x"], "y")
    maker.output("y")
    maker.constants.append(
      ONNXMaker.field(1, 5) + ONNXMaker.field(2, 1) + ONNXMaker.field(8, "w")
        + ONNXMaker.field(14, 1))
    let path = folder.file("made.onnx")
    #expect(throws: ONNXError(path, .externalData(tensor: "w"))) { try made(maker) }
  }

  /// A few hundred characters can ask for any amount of memory.
  @Test func stepsThatNeedTooMuchMemoryAreRefused() throws {
    let path = try made(ONNXMaker.backbone())
    let file = try ModelFile(path: path)
    var graph = try StepGraph(file)
    let shapes = try graph.shapes(height: 16, width: 16)
    let most = graph.memory(shapes)
    #expect(most >= shapes.map(\.count).max()! && most < shapes.map(\.count).reduce(0, +))
    func add(_ kind: StepGraph.Kind, _ inputs: Int..., side: Int? = nil) -> Int {
      var step = StepGraph.Step(kind, inputs: inputs)
      step.side = side
      graph.steps.append(step)
      return graph.steps.count
    }
    // Maps of 2^26 numbers: one after the other two are needed at once, and together all of them.
    let first = add(.repetition, 7, side: 64)
    let large = [add(.repetition, first, side: 16), add(.repetition, first, side: 16)]
    _ = add(.addition, large[0], large[1])
    let grown = try graph.shapes(height: 16, width: 16)
    #expect(graph.memory(grown) >= 3 * grown[large[0]].count)
    #expect(graph.memory(grown) > StepGraph.faceMemoryLimit)
    var metadata = file.metadata
    metadata[ModelKey.graph] = graph.json
    let broken = folder.file("broken.safetensors")
    try writeSafetensors(
      file.contents.entries.map { ($0.name, try file.contents.tensor(named: $0.name)) },
      metadata: metadata, to: broken)
    let error = #expect(throws: ModelFileError.self) { try loadBackbone(path: broken) }
    #expect("\(error!)".contains("maps of at most"))
    var values = large
    for _ in 0..<60 { values.append(add(.repetition, first, side: 16)) }
    for value in values { _ = add(.addition, values[0], value) }
    #expect(throws: StepGraphError.self) { try graph.shapes(height: 16, width: 16) }
  }

  /// A model file's graph is not trusted either.
  @Test func stepsThatDoNotFitAreRefused() throws {
    let path = try made(ONNXMaker.backbone())
    let file = try ModelFile(path: path)
    let changes: [(inout StepGraph) -> Void] = [
      { $0.steps[3].inputs = [3, 8] }, { $0.steps[0].kernel = [0, 3] },
      { $0.steps[0].outputs = 1 << 60 }, { $0.steps[0].stride = 0 },
      { $0.steps[6].inputs = [4, 4] },
      { $0.outputs["patches"] = 99 }, { $0.outputs["embedding"] = 1 }, { $0.outputs = [:] },
      { $0.steps[3].limits = nil }, { $0.channels = 1 }, { $0.steps[1].side = 9 },
    ]
    for change in changes {
      var graph = try StepGraph(file)
      change(&graph)
      var metadata = file.metadata
      metadata[ModelKey.graph] = graph.json
      let broken = folder.file("broken.safetensors")
      try writeSafetensors(
        file.contents.entries.map { ($0.name, try file.contents.tensor(named: $0.name)) },
        metadata: metadata, to: broken)
      #expect(throws: ModelFileError.self) { try loadBackbone(path: broken) }
    }
  }
}

/// ONNX Runtime 1.32's results for `ONNXMaker.pixels` and `parts` and the input "onnx.input".
private let pixelsDirection: [Float] = [
  0.6859875, 0.22955115, 0.18006015, -0.48796147, -0.4540917,
]

private let partsDirection: [Float] = [
  0.38995627, 0.2210266, -0.18865468, -0.731705, -0.08621358, -0.40127435, 0.24422255,
]

/// ONNX Runtime 1.32's result for `ONNXMaker.backbone` and the input "onnx.input".
private let expectedEmbedding: [Float] = [0.36456633, 0.23004064, 2.2859826]
