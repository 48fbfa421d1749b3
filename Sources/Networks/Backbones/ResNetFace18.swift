import Pictures
import Tensors

/// ArcFace's ResNet-18: a gray face of 128 by 128 pixels becomes 512 numbers and 8x8 patches of
/// 512, as published by ronghuaiyang/arcface-pytorch and used by DeepFace-EMD. `ResNetFace18Form`
/// describes its variants.
///
/// A block normalizes, filters, normalizes, filters, normalizes, and adds its input; one PReLU with
/// one slope acts after the first filter and at the end. The first normalization precedes a filter
/// that surrounds its input with zeros: at the border the filter sees zeros, not the normalized
/// zero, so the normalization stays a separate step. The patches are the normalized last map, or
/// the third stage's map without normalization.
///
/// Some published weights have squeeze-and-excitation: the result of a block is multiplied, before
/// its input is added, by one number per channel between 0 and 1, which two small layers compute
/// from the means of the channels.
///
/// Deng et al. 2019, https://arxiv.org/abs/1801.07698; Hu et al. 2018,
/// https://arxiv.org/abs/1709.01507
enum ResNetFace18 {
  static func network(_ form: ResNetFace18Form = ResNetFace18Form()) -> LayeredNetwork {
    var layers: [NetworkLayer] = []
    let third = addLayers(form, to: &layers)
    let input = PictureInput(
      width: form.side, height: form.side, channels: form.channels, subtract: 127.5, divide: 127.5)
    func shape(grid: Int, channels: Int) -> BackboneShape {
      BackboneShape(
        architecture: "resnet_face18", inputWidth: form.side, inputHeight: form.side,
        grid: PatchGrid(rows: grid, columns: grid), patchChannels: channels,
        embeddingSize: form.embeddingSize, alignment: form.side == 112 ? .square : nil)
    }
    let last = shape(grid: form.side / 16, channels: 8 * form.width)
    var network = LayeredNetwork(
      shape: last, input: input, layers: layers,
      embedding: EmbeddingLayer(
        name: "fc5", input: .patches, hasBias: true, normalization: "bn5"))
    if form.patches == .layer3 {
      network.earlyPatches = LayeredNetwork.EarlyPatches(
        value: third, shape: shape(grid: form.side / 8, channels: 4 * form.width))
    }
    return network
  }

  /// - Returns: The value of the third stage.
  private static func addLayers(_ form: ResNetFace18Form, to layers: inout [NetworkLayer]) -> Int {
    let width = form.width
    var stem = ConvolutionLayer(
      "conv1", input: 0, inputs: form.channels.rawValue, outputs: width)
    stem.paddingRows = 1
    stem.paddingColumns = 1
    stem.normalization = "bn1"
    stem.slopes = NetworkLayer.Slopes(name: "prelu", channels: width, isShared: true)
    var value = layers.add(.convolution(stem))
    value = layers.add(.maximum(input: value, side: 2, stride: 2))
    var channels = width
    var third = value
    for stage in 1...4 {
      for block in 0..<2 {
        value = addBlock(
          "layer\(stage).\(block).", input: value, inputs: channels,
          outputs: width << (stage - 1), isNarrowing: stage > 1 && block == 0,
          hasGates: form.hasGates, to: &layers)
        channels = width << (stage - 1)
      }
      if stage == 3 { third = value }
    }
    _ = layers.add(.normalization("bn4", input: value, channels: channels))
    return third
  }

  /// - Parameter isNarrowing: Whether the map becomes half as wide and high.
  private static func addBlock(
    _ name: String, input: Int, inputs: Int, outputs: Int, isNarrowing: Bool, hasGates: Bool,
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
    if isNarrowing {
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

  /// Adds squeeze-and-excitation of a value.
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
