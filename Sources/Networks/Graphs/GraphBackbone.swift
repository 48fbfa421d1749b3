import Basics
import Pictures
import Tensors

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension StepGraph {
  /// The architecture of an imported backbone.
  static let architecture = "onnx"

  /// The purposes of values: a backbone's patches, its embedding, and the vector that CC weights
  /// compare with patches.
  enum Purpose {
    static let patches = "patches"
    static let embedding = "embedding"
    static let descriptor = "descriptor"
  }

  /// Reads the description in a model file's metadata.
  ///
  /// - Throws: `missingMetadata`, `badMetadata`.
  init(_ file: ModelFile) throws(ModelFileError) {
    let text = try file.text(ModelKey.graph)
    guard text.utf8.count <= 16 << 20,
      let graph = try? JSONDecoder().decode(StepGraph.self, from: Data(text.utf8))
    else {
      throw .badMetadata(
        path: file.path, key: ModelKey.graph, value: String(text.prefix(20)) + "…",
        expected: "the steps of a network")
    }
    self = graph
  }

  /// The description as JSON; the same for the same graph.
  var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // A graph consists of numbers and names, so this cannot fail.
    return String(decoding: try! encoder.encode(self), as: UTF8.self)
  }

  /// The shapes for an input, with the file's name in the error.
  func shapes(
    of file: ModelFile, height: Int, width: Int
  ) throws(ModelFileError) -> [MapShape] {
    do {
      return try shapes(height: height, width: width)
    } catch {
      throw .badMetadata(
        path: file.path, key: ModelKey.graph, value: "\(steps.count) steps",
        expected: "steps that fit each other, but \(error.reason)")
    }
  }
}

/// A backbone that was imported as a graph of steps.
final class GraphBackbone: Backbone {
  let shape: BackboneShape
  private let input: PictureInput
  private let runner: ConvolutionRunner
  private let hasDescriptor: Bool

  init(
    _ graph: StepGraph, shape: BackboneShape, input: PictureInput, shapes: [MapShape],
    values: ParameterValues
  ) throws {
    self.shape = shape
    self.input = input
    var outputs: [(value: Int, layout: PlaneLayout)] = [
      (graph.outputs[StepGraph.Purpose.patches]!, .pixels),
      (graph.outputs[StepGraph.Purpose.embedding]!, .planes),
    ]
    let descriptor = graph.outputs[StepGraph.Purpose.descriptor]
    hasDescriptor = descriptor != nil
    if let descriptor { outputs.append((descriptor, .planes)) }
    runner = ConvolutionRunner(
      try ConvolutionGraph(
        channels: graph.channels, height: input.height, width: input.width, layout: .pixels,
        steps: graph.graphSteps(shapes, values), outputs: outputs))
  }

  func features(of pictures: [Picture]) throws -> [FaceFeatures] {
    try features(count: pictures.count) { self.input.values(of: pictures[$0]) }
  }

  /// - Parameter input: Returns a picture's normalized samples, shape `[height, width, channels]`.
  func features(count: Int, input: @Sendable (Int) -> [Float]) throws -> [FaceFeatures] {
    try runner.run(count: count, input: input).map { outputs in
      FaceFeatures(
        embedding: outputs[1], patches: outputs[0],
        globalDescriptor: hasDescriptor ? outputs[2] : mean(outputs[0]))
    }
  }

  private func mean(_ patches: [Float]) -> [Float] {
    (0..<shape.patchChannels).map { channel in
      var sum = 0.0
      for place in 0..<shape.grid.count {
        sum += Double(patches[place * shape.patchChannels + channel])
      }
      return Float(sum / Double(shape.grid.count))
    }
  }

  func embeddingMap() throws(EmbeddingMapMissing) -> (weight: [Float], bias: [Float]) {
    throw EmbeddingMapMissing(graph: shape)
  }
}

extension BackboneArchitecture {
  /// Returns the architecture that a model file of an imported graph describes.
  ///
  /// - Throws: `ModelFileError` if the description is impossible.
  static func graph(_ file: ModelFile) throws(ModelFileError) -> BackboneArchitecture {
    let graph = try StepGraph(file)
    let input = try PictureInput(file)
    let shapes = try graph.shapes(of: file, height: input.height, width: input.width)
    guard graph.memory(shapes) <= StepGraph.faceMemoryLimit else {
      throw .badMetadata(
        path: file.path, key: ModelKey.graph, value: "\(graph.steps.count) steps",
        expected: "maps of at most \(StepGraph.faceMemoryLimit) numbers at once")
    }
    guard graph.channels == input.channels.rawValue else {
      throw .badMetadata(
        path: file.path, key: ModelKey.color, value: "\(input.channels)",
        expected: "\(graph.channels) channels")
    }
    guard let architecture = graph.backbone(input: input, shapes: shapes) else {
      throw .badMetadata(
        path: file.path, key: ModelKey.graph, value: "\(graph.outputs.keys.sorted())",
        expected: "patches and an embedding")
    }
    return architecture
  }
}

extension StepGraph {
  /// - Parameter shapes: The shapes of the values for the input.
  /// - Returns: `nil` if the graph lacks patches or an embedding.
  func backbone(input: PictureInput, shapes: [MapShape]) -> BackboneArchitecture? {
    guard let patches = outputs[Purpose.patches], let embedding = outputs[Purpose.embedding],
      shapes[embedding].isOnePlace, !shapes[patches].isOnePlace,
      shapes[patches].height <= 1000, shapes[patches].width <= 1000
    else { return nil }
    if let descriptor = outputs[Purpose.descriptor] {
      guard shapes[descriptor].isOnePlace,
        shapes[descriptor].channels == shapes[patches].channels
      else { return nil }
    }
    let shape = BackboneShape(
      architecture: Self.architecture, inputWidth: input.width, inputHeight: input.height,
      grid: PatchGrid(rows: shapes[patches].height, columns: shapes[patches].width),
      patchChannels: shapes[patches].channels, embeddingSize: shapes[embedding].channels)
    return BackboneArchitecture(
      graph: self, shape: shape, input: input, parameters: parameters(shapes)
    ) { file in
      try GraphBackbone(self, shape: shape, input: input, shapes: shapes) {
        parameter throws(ModelFileError) in
        try file.tensor(parameter.name, shape: parameter.shape).values
      }
    }
  }

  /// The layers with weights, for `facet model inspect`.
  func summaries(_ shapes: [MapShape]) -> [LayerSummary] {
    steps.indices.compactMap { index in
      let own = parameters(of: index, shapes)
      guard let weight = own.first else { return nil }
      let output = shapes[index + 1]
      return LayerSummary(
        name: "\(index) \(steps[index].kind.rawValue)",
        output: [output.channels, output.height, output.width],
        parameters: own.reduce(0) { $0 + $1.shape.reduce(1, *) },
        operations: steps[index].kind == .convolution
          ? 2 * weight.shape.reduce(1, *) * output.height * output.width : 0)
    }
  }
}
