import Tensors

/// A convolution of a network, with its normalization and the steps after it.
struct ConvolutionLayer: Sendable {
  /// The weight's name before ".weight".
  var name: String
  var input: Int
  var inputs: Int
  var outputs: Int
  /// Whether the layer is published as fully connected, with a matrix as weight. Then the kernel is
  /// one pixel.
  var isMatrix = false
  var kernelHeight = 3
  var kernelWidth = 3
  var stride = 1
  var paddingRows = 0
  var paddingColumns = 0
  /// Whether there is a tensor ".bias".
  var hasBias = false
  /// The name of the batch normalization after it; then it has no bias.
  var normalization: String?
  var epsilon = BatchNormalization.epsilon
  /// The name of a scale and a shift for each channel after it, which has a bias of its own.
  var scaling: String?
  /// The factor of the result before the residual is added.
  var factor = 1.0
  /// The number of a value that is added.
  var residual: Int?
  var slopes: NetworkLayer.Slopes?
  var activation = ConvolutionStep.Activation.none

  /// - Parameter kernel: The side of the kernel; odd.
  init(_ name: String, input: Int, inputs: Int, outputs: Int, kernel: Int = 3) {
    self.name = name
    self.input = input
    self.inputs = inputs
    self.outputs = outputs
    kernelHeight = kernel
    kernelWidth = kernel
  }

  private var weight: ParameterShape {
    ParameterShape(
      name: name + ".weight",
      shape: [outputs, inputs] + (isMatrix ? [] : [kernelHeight, kernelWidth]))
  }
  private var bias: ParameterShape { ParameterShape(name: name + ".bias", shape: [outputs]) }

  private var scales: [ParameterShape] {
    guard let scaling else { return [] }
    return ["weight", "bias"].map { ParameterShape(name: scaling + "." + $0, shape: [outputs]) }
  }

  var parameters: [ParameterShape] {
    var list = [weight]
    if hasBias || scaling != nil { list.append(bias) }
    list += scales
    if let normalization {
      list += BatchNormalization.parameters(normalization, channels: outputs)
    }
    if let slopes { list.append(slopes.parameter) }
    return list
  }

  func step(_ values: ParameterValues) throws -> ConvolutionStep {
    var weights = try values(weight)
    var constants = [Float](repeating: 0, count: outputs)
    if let normalization {
      let numbers = try BatchNormalization.parameters(normalization, channels: outputs).map(values)
      let folded = FoldedConvolution(
        weights: weights, normalization: BatchNormalization(numbers, epsilon: epsilon))
      weights = folded.weights
      constants = folded.bias
    } else if scaling != nil {
      let (factors, shifts) = (try values(scales[0]), try values(scales[1]))
      let size = weights.count / outputs
      weights = weights.indices.map { Float(Double(weights[$0]) * Double(factors[$0 / size])) }
      constants = zip(try values(bias), zip(factors, shifts)).map { bias, scale in
        Float(Double(bias) * Double(scale.0) + Double(scale.1))
      }
    } else if hasBias {
      constants = try values(bias)
    }
    if factor != 1 {
      weights = weights.map { Float(Double($0) * factor) }
      constants = constants.map { Float(Double($0) * factor) }
    }
    var step = ConvolutionStep(
      input: input, outputChannels: outputs, kernelHeight: kernelHeight, kernelWidth: kernelWidth,
      weights: weights, bias: constants)
    step.stride = stride
    step.paddingRows = paddingRows
    step.paddingColumns = paddingColumns
    step.residual = residual
    step.slopes = try slopes?.values(values)
    step.activation = activation
    return step
  }
}
