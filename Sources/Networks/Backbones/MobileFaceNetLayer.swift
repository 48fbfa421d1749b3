import Tensors

/// One convolution of MobileFaceNet with its batch normalization, with the names of the published
/// state dictionary.
///
/// Chen et al. 2018, table 1, https://arxiv.org/abs/1804.07573; the published input is 112x96, so
/// the last feature map is 7x6.
struct MobileFaceNetLayer {
  /// The names of the tensors before the dot.
  var convolution: String
  var normalization: String
  /// The name of PReLU's slopes, or `nil` if the layer is linear.
  var slopes: String?
  var inputs: Int
  var outputs: Int
  /// Whether there is one filter per channel.
  var isDepthwise = false
  var kernelHeight = 1
  var kernelWidth = 1
  var stride = 1
  var padding = 0
  /// The number of layers back to the beginning of its block, whose input is added.
  var residualDistance: Int?

  static let all: [MobileFaceNetLayer] = {
    var layers = [
      named("conv1", inputs: 3, outputs: 64, kernel: 3, stride: 2),
      named("dw_conv1", inputs: 64, outputs: 64, isDepthwise: true, kernel: 3),
    ]
    var channels = 64
    var block = 0
    for (expansion, outputs, count, stride) in [
      (2, 64, 5, 2), (4, 128, 1, 2), (2, 128, 6, 1), (4, 128, 1, 2), (2, 128, 2, 1),
    ] {
      for index in 0..<count {
        layers += bottleneck(
          block, inputs: channels, expansion: expansion, outputs: outputs,
          stride: index == 0 ? stride : 1)
        channels = outputs
        block += 1
      }
    }
    layers.append(named("conv2", inputs: 128, outputs: 512))
    var last = named("linear7", inputs: 512, outputs: 512, isDepthwise: true, isLinear: true)
    last.kernelHeight = 7
    last.kernelWidth = 6
    return layers + [last, named("linear1", inputs: 512, outputs: 128, isLinear: true)]
  }()

  /// The layer whose output consists of the patches.
  static var patchLayer: Int { all.count - 3 }

  var groups: Int { isDepthwise ? inputs : 1 }
  var weightShape: [Int] { [outputs, inputs / groups, kernelHeight, kernelWidth] }

  /// All tensors of the layer, in the order of the published file.
  var parameters: [ParameterShape] {
    var list = [ParameterShape(name: convolution + ".weight", shape: weightShape)]
    list += BatchNormalization.parameters(normalization, channels: outputs)
    if let slopes { list.append(ParameterShape(name: slopes + ".weight", shape: [outputs])) }
    return list
  }

  /// - Parameter values: Returns the values of `parameters`, by name.
  func folded(_ values: (ParameterShape) throws -> [Float]) rethrows -> FoldedConvolution {
    let numbers = try parameters.map(values)
    return FoldedConvolution(
      weights: numbers[0], normalization: BatchNormalization(Array(numbers[1...4])))
  }

  private static func named(
    _ name: String, inputs: Int, outputs: Int, isDepthwise: Bool = false, kernel: Int = 1,
    stride: Int = 1, isLinear: Bool = false
  ) -> MobileFaceNetLayer {
    MobileFaceNetLayer(
      convolution: name + ".conv", normalization: name + ".bn",
      slopes: isLinear ? nil : name + ".prelu", inputs: inputs, outputs: outputs,
      isDepthwise: isDepthwise, kernelHeight: kernel, kernelWidth: kernel, stride: stride,
      padding: kernel / 2)
  }

  /// Returns layers that widen, filter each channel and narrow; the input is added if it has the
  /// output's shape.
  private static func bottleneck(
    _ index: Int, inputs: Int, expansion: Int, outputs: Int, stride: Int
  ) -> [MobileFaceNetLayer] {
    let wide = inputs * expansion
    func numbered(_ number: Int, isLinear: Bool = false) -> MobileFaceNetLayer {
      let name = "blocks.\(index).conv."
      return MobileFaceNetLayer(
        convolution: name + "\(number)", normalization: name + "\(number + 1)",
        slopes: isLinear ? nil : name + "\(number + 2)", inputs: wide, outputs: wide)
    }
    var widening = numbered(0)
    widening.inputs = inputs
    var filter = numbered(3)
    filter.isDepthwise = true
    filter.kernelHeight = 3
    filter.kernelWidth = 3
    filter.stride = stride
    filter.padding = 1
    var narrowing = numbered(6, isLinear: true)
    narrowing.outputs = outputs
    narrowing.residualDistance = stride == 1 && inputs == outputs ? 2 : nil
    return [widening, filter, narrowing]
  }
}
