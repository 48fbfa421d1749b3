import Pictures
import Tensors

/// The description of a backbone, for checking, importing and building it.
struct LayeredNetwork: Sendable {
  /// The shape with the last layer's patches.
  let shape: BackboneShape
  let input: PictureInput
  let layers: [NetworkLayer]
  /// The layer from the last value, which consists of the patches, to the embedding.
  let embedding: EmbeddingLayer
  /// The patches, if they are not the last layer's value.
  var earlyPatches: EarlyPatches?
  /// The beginnings of names of tensors in published files that features do not need.
  var ignored: [String] = []

  /// Patches from an earlier layer than the last.
  struct EarlyPatches: Sendable {
    let value: Int
    /// The shape with their grid and channels.
    let shape: BackboneShape
  }

  var parameters: [ParameterShape] { layers.parameters + embedding.parameters(shape) }
  /// The shape of the backbone's features.
  var givenShape: BackboneShape { earlyPatches?.shape ?? shape }
}

/// A backbone whose embedding is a linear map of the last value of its layers, or of its mean. The
/// patches are that value, or an earlier one.
///
/// The convolutions run picture by picture. The linear map (64 MB for ArcFace, more than any cache)
/// is read once for all pictures of a call.
final class LayeredBackbone: Backbone {
  let shape: BackboneShape
  private let network: LayeredNetwork
  private let input: PictureInput
  private let runner: ConvolutionRunner
  private let takes: EmbeddingLayer.Input
  /// The weight from `EmbeddingLayer.map`.
  private let weight: [Float]
  private let bias: [Float]

  /// - Throws: `ModelFileError` if tensors or metadata are missing or do not fit.
  convenience init(_ network: LayeredNetwork, _ file: ModelFile) throws {
    try self.init(network, input: PictureInput(file)) { parameter throws(ModelFileError) in
      try file.tensor(parameter.name, shape: parameter.shape).values
    }
  }

  init(_ network: LayeredNetwork, input: PictureInput, values: ParameterValues) throws {
    let graph = try ConvolutionGraph(
      channels: input.channels.rawValue, height: input.height, width: input.width, layout: .pixels,
      steps: try network.layers.map { try $0.step(values) },
      outputs: [(network.layers.count, .pixels)]
        + (network.earlyPatches.map { [($0.value, .pixels)] } ?? []))
    shape = network.givenShape
    self.network = network
    self.input = input
    runner = ConvolutionRunner(graph)
    takes = network.embedding.input
    (weight, bias) = try network.embedding.map(network.shape, values)
  }

  func features(of pictures: [Picture]) throws -> [FaceFeatures] {
    try features(count: pictures.count) { self.input.values(of: pictures[$0]) }
  }

  /// - Parameter input: Returns a picture's normalized samples, shape `[height, width, channels]`.
  func features(count: Int, input: @Sendable (Int) -> [Float]) throws -> [FaceFeatures] {
    let maps = try runner.run(count: count, input: input)
    let taken = takes == .patches ? maps.map { $0[0] } : maps.map { mean($0[0], network.shape) }
    let products = rowProducts(weight, rows: shape.embeddingSize, vectors: taken)
    return maps.indices.map { picture in
      let embedding = zip(products[picture], bias).map { $0 + $1 }
      let patches = maps[picture].last!
      return FaceFeatures(
        embedding: embedding, patches: patches,
        globalDescriptor: takes == .patches && shape.embeddingSize == shape.patchChannels
          ? embedding : mean(patches, shape))
    }
  }

  /// Returns the mean of the patches, summed in double precision.
  private func mean(_ patches: [Float], _ shape: BackboneShape) -> [Float] {
    (0..<shape.patchChannels).map { channel in
      var sum = 0.0
      for place in 0..<shape.grid.count {
        sum += Double(patches[place * shape.patchChannels + channel])
      }
      return Float(sum / Double(shape.grid.count))
    }
  }

  func embeddingMap() throws(EmbeddingMapMissing) -> (weight: [Float], bias: [Float]) {
    guard network.earlyPatches == nil else { throw EmbeddingMapMissing(shape) }
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
