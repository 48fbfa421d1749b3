/// A convolution followed by an optional addition and by PReLU or an activation, in this order.
package struct ConvolutionStep: Sendable {
  /// The number of a value, as in `GraphStep`.
  package var input: Int
  /// A value of the result's shape, added before PReLU or the activation.
  package var residual: Int?
  package var outputChannels: Int
  package var groups = 1
  package var kernelHeight: Int
  package var kernelWidth: Int
  package var stride = 1
  /// The number of rows of zeros above and below.
  package var paddingRows = 0
  /// The number of columns of zeros on the left and on the right.
  package var paddingColumns = 0
  /// The weights, shape `[outputChannels, inputChannels / groups, kernelHeight, kernelWidth]`.
  package var weights: [Float]
  /// The bias, shape `[outputChannels]`.
  package var bias: [Float]
  /// The factors of negative results (PReLU), shape `[outputChannels]`; `nil` keeps them.
  package var slopes: [Float]?
  /// The activation; `none` if there are slopes.
  package var activation = Activation.none

  package enum Activation: Sendable, Equatable {
    case none
    /// The function max(x, 0).
    case relu
    /// The function 1 / (1 + exp(-x)).
    case sigmoid
    /// The nearest number from `low` to `high`.
    case clip(low: Float, high: Float)
  }

  package init(
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

  /// Sets the same number of rows and columns of zeros on each side.
  package mutating func pad(_ count: Int) {
    paddingRows = count
    paddingColumns = count
  }
}
