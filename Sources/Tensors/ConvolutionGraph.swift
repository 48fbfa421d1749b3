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

/// oneDNN refused or failed.
public struct ConvolutionError: Error, Equatable, CustomStringConvertible {
  public let text: String
  public var description: String { "The convolutions cannot be computed: \(text)." }
}

/// Convolutions in a row, with their weights; `ConvolutionPlan` computes them.
public final class ConvolutionGraph: @unchecked Sendable {
  // Unchecked: nothing changes after `init`, and plans only read it, so there is nothing to lock.
  fileprivate let pointer: OpaquePointer
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

/// A graph made ready for one batch size: packed weights and working memory.
///
/// One run at a time: whoever shares a plan between threads locks it.
public final class ConvolutionPlan {
  public let batch: Int
  public let threads: Int
  private let inputSize: Int
  private let outputSizes: [Int]
  private let pointer: OpaquePointer

  /// - Parameters:
  ///   - batch: 1 or more pictures, always that many.
  ///   - threads: The plan keeps to this number, whatever `Threads.set` says later.
  /// - Complexity: Some milliseconds a step.
  public init(_ graph: ConvolutionGraph, batch: Int, threads: Int = Threads.count)
    throws(ConvolutionError)
  {
    var error = facet_convolution_error()
    guard
      let plan = facet_plan_create(
        graph.pointer, Int32(clamping: batch), Int32(clamping: threads), &error)
    else { throw ConvolutionError(error) }
    pointer = plan
    self.batch = batch
    self.threads = threads
    inputSize = batch * graph.inputSize
    outputSizes = graph.outputSizes.map { batch * $0 }
  }

  deinit { facet_plan_destroy(pointer) }

  /// Computes the outputs of a whole batch.
  ///
  /// - Parameter input: `batch` pictures in the graph's input layout.
  /// - Returns: One array an output, in the order of the graph's outputs.
  /// - Precondition: `input` has the batch's size.
  public func run(_ input: [Float]) throws(ConvolutionError) -> [[Float]] {
    precondition(input.count == inputSize, "a plan takes whole batches")
    let starts = outputSizes.reduce(into: [0]) { $0.append($0.last! + $1) }
    var values = [Float](repeating: 0, count: starts.last!)
    var error = facet_convolution_error()
    let code = values.withUnsafeMutableBufferPointer { values in
      var targets: [UnsafeMutablePointer<Float>?] = starts.dropLast().map {
        values.baseAddress! + $0
      }
      return input.withUnsafeBufferPointer {
        facet_plan_run(pointer, $0.baseAddress!, &targets, &error)
      }
    }
    guard code == 0 else { throw ConvolutionError(error) }
    return zip(starts, starts.dropFirst()).map { Array(values[$0..<$1]) }
  }

  /// What computes each step, in oneDNN's words; "ref" in one would mean that it is slow.
  public var implementations: [String] {
    var names: [String] = []
    while let name = facet_plan_implementation(pointer, names.count) {
      names.append(String(cString: name))
    }
    return names
  }
}

extension ConvolutionError {
  init(_ error: facet_convolution_error) {
    text = withUnsafeBytes(of: error.text) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}
