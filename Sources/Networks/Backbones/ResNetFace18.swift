import Pictures
import Tensors

/// ArcFace's ResNet-18: a grey face of 128 by 128 pixels becomes 512 numbers and 8x8 patches of
/// 512, as published by ronghuaiyang/arcface-pytorch and used by DeepFace-EMD.
///
/// A block normalises, filters, normalises, filters, normalises, and adds its input; one PReLU with
/// one slope acts after the first filter and at the end. The first normalisation stands before a
/// filter that surrounds its input with zeros: at the border the filter sees zeros, not the
/// normalised zero, so it stays a step of its own. The patches are the normalised last map.
///
/// Some published weights have squeeze-and-excitation: what a block adds to its input is multiplied
/// by one number a channel between 0 and 1, which two small layers make of the channels' means.
///
/// Deng et al. 2019, https://arxiv.org/abs/1801.07698; Hu et al. 2018,
/// https://arxiv.org/abs/1709.01507
enum ResNetFace18 {
  static let network = network(hasGates: false)
  static let gatedNetwork = network(hasGates: true)
  /// A tensor that only weights with squeeze-and-excitation have.
  static let gatedTensor = "layer1.0.se.fc.0.weight"

  private static func network(hasGates: Bool) -> LayeredNetwork {
    LayeredNetwork(
      shape: BackboneShape(
        architecture: "resnet_face18", inputWidth: 128, inputHeight: 128, grid: .eightByEight,
        patchChannels: 512, embeddingSize: 512),
      input: PictureInput(
        width: 128, height: 128, channels: .grey, subtract: 127.5, divide: 127.5),
      layers: layers(hasGates: hasGates),
      embedding: EmbeddingLayer(
        name: "fc5", input: .patches, hasBias: true, normalization: "bn5"))
  }

  private static func layers(hasGates: Bool) -> [NetworkLayer] {
    var layers: [NetworkLayer] = []
    var stem = ConvolutionLayer("conv1", input: 0, inputs: 1, outputs: 64)
    stem.paddingRows = 1
    stem.paddingColumns = 1
    stem.normalization = "bn1"
    stem.slopes = NetworkLayer.Slopes(name: "prelu", channels: 64, isShared: true)
    var value = layers.add(.convolution(stem))
    value = layers.add(.maximum(input: value, side: 2, stride: 2))
    var channels = 64
    for (stage, outputs) in [(1, 64), (2, 128), (3, 256), (4, 512)] {
      for block in 0..<2 {
        value = addBlock(
          "layer\(stage).\(block).", input: value, inputs: channels, outputs: outputs,
          hasGates: hasGates, to: &layers)
        channels = outputs
      }
    }
    _ = layers.add(.normalization("bn4", input: value, channels: 512))
    return layers
  }

  /// Where the channels become more, the map becomes half as wide and high.
  private static func addBlock(
    _ name: String, input: Int, inputs: Int, outputs: Int, hasGates: Bool,
    to layers: inout [NetworkLayer]
  ) -> Int {
    func convolution(_ number: String, input: Int, outputs: Int) -> ConvolutionLayer {
      var layer = ConvolutionLayer(
        name + "conv" + number, input: input, inputs: inputs, outputs: outputs)
      layer.normalization = name + "bn" + number
      layer.paddingRows = 1
      layer.paddingColumns = 1
      layer.slopes = NetworkLayer.Slopes(name: name + "prelu", channels: outputs, isShared: true)
      return layer
    }
    let normalized = layers.add(.normalization(name + "bn0", input: input, channels: inputs))
    let first = layers.add(.convolution(convolution("1", input: normalized, outputs: inputs)))
    var second = convolution("2", input: first, outputs: outputs)
    second.residual = input
    if inputs != outputs {
      second.stride = 2
      var narrowing = ConvolutionLayer(
        name + "downsample.0", input: input, inputs: inputs, outputs: outputs, kernel: 1)
      narrowing.stride = 2
      narrowing.normalization = name + "downsample.1"
      second.residual = layers.add(.convolution(narrowing))
    }
    guard hasGates, let residual = second.residual else {
      return layers.add(.convolution(second))
    }
    let slopes = second.slopes
    second.slopes = nil
    second.residual = nil
    let filtered = layers.add(.convolution(second))
    let gated = addGates(name + "se.fc.", input: filtered, channels: outputs, to: &layers)
    return layers.add(.addition(gated, residual, slopes: slopes))
  }

  /// Squeeze-and-excitation of a value.
  static func addGates(
    _ name: String, input: Int, channels: Int, to layers: inout [NetworkLayer]
  ) -> Int {
    let few = channels / 16
    let means = layers.add(.average(input: input))
    var squeeze = ConvolutionLayer(
      name + "0", input: means, inputs: channels, outputs: few, kernel: 1)
    squeeze.isMatrix = true
    squeeze.hasBias = true
    squeeze.slopes = NetworkLayer.Slopes(name: name + "1", channels: few, isShared: true)
    var excitation = ConvolutionLayer(
      name + "2", input: layers.add(.convolution(squeeze)), inputs: few, outputs: channels,
      kernel: 1)
    excitation.isMatrix = true
    excitation.hasBias = true
    excitation.activation = .sigmoid
    return layers.add(.gating(input: input, gates: layers.add(.convolution(excitation))))
  }
}
