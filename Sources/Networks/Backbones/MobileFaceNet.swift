import Pictures
import Tensors

/// MobileFaceNet: a face of 112 by 96 pixels becomes 128 numbers and 7x6 patches of 512.
package final class MobileFaceNet: Backbone {
  package let shape: BackboneShape
  private let input: PictureInput
  private let runner: ConvolutionRunner
  /// The first of the two linear layers after the patches: one filter per channel over the whole
  /// grid, then a matrix.
  private let gridFilter: FoldedConvolution
  private let projection: FoldedConvolution

  /// - Throws: `ModelFileError` if tensors or metadata are missing or do not fit.
  package convenience init(_ file: ModelFile) throws {
    let architecture = BackboneArchitecture.mobileFaceNet
    try architecture.check(file)
    try self.init(input: PictureInput(file)) { parameter throws(ModelFileError) in
      try file.tensor(parameter.name, shape: parameter.shape).values
    }
  }

  init(input: PictureInput, values: (ParameterShape) throws -> [Float]) throws {
    let layers = MobileFaceNetLayer.all
    let folded = try layers.map { try $0.folded(values) }
    var steps: [GraphStep] = []
    for (index, layer) in layers.enumerated() {
      var step = ConvolutionStep(
        input: index, outputChannels: layer.outputs, kernelHeight: layer.kernelHeight,
        kernelWidth: layer.kernelWidth, weights: folded[index].weights, bias: folded[index].bias)
      step.groups = layer.groups
      step.stride = layer.stride
      step.pad(layer.padding)
      step.residual = layer.residualDistance.map { index - $0 }
      step.slopes = try layer.slopes == nil ? nil : values(layer.parameters.last!)
      steps.append(.convolution(step))
    }
    // Value i + 1 belongs to layer i.
    let graph = try ConvolutionGraph(
      channels: 3, height: input.height, width: input.width, layout: .pixels, steps: steps,
      outputs: [
        (MobileFaceNetLayer.patchLayer + 1, .pixels), (layers.count - 1, .planes),
        (layers.count, .planes),
      ])
    shape = BackboneArchitecture.mobileFaceNet.shape
    self.input = input
    runner = ConvolutionRunner(graph)
    gridFilter = folded[layers.count - 2]
    projection = folded[layers.count - 1]
  }

  package func features(of pictures: [Picture]) throws -> [FaceFeatures] {
    try features(count: pictures.count) { self.input.values(of: pictures[$0]) }
  }

  /// - Parameter input: Returns a picture's normalized samples, shape `[112, 96, 3]`.
  func features(count: Int, input: @Sendable (Int) -> [Float]) throws -> [FaceFeatures] {
    try runner.run(count: count, input: input).map {
      FaceFeatures(embedding: $0[2], patches: $0[0], globalDescriptor: $0[1])
    }
  }

  package func embeddingMap() throws(EmbeddingMapMissing) -> (weight: [Float], bias: [Float]) {
    let (places, channels) = (shape.grid.count, shape.patchChannels)
    var weight: [Float] = []
    var bias: [Float] = []
    weight.reserveCapacity(shape.embeddingSize * places * channels)
    for row in 0..<shape.embeddingSize {
      let factors = projection.weights[row * channels..<(row + 1) * channels].map(Double.init)
      for place in 0..<places {
        for channel in 0..<channels {
          weight.append(
            Float(factors[channel] * Double(gridFilter.weights[channel * places + place])))
        }
      }
      let constant = zip(factors, gridFilter.bias).reduce(0) { $0 + $1.0 * Double($1.1) }
      bias.append(Float(constant + Double(projection.bias[row])))
    }
    return (weight, bias)
  }
}
