import Pictures
import Tensors

/// dlib's face network: a face of 150 by 150 pixels becomes 128 numbers, of which distances (not
/// angles) were trained, and patches of one of three maps.
///
/// A block filters, scales, applies ReLU, filters and scales; then it adds its input and applies
/// ReLU. A block that narrows filters every second pixel without a margin, and adds the means of
/// windows of two by two pixels of its input, with channels of zeros where it has more of them. Where
/// the filtered map is smaller than the map of means, zeros fill its last row and column. The
/// embedding is a matrix of the mean of the last map.
///
/// King 2017, http://blog.dlib.net/2017/02/high-quality-face-recognition-with-deep.html; He et al.
/// 2015, https://arxiv.org/abs/1512.03385
package struct DlibResNet: Sendable {
  static let architecture = "dlib_resnet"
  /// The numbers subtracted from red, green and blue, 0 to 255, before they are divided by 256.
  package static let means: [Float] = [122.782, 117.001, 104.298]
  static let divisor: Float = 256
  /// The names of the first filter and of the matrix.
  package static let stem = "stem"
  package static let matrix = "fc"

  /// The side of a picture in pixels.
  package let side: Int
  package let stemWidth: Int
  package let embeddingSize: Int
  package let blocks: [Block]

  package struct Block: Sendable {
    /// The name before that of its filters, with a period.
    package let name: String
    package let inputs: Int
    package let outputs: Int
    /// Whether the map becomes half as wide and high.
    package let isNarrowing: Bool
    /// The number of rows and columns of its result.
    let side: Int
    /// The number of rows and columns of its filtered map, before zeros.
    let filteredSide: Int
  }

  /// - Parameter stages: The number of blocks of each stage, and of its channels; each stage after
  ///   the first narrows.
  package init(
    side: Int, stemWidth: Int, stages: [(blocks: Int, channels: Int)], embeddingSize: Int
  ) {
    self.side = side
    self.stemWidth = stemWidth
    self.embeddingSize = embeddingSize
    var blocks: [Block] = []
    // The stem has windows of seven, then three pixels, each every second pixel.
    var side = ((side - 7) / 2 + 1 - 3) / 2 + 1
    var channels = stemWidth
    for (number, stage) in stages.enumerated() {
      for block in 0..<stage.blocks {
        let isNarrowing = number > 0 && block == 0
        let filtered = isNarrowing ? (side - 3) / 2 + 1 : side
        if isNarrowing { side /= 2 }
        blocks.append(
          Block(
            name: "stage\(number + 1).\(block).", inputs: channels, outputs: stage.channels,
            isNarrowing: isNarrowing, side: side, filteredSide: filtered))
        channels = stage.channels
      }
    }
    self.blocks = blocks
  }

  static let published = DlibResNet(
    side: 150, stemWidth: 32, stages: [(3, 32), (4, 64), (3, 128), (3, 256), (1, 256)],
    embeddingSize: 128)

  /// The map whose places are the patches, by its rows and columns.
  enum PatchSource: String, Sendable, CaseIterable {
    case eight = "8x8"
    case four = "4x4"
    case two = "2x2"

    var side: Int {
      switch self {
      case .eight: 8
      case .four: 4
      case .two: 2
      }
    }
  }

  /// - Parameter patchSide: The number of rows and columns of the map of the patches.
  /// - Precondition: A stage ends with such a map.
  func network(patchSide: Int) -> LayeredNetwork {
    var layers: [NetworkLayer] = []
    var value = layers.add(.shift(input: 0, Self.means.map { -$0 / Self.divisor }))
    var first = ConvolutionLayer(
      Self.stem, input: value, inputs: Self.means.count, outputs: stemWidth, kernel: 7)
    first.stride = 2
    first.scaling = Self.stem + ".affine"
    first.activation = .relu
    value = layers.add(.convolution(first))
    value = layers.add(.maximum(input: value, side: 3, stride: 2))
    // The last value of each size.
    var maps: [Int: (value: Int, channels: Int)] = [:]
    for block in blocks {
      value = add(block, input: value, to: &layers)
      maps[block.side] = (value, block.outputs)
    }
    func shape(_ side: Int) -> BackboneShape {
      BackboneShape(
        architecture: Self.architecture, inputWidth: self.side, inputHeight: self.side,
        grid: PatchGrid(rows: side, columns: side), patchChannels: maps[side]!.channels,
        embeddingSize: embeddingSize, alignment: .chip)
    }
    let last = blocks.last!.side
    var network = LayeredNetwork(
      shape: shape(last),
      input: PictureInput(
        width: side, height: side, channels: .rgb, subtract: 0, divide: Self.divisor),
      layers: layers, embedding: EmbeddingLayer(name: Self.matrix, input: .mean))
    if patchSide != last {
      network.earlyPatches = LayeredNetwork.EarlyPatches(
        value: maps[patchSide]!.value, shape: shape(patchSide))
    }
    return network
  }

  private func add(_ block: Block, input: Int, to layers: inout [NetworkLayer]) -> Int {
    var first = filter(block, "1", input: input, inputs: block.inputs)
    if block.isNarrowing {
      first.stride = 2
      first.paddingRows = 0
      first.paddingColumns = 0
    }
    first.activation = .relu
    var second = filter(
      block, "2", input: layers.add(.convolution(first)), inputs: block.outputs)
    guard block.isNarrowing else {
      second.residual = input
      second.activation = .relu
      return layers.add(.convolution(second))
    }
    let means = layers.add(
      .halving(input: input, inputs: block.inputs, outputs: block.outputs))
    guard block.filteredSide < block.side else {
      second.residual = means
      second.activation = .relu
      return layers.add(.convolution(second))
    }
    let filtered = layers.add(.convolution(second))
    return layers.add(.framedAddition(filtered, means, channels: block.outputs))
  }

  private func filter(
    _ block: Block, _ number: String, input: Int, inputs: Int
  ) -> ConvolutionLayer {
    var layer = ConvolutionLayer(
      block.name + "conv" + number, input: input, inputs: inputs, outputs: block.outputs)
    layer.paddingRows = 1
    layer.paddingColumns = 1
    layer.scaling = block.name + "affine" + number
    return layer
  }
}

extension BackboneArchitecture {
  static func dlibResNet(_ patches: DlibResNet.PatchSource) -> BackboneArchitecture {
    BackboneArchitecture(
      DlibResNet.published.network(patchSide: patches.side),
      metadata: [ModelKey.patches: patches.rawValue])
  }
}
