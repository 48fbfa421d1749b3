import CConvolution

/// The order of the numbers of a picture or a value in memory.
package enum PlaneLayout: Sendable {
  /// Channels, rows, columns (NCHW).
  case planes
  /// Rows, columns, channels (NHWC).
  case pixels

  fileprivate var code: facet_layout {
    self == .planes ? facet_layout_planes : facet_layout_pixels
  }
}

/// Convolutions and the steps between them, with their weights; `ConvolutionPlan` computes them.
package final class ConvolutionGraph: @unchecked Sendable {
  // Unchecked: nothing changes after `init`, and plans only read it, so no lock is needed.
  let pointer: OpaquePointer
  /// The number of elements of one picture.
  let inputSize: Int
  /// The number of elements of one picture, by output.
  private(set) var outputSizes: [Int] = []

  /// - Parameters:
  ///   - outputs: The wanted values with their layouts.
  /// - Throws: `ConvolutionError` if a step does not fit the value it reads.
  /// - Precondition: The arrays of each step have the sizes of its shape.
  package init(
    channels: Int, height: Int, width: Int, layout: PlaneLayout, steps: [GraphStep],
    outputs: [(value: Int, layout: PlaneLayout)]
  ) throws(ConvolutionError) {
    var error = facet_convolution_error()
    guard
      let network = facet_network_create(
        Int32(channels), Int32(height), Int32(width), layout.code, &error)
    else { throw ConvolutionError(error) }
    pointer = network
    inputSize = channels * height * width
    var channelCounts = [channels]
    for step in steps {
      guard let count = Self.add(step, to: network, channelCounts, &error) else {
        throw ConvolutionError(error)
      }
      channelCounts.append(count)
    }
    for (value, layout) in outputs {
      guard facet_network_add_output(network, Int32(value), layout.code, &error) == 0 else {
        throw ConvolutionError(error)
      }
      outputSizes.append(facet_network_value_size(network, Int32(value)))
    }
  }

  deinit { facet_network_destroy(pointer) }

  /// Whether batches of a plan's group have something to share: weights that exceed the caches.
  package var hasLargeWeights: Bool { facet_network_has_large_weights(pointer) != 0 }

  /// - Parameter channels: The number of channels of each value.
  /// - Returns: The channels of the step's value, or `nil` if the step does not fit.
  private static func add(
    _ step: GraphStep, to network: OpaquePointer, _ channels: [Int],
    _ error: inout facet_convolution_error
  ) -> Int? {
    func channelsOf(_ value: Int) -> Int {
      precondition(channels.indices.contains(value), "a step reads an earlier value")
      return channels[value]
    }
    let count: Int
    let code: Int32
    switch step {
    case .convolution(let convolution):
      let inputs = channelsOf(convolution.input) / convolution.groups
      precondition(
        convolution.weights.count == convolution.outputChannels * inputs * convolution.kernelHeight
          * convolution.kernelWidth)
      precondition(convolution.bias.count == convolution.outputChannels)
      precondition(convolution.slopes.map { $0.count == convolution.outputChannels } ?? true)
      count = convolution.outputChannels
      code = add(convolution, to: network, &error)
    case .maximum(let input, let side, let stride, let padding, let countsPartialWindows):
      count = channelsOf(input)
      code = facet_network_add_maximum(
        network, Int32(input), Int32(side), Int32(stride), Int32(padding),
        countsPartialWindows ? 1 : 0, &error)
    case .movingAverage(let input, let side, let stride, let padding, let countsPartialWindows):
      count = channelsOf(input)
      code = facet_network_add_moving_average(
        network, Int32(input), Int32(side), Int32(stride), Int32(padding),
        countsPartialWindows ? 1 : 0, &error)
    case .average(let input):
      count = channelsOf(input)
      code = facet_network_add_average(network, Int32(input), &error)
    case .scaling(let input, let factors, let shifts):
      count = channelsOf(input)
      precondition(factors.count == count && shifts.count == count)
      code = facet_network_add_scaling(network, Int32(input), factors, shifts, &error)
    case .gating(let input, let gates):
      count = channelsOf(input)
      code = facet_network_add_gating(network, Int32(input), Int32(gates), &error)
    case .activation(let input, let activation):
      count = channelsOf(input)
      let limits = activation.limits
      code = facet_network_add_activation(
        network, Int32(input), activation.code, limits.low, limits.high, nil, &error)
    case .slopes(let input, let slopes):
      count = channelsOf(input)
      precondition(slopes.count == count)
      code = facet_network_add_activation(
        network, Int32(input), facet_activation_none, 0, 0, slopes, &error)
    case .repetition(let input, let factor):
      count = channelsOf(input)
      code = facet_network_add_repetition(network, Int32(input), Int32(factor), &error)
    case .addition(let first, let second, let slopes):
      count = channelsOf(first)
      precondition(slopes.map { $0.count == count } ?? true)
      code =
        if let slopes {
          facet_network_add_addition(network, Int32(first), Int32(second), slopes, &error)
        } else {
          facet_network_add_addition(network, Int32(first), Int32(second), nil, &error)
        }
    case .product(let first, let second):
      count = channelsOf(first)
      code = facet_network_add_product(network, Int32(first), Int32(second), &error)
    case .joining(let inputs):
      count = inputs.reduce(0) { $0 + channelsOf($1) }
      code = facet_network_add_joining(
        network, inputs.map { Int32($0) }, Int32(inputs.count), &error)
    }
    return code >= 0 ? count : nil
  }

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
            stride: Int32(step.stride), padding_rows: Int32(step.paddingRows),
            padding_columns: Int32(step.paddingColumns), activation: step.activation.code,
            low: step.activation.limits.low, high: step.activation.limits.high,
            weights: weights.baseAddress, bias: bias.baseAddress,
            slopes: step.slopes == nil ? nil : slopes.baseAddress)
          return facet_network_add_convolution(network, &convolution, &error)
        }
      }
    }
  }
}

extension ConvolutionStep.Activation {
  fileprivate var code: facet_activation {
    switch self {
    case .none: facet_activation_none
    case .relu: facet_activation_relu
    case .sigmoid: facet_activation_sigmoid
    case .clip: facet_activation_clip
    }
  }

  /// The limits of a clip; zeros otherwise.
  fileprivate var limits: (low: Float, high: Float) {
    if case .clip(let low, let high) = self { (low, high) } else { (0, 0) }
  }
}
