import CConvolution

/// A convolution, what may be added to it, and PReLU, in this order.
public struct ConvolutionStep: Sendable {
  /// Values are numbered: 0 is the graph's input, step i makes value i + 1.
  public var input: Int
  /// A value of the result's shape, added before PReLU.
  public var residual: Int?
  public var outputChannels: Int
  public var groups = 1
  public var kernelHeight: Int
  public var kernelWidth: Int
  public var stride = 1
  /// Rows and columns of zeros on each side.
  public var padding = 0
  /// Shape `[outputChannels, inputChannels / groups, kernelHeight, kernelWidth]`.
  public var weights: [Float]
  /// Shape `[outputChannels]`.
  public var bias: [Float]
  /// The factors of negative results (PReLU), shape `[outputChannels]`; `nil` keeps them.
  public var slopes: [Float]?

  public init(
    input: Int, outputChannels: Int, kernelHeight: Int, kernelWidth: Int, weights: [Float],
    bias: [Float]
  ) {
    self.input = input
    self.outputChannels = outputChannels
    self.kernelHeight = kernelHeight
    self.kernelWidth = kernelWidth
    self.weights = weights
    self.bias = bias
  }
}

/// How the numbers of a picture or a value lie in memory.
public enum PlaneLayout: Sendable {
  /// Channels, rows, columns (NCHW).
  case planes
  /// Rows, columns, channels (NHWC).
  case pixels

  fileprivate var code: facet_layout {
    self == .planes ? facet_layout_planes : facet_layout_pixels
  }
}

/// Convolutions in a row, with their weights; `ConvolutionPlan` computes them.
public final class ConvolutionGraph: @unchecked Sendable {
  // Unchecked: nothing changes after `init`, and plans only read it, so there is nothing to lock.
  let pointer: OpaquePointer
  /// Elements of one picture.
  let inputSize: Int
  /// Elements of one picture, by output.
  private(set) var outputSizes: [Int] = []

  /// - Parameters:
  ///   - outputs: Which values are wanted, and how they shall lie.
  /// - Throws: When a step does not fit the value it reads.
  /// - Precondition: Each step's arrays are as long as its shape says.
  public init(
    channels: Int, height: Int, width: Int, layout: PlaneLayout, steps: [ConvolutionStep],
    outputs: [(value: Int, layout: PlaneLayout)]
  ) throws(ConvolutionError) {
    var error = facet_convolution_error()
    guard
      let network = facet_network_create(
        Int32(channels), Int32(height), Int32(width), layout.code, &error)
    else { throw ConvolutionError(error) }
    pointer = network
    inputSize = channels * height * width
    var valueChannels = [channels]
    for step in steps {
      precondition(valueChannels.indices.contains(step.input), "a step reads an earlier value")
      let inputs = valueChannels[step.input] / step.groups
      precondition(
        step.weights.count == step.outputChannels * inputs * step.kernelHeight * step.kernelWidth)
      precondition(step.bias.count == step.outputChannels)
      precondition(step.slopes == nil || step.slopes!.count == step.outputChannels)
      guard Self.add(step, to: network, &error) >= 0 else { throw ConvolutionError(error) }
      valueChannels.append(step.outputChannels)
    }
    for (value, layout) in outputs {
      guard facet_network_add_output(network, Int32(value), layout.code, &error) == 0 else {
        throw ConvolutionError(error)
      }
      outputSizes.append(facet_network_value_size(network, Int32(value)))
    }
  }

  deinit { facet_network_destroy(pointer) }

  private static func add(
    _ step: ConvolutionStep, to network: OpaquePointer, _ error: inout facet_convolution_error
  ) -> Int32 {
    step.weights.withUnsafeBufferPointer { weights in
      step.bias.withUnsafeBufferPointer { bias in
        (step.slopes ?? []).withUnsafeBufferPointer { slopes in
          var convolution = facet_convolution(
            input: Int32(step.input), residual: Int32(step.residual ?? -1),
            output_channels: Int32(step.outputChannels), groups: Int32(step.groups),
            kernel_height: Int32(step.kernelHeight), kernel_width: Int32(step.kernelWidth),
            stride: Int32(step.stride), padding: Int32(step.padding),
            weights: weights.baseAddress, bias: bias.baseAddress,
            slopes: step.slopes == nil ? nil : slopes.baseAddress)
          return facet_network_add_convolution(network, &convolution, &error)
        }
      }
    }
  }
}
