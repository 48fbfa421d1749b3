import CConvolution

/// A convolution for training, on one thread, with oneDNN: forward, and backward to its source and
/// its weights.
///
/// Maps are stored in blocks of 16 channels, `[batch, channels / 16, height, width, 16]`; a source
/// of one channel is `[batch, height, width]`. There is no bias.
package final class TrainableConvolution {
  /// The sizes of a convolution.
  package struct Shape: Sendable, Equatable {
    package var batch: Int
    /// The number of input channels: 1, or a multiple of 16.
    package var inputs: Int
    /// The number of output channels: a multiple of 16.
    package var outputs: Int
    /// The height of the source.
    package var height: Int
    package var width: Int
    package var kernel: Int
    package var stride: Int
    /// The number of zeros on each side.
    package var padding: Int

    package init(
      batch: Int, inputs: Int, outputs: Int, height: Int, width: Int, kernel: Int, stride: Int,
      padding: Int
    ) {
      self.batch = batch
      self.inputs = inputs
      self.outputs = outputs
      self.height = height
      self.width = width
      self.kernel = kernel
      self.stride = stride
      self.padding = padding
    }

    /// The height of the result.
    package var outputHeight: Int { (height + 2 * padding - kernel) / stride + 1 }
    package var outputWidth: Int { (width + 2 * padding - kernel) / stride + 1 }
    package var weightCount: Int { outputs * inputs * kernel * kernel }
  }

  package let shape: Shape
  private let pointer: OpaquePointer

  /// - Throws: `ConvolutionError` if oneDNN refuses the shape.
  package init(_ shape: Shape) throws(ConvolutionError) {
    var error = facet_convolution_error()
    var sizes = facet_trainable_shape(
      batch: Int32(clamping: shape.batch), input_channels: Int32(clamping: shape.inputs),
      output_channels: Int32(clamping: shape.outputs), height: Int32(clamping: shape.height),
      width: Int32(clamping: shape.width), kernel: Int32(clamping: shape.kernel),
      stride: Int32(clamping: shape.stride), padding: Int32(clamping: shape.padding))
    guard let pointer = facet_trainable_create(&sizes, &error) else {
      throw ConvolutionError(error)
    }
    self.shape = shape
    self.pointer = pointer
  }

  deinit { facet_trainable_destroy(pointer) }

  /// - Parameters:
  ///   - weights: The weights, shape `[outputs, inputs, kernel, kernel]`.
  ///   - target: The result, which is overwritten.
  package func forward(
    _ source: UnsafePointer<Float>, weights: UnsafePointer<Float>,
    to target: UnsafeMutablePointer<Float>
  ) throws(ConvolutionError) {
    var error = facet_convolution_error()
    guard facet_trainable_forward(pointer, source, weights, target, &error) == 0 else {
      throw ConvolutionError(error)
    }
  }

  /// - Parameters:
  ///   - sourceGradient: Overwritten; `nil` if it is not needed, and for a source of one channel.
  ///   - weightGradient: Overwritten; it has the shape of the weights.
  package func backward(
    _ source: UnsafePointer<Float>, weights: UnsafePointer<Float>,
    targetGradient: UnsafePointer<Float>, sourceGradient: UnsafeMutablePointer<Float>?,
    weightGradient: UnsafeMutablePointer<Float>
  ) throws(ConvolutionError) {
    var error = facet_convolution_error()
    let code = facet_trainable_backward(
      pointer, source, weights, targetGradient, sourceGradient, weightGradient, &error)
    guard code == 0 else { throw ConvolutionError(error) }
  }

  /// The implementations, in oneDNN's words: forward, backward to the source, backward to the
  /// weights.
  package var implementations: [String] {
    (0..<3).compactMap { index in
      facet_trainable_implementation(pointer, index).map { String(cString: $0) }
    }
  }
}
