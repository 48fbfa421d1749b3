import Pictures
import Tensors

/// FaceNet: a face of 160 by 160 pixels becomes 512 numbers and 3x3 patches of 1792, as published
/// by timesler/facenet-pytorch.
///
/// Blocks join the results of two or three branches, change the number of channels to the input's,
/// multiply by a small factor and add the input. The patches are the last block's result, which
/// alone may be negative; the embedding is a matrix and a batch normalization of their mean (the
/// published network then divides by the length). The published weights come from TensorFlow, hence
/// the epsilon. Its `logits`, which classify the training identities, are left out.
///
/// Szegedy et al. 2016, https://arxiv.org/abs/1602.07261; Schroff et al. 2015,
/// https://arxiv.org/abs/1503.03832
struct InceptionResNetV1 {
  static let network: LayeredNetwork = {
    var builder = InceptionResNetV1()
    builder.addLayers()
    var network = LayeredNetwork(
      shape: BackboneShape(
        architecture: "inception_resnet_v1", inputWidth: 160, inputHeight: 160,
        grid: PatchGrid(rows: 3, columns: 3), patchChannels: 1792, embeddingSize: 512),
      input: PictureInput(width: 160, height: 160, channels: .rgb, subtract: 127.5, divide: 128),
      layers: builder.layers,
      embedding: EmbeddingLayer(
        name: "last_linear", input: .mean, normalization: "last_bn", epsilon: epsilon))
    network.ignored = ["logits."]
    return network
  }()

  /// The epsilon of TensorFlow.
  private static let epsilon = 1e-3

  private var layers: [NetworkLayer] = []
  private var value = 0
  /// The number of channels of `value`.
  private var channels = 3

  /// A convolution of a branch, without its input.
  private struct Filter {
    var outputs: Int
    var height = 1
    var width = 1
    var stride = 1
    /// Whether zeros around the map keep its size.
    var isPadded = true

    static func pixel(_ outputs: Int) -> Filter { Filter(outputs: outputs) }
    static func square(_ outputs: Int) -> Filter { Filter(outputs: outputs, height: 3, width: 3) }
    static func row(_ outputs: Int, _ width: Int) -> Filter {
      Filter(outputs: outputs, width: width)
    }
    static func column(_ outputs: Int, _ height: Int) -> Filter {
      Filter(outputs: outputs, height: height)
    }
    /// Returns a square filter whose window stays within the map.
    static func inner(_ outputs: Int, stride: Int) -> Filter {
      Filter(outputs: outputs, height: 3, width: 3, stride: stride, isPadded: false)
    }
  }

  private mutating func addLayers() {
    add("conv2d_1a", .inner(32, stride: 2))
    add("conv2d_2a", .inner(32, stride: 1))
    add("conv2d_2b", .square(64))
    value = layers.add(.maximum(input: value, side: 3, stride: 2))
    add("conv2d_3b", .pixel(80))
    add("conv2d_4a", .inner(192, stride: 1))
    add("conv2d_4b", .inner(256, stride: 2))
    for index in 0..<5 {
      addBlock(
        "repeat_1.\(index).",
        [[.pixel(32)], [.pixel(32), .square(32)], [.pixel(32), .square(32), .square(32)]],
        factor: 0.17)
    }
    addReduction(
      "mixed_6a.",
      [[.inner(384, stride: 2)], [.pixel(192), .square(192), .inner(256, stride: 2)]])
    for index in 0..<10 {
      addBlock(
        "repeat_2.\(index).", [[.pixel(128)], [.pixel(128), .row(128, 7), .column(128, 7)]],
        factor: 0.1)
    }
    addReduction(
      "mixed_7a.",
      [
        [.pixel(256), .inner(384, stride: 2)], [.pixel(256), .inner(256, stride: 2)],
        [.pixel(256), .square(256), .inner(256, stride: 2)],
      ])
    let last: [[Filter]] = [[.pixel(192)], [.pixel(192), .row(192, 3), .column(192, 3)]]
    for index in 0..<5 { addBlock("repeat_3.\(index).", last, factor: 0.2) }
    addBlock("block8.", last, factor: 1, isLinear: true)
  }

  private mutating func add(_ name: String, _ filter: Filter) {
    value = added(name, filter, input: value, inputs: channels)
    channels = filter.outputs
  }

  private mutating func added(_ name: String, _ filter: Filter, input: Int, inputs: Int) -> Int {
    var layer = ConvolutionLayer(
      name + ".conv", input: input, inputs: inputs, outputs: filter.outputs)
    layer.kernelHeight = filter.height
    layer.kernelWidth = filter.width
    layer.stride = filter.stride
    layer.paddingRows = filter.isPadded ? filter.height / 2 : 0
    layer.paddingColumns = filter.isPadded ? filter.width / 2 : 0
    layer.normalization = name + ".bn"
    layer.epsilon = Self.epsilon
    layer.activation = .relu
    return layers.add(.convolution(layer))
  }

  /// Adds branches that all read the current value.
  ///
  /// - Returns: The last value of each branch.
  private mutating func addBranches(_ name: String, _ branches: [[Filter]]) -> [Int] {
    branches.enumerated().map { number, filters in
      var (input, inputs) = (value, channels)
      for (index, filter) in filters.enumerated() {
        let branch = "\(name)branch\(number)"
        input = added(
          filters.count == 1 ? branch : "\(branch).\(index)", filter, input: input, inputs: inputs)
        inputs = filter.outputs
      }
      return input
    }
  }

  /// Adds the result of its branches to the current value.
  private mutating func addBlock(
    _ name: String, _ branches: [[Filter]], factor: Double, isLinear: Bool = false
  ) {
    let joined = layers.add(.joining(addBranches(name, branches)))
    var layer = ConvolutionLayer(
      name + "conv2d", input: joined, inputs: branches.reduce(0) { $0 + $1.last!.outputs },
      outputs: channels, kernel: 1)
    layer.hasBias = true
    layer.factor = factor
    layer.residual = value
    layer.activation = isLinear ? .none : .relu
    value = layers.add(.convolution(layer))
  }

  /// Halves the map: the results of the branches and the largest value of each window,
  /// concatenated.
  private mutating func addReduction(_ name: String, _ branches: [[Filter]]) {
    var values = addBranches(name, branches)
    values.append(layers.add(.maximum(input: value, side: 3, stride: 2)))
    value = layers.add(.joining(values))
    channels += branches.reduce(0) { $0 + $1.last!.outputs }
  }
}
