import Pictures
import Tensors

/// A backbone's description, from which it is checked, imported and built.
struct LayeredNetwork: Sendable {
  let shape: BackboneShape
  let input: PictureInput
  let layers: [NetworkLayer]
  /// From the last layer's value, which the patches are, to the embedding.
  let embedding: EmbeddingLayer
  /// Beginnings of the names of tensors in published files that features do not need.
  var ignored: [String] = []

  var parameters: [ParameterShape] { layers.parameters + embedding.parameters(shape) }
}

/// A backbone whose patches are the last value of its layers and whose embedding is a linear map of
/// them or of their mean.
///
/// The convolutions run picture by picture. The linear map, with ArcFace 64 MB that no cache holds,
/// is read once for all pictures of a call.
final class LayeredBackbone: Backbone {
  let shape: BackboneShape
  private let input: PictureInput
  private let runner: ConvolutionRunner
  private let takes: EmbeddingLayer.Input
  /// As `EmbeddingLayer.map` gives them.
  private let weight: [Float]
  private let bias: [Float]

  /// - Throws: `ModelFileError` where tensors or metadata are missing or do not fit.
  convenience init(_ network: LayeredNetwork, _ file: ModelFile) throws {
    try self.init(network, input: PictureInput(file)) { parameter throws(ModelFileError) in
      try file.tensor(parameter.name, shape: parameter.shape).values
    }
  }

  init(_ network: LayeredNetwork, input: PictureInput, values: ParameterValues) throws {
    let graph = try ConvolutionGraph(
      channels: input.channels.rawValue, height: input.height, width: input.width, layout: .pixels,
      steps: try network.layers.map { try $0.step(values) },
      outputs: [(network.layers.count, .pixels)])
    shape = network.shape
    self.input = input
    runner = ConvolutionRunner(graph)
    takes = network.embedding.input
    (weight, bias) = try network.embedding.map(network.shape, values)
  }

  func features(of pictures: [Picture]) throws -> [FaceFeatures] {
    try features(count: pictures.count) { self.input.values(of: pictures[$0]) }
  }

  /// - Parameter input: A picture's normalised samples, shape `[height, width, channels]`.
  func features(count: Int, input: @Sendable (Int) -> [Float]) throws -> [FaceFeatures] {
    let patches = try runner.run(count: count, input: input).map { $0[0] }
    let taken = takes == .patches ? patches : patches.map(mean)
    let products = rowProducts(weight, rows: shape.embeddingSize, vectors: taken)
    return patches.indices.map { picture in
      let embedding = zip(products[picture], bias).map { $0 + $1 }
      return FaceFeatures(
        embedding: embedding, patches: patches[picture],
        globalDescriptor: takes == .patches ? embedding : taken[picture])
    }
  }

  /// The mean of the patches, summed in double precision.
  private func mean(_ patches: [Float]) -> [Float] {
    (0..<shape.patchChannels).map { channel in
      var sum = 0.0
      for place in 0..<shape.grid.count {
        sum += Double(patches[place * shape.patchChannels + channel])
      }
      return Float(sum / Double(shape.grid.count))
    }
  }

  func embeddingMap() -> (weight: [Float], bias: [Float]) {
    guard takes == .mean else { return (weight, bias) }
    let (places, channels) = (shape.grid.count, shape.patchChannels)
    var spread: [Float] = []
    spread.reserveCapacity(weight.count * places)
    for row in 0..<shape.embeddingSize {
      let part = weight[row * channels..<(row + 1) * channels].map {
        Float(Double($0) / Double(places))
      }
      for _ in 0..<places { spread += part }
    }
    return (spread, bias)
  }
}
