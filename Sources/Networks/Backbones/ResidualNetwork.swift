import Pictures
import Tensors

/// The InsightFace family: a color face of 112 by 112 pixels becomes 512 numbers and 7x7 patches of
/// 512.
///
/// A block normalizes, filters, normalizes, applies PReLU, filters with a stride and normalizes;
/// then it adds its input. The first normalization precedes a filter that surrounds its input with
/// zeros, so it stays a separate step. The patches are the last stage's value; its normalization is
/// part of the map to the embedding.
///
/// The published networks differ in the names of their tensors, the order of colors and the scale
/// of the input. Tensors alone do not show the last two, so each publication is an architecture of
/// its own.
///
/// Deng et al. 2019, https://arxiv.org/abs/1801.07698; Meng et al. 2021,
/// https://arxiv.org/abs/2103.06627; Kim et al. 2022, https://arxiv.org/abs/2204.00964
struct ResidualNetwork: Sendable {
  let name: String
  let naming: ResidualForm.Naming
  /// Whether blocks normalize between the first filter and PReLU.
  var hasMiddleNormalization = true
  var epsilon = BatchNormalization.epsilon
  let isBlueFirst: Bool
  let subtract: Float
  let divide: Float
  /// The beginnings of names of tensors that published files contain but features do not need.
  var ignored: [String] = []

  /// arcface_torch and ElasticFace: RGB, (x - 127.5) / 127.5.
  static let iresnet = ResidualNetwork(
    name: "iresnet", naming: .stages, isBlueFirst: false, subtract: 127.5, divide: 127.5)
  /// MagFace: BGR, x / 255.
  static let magFace = ResidualNetwork(
    name: "magface", naming: .stages, epsilon: 2e-5, isBlueFirst: true, subtract: 0, divide: 255)
  /// face.evoLVe and CurricularFace: RGB, (x - 127.5) / 127.5.
  static let ir = ResidualNetwork(
    name: "ir", naming: .body, hasMiddleNormalization: false, isBlueFirst: false, subtract: 127.5,
    divide: 127.5)
  /// Face-ViT's copy of face.evoLVe, which multiplies by 0.078125, ten times the usual.
  static let faceViT = ResidualNetwork(
    name: "ir_facevit", naming: .body, hasMiddleNormalization: false, isBlueFirst: false,
    subtract: 127.5, divide: 12.8)
  /// AdaFace: BGR, (x - 127.5) / 127.5.
  static let adaFace = ResidualNetwork(
    name: "adaface", naming: .body, isBlueFirst: true, subtract: 127.5, divide: 127.5)

  func network(_ form: ResidualForm) -> LayeredNetwork {
    let side = 112
    let shape = BackboneShape(
      architecture: name, inputWidth: side, inputHeight: side,
      grid: PatchGrid(rows: side / 16, columns: side / 16),
      patchChannels: ResidualForm.widths[3], embeddingSize: form.embeddingSize,
      alignment: .arcFace)
    var input = PictureInput(
      width: side, height: side, channels: .rgb, subtract: subtract, divide: divide)
    input.isBlueFirst = isBlueFirst
    let isStaged = naming == .stages
    var embedding = EmbeddingLayer(
      name: isStaged ? "fc" : "output_layer.3", input: .patches, hasBias: true,
      normalization: isStaged ? "features" : "output_layer.4")
    embedding.epsilon = epsilon
    embedding.preceding = isStaged ? "bn2" : "output_layer.0"
    embedding.hasGain = form.hasEmbeddingGain
    var network = LayeredNetwork(
      shape: shape, input: input, layers: layers(form), embedding: embedding)
    network.ignored = ignored
    return network
  }

  private func layers(_ form: ResidualForm) -> [NetworkLayer] {
    var layers: [NetworkLayer] = []
    let isStaged = naming == .stages
    let width = ResidualForm.widths[0]
    var stem = convolution(
      isStaged ? "conv1" : "input_layer.0", input: 0, inputs: 3, outputs: width)
    stem.normalization = isStaged ? "bn1" : "input_layer.1"
    stem.slopes = NetworkLayer.Slopes(
      name: isStaged ? "prelu" : "input_layer.2", channels: width)
    var value = layers.add(.convolution(stem))
    var channels = width
    var number = 0
    for (stage, depth) in form.depths.enumerated() {
      for block in 0..<depth {
        let name = isStaged ? "layer\(stage + 1).\(block)." : "body.\(number)."
        number += 1
        let outputs = ResidualForm.widths[stage]
        value = add(
          Block(
            name: name, inputs: channels, outputs: outputs, stride: block == 0 ? 2 : 1,
            hasGates: form.hasGates), input: value, to: &layers)
        channels = outputs
      }
    }
    return layers
  }

  private struct Block {
    var name: String
    var inputs: Int
    var outputs: Int
    var stride: Int
    var hasGates: Bool
  }

  /// The names of a block's layers.
  private struct Names {
    var first: String
    var filter: String
    var middle: String?
    var slopes: String
    var secondFilter: String
    var last: String
    var gates: String
    var shortcut: String
  }

  private func names(_ block: String) -> Names {
    guard naming == .body else {
      return Names(
        first: block + "bn1", filter: block + "conv1", middle: block + "bn2",
        slopes: block + "prelu", secondFilter: block + "conv2", last: block + "bn3",
        gates: block + "se", shortcut: block + "downsample")
    }
    let base = block + "res_layer."
    let shift = hasMiddleNormalization ? 1 : 0
    return Names(
      first: base + "0", filter: base + "1", middle: hasMiddleNormalization ? base + "2" : nil,
      slopes: base + "\(2 + shift)", secondFilter: base + "\(3 + shift)",
      last: base + "\(4 + shift)", gates: base + "\(5 + shift)",
      shortcut: block + "shortcut_layer")
  }

  private func add(_ block: Block, input: Int, to layers: inout [NetworkLayer]) -> Int {
    let names = names(block.name)
    let normalized = layers.add(
      .normalization(names.first, input: input, channels: block.inputs, epsilon: epsilon))
    var first = convolution(
      names.filter, input: normalized, inputs: block.inputs, outputs: block.outputs)
    first.normalization = names.middle
    first.slopes = NetworkLayer.Slopes(name: names.slopes, channels: block.outputs)
    var second = convolution(
      names.secondFilter, input: layers.add(.convolution(first)), inputs: block.outputs,
      outputs: block.outputs)
    second.stride = block.stride
    second.normalization = names.last
    let residual = addShortcut(block, names, input: input, to: &layers)
    guard block.hasGates else {
      second.residual = residual
      return layers.add(.convolution(second))
    }
    let filtered = layers.add(.convolution(second))
    let gated = addGates(names.gates, input: filtered, channels: block.outputs, to: &layers)
    return layers.add(.addition(gated, residual, slopes: nil))
  }

  /// Returns the block's input in the size of its result.
  private func addShortcut(
    _ block: Block, _ names: Names, input: Int, to layers: inout [NetworkLayer]
  ) -> Int {
    let hasFilter = naming == .stages ? block.stride > 1 : block.inputs != block.outputs
    if hasFilter {
      var filter = ConvolutionLayer(
        names.shortcut + ".0", input: input, inputs: block.inputs, outputs: block.outputs,
        kernel: 1)
      filter.stride = block.stride
      filter.normalization = names.shortcut + ".1"
      filter.epsilon = epsilon
      return layers.add(.convolution(filter))
    }
    guard block.stride > 1 else { return input }
    return layers.add(.maximum(input: input, side: 1, stride: block.stride))
  }

  private func addGates(
    _ name: String, input: Int, channels: Int, to layers: inout [NetworkLayer]
  ) -> Int {
    let few = channels / 16
    var squeeze = ConvolutionLayer(
      name + ".fc1", input: layers.add(.average(input: input)), inputs: channels, outputs: few,
      kernel: 1)
    squeeze.activation = .relu
    var excitation = ConvolutionLayer(
      name + ".fc2", input: layers.add(.convolution(squeeze)), inputs: few, outputs: channels,
      kernel: 1)
    excitation.activation = .sigmoid
    return layers.add(.gating(input: input, gates: layers.add(.convolution(excitation))))
  }

  private func convolution(
    _ name: String, input: Int, inputs: Int, outputs: Int
  ) -> ConvolutionLayer {
    var layer = ConvolutionLayer(name, input: input, inputs: inputs, outputs: outputs)
    layer.paddingRows = 1
    layer.paddingColumns = 1
    layer.epsilon = epsilon
    return layer
  }
}
