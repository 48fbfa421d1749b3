/// A convolution, what may be added to it, and PReLU or an activation, in this order.
public struct ConvolutionStep: Sendable {
  /// The number of a value, as in `GraphStep`.
  public var input: Int
  /// A value of the result's shape, added before PReLU or the activation.
  public var residual: Int?
  public var outputChannels: Int
  public var groups = 1
  public var kernelHeight: Int
  public var kernelWidth: Int
  public var stride = 1
  /// Rows of zeros above and below.
  public var paddingRows = 0
  /// Columns of zeros left and right.
  public var paddingColumns = 0
  /// Shape `[outputChannels, inputChannels / groups, kernelHeight, kernelWidth]`.
  public var weights: [Float]
  /// Shape `[outputChannels]`.
  public var bias: [Float]
  /// The factors of negative results (PReLU), shape `[outputChannels]`; `nil` keeps them.
  public var slopes: [Float]?
  /// `none` where there are slopes.
  public var activation = Activation.none

  public enum Activation: Sendable {
    case none
    /// Negative numbers become 0.
    case relu
    /// 1 / (1 + exp(-x)).
    case sigmoid
  }

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

  /// Sets as many rows as columns of zeros on each side.
  public mutating func pad(_ count: Int) {
    paddingRows = count
    paddingColumns = count
  }
}
