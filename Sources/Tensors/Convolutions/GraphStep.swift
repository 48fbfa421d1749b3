/// A step of a graph. Values are numbered: 0 is the graph's input, step i makes value i + 1.
package enum GraphStep: Sendable {
  case convolution(ConvolutionStep)
  /// The largest number in each window of `side` by `side`. Windows may reach `padding` rows and
  /// columns beyond each side. Those that extend further beyond the end are left out, or count with
  /// the part inside (`ceil_mode` of PyTorch).
  case maximum(
    input: Int, side: Int, stride: Int, padding: Int = 0, countsPartialWindows: Bool = false)
  /// The mean of each window, likewise; what is beyond the edge does not count.
  case movingAverage(
    input: Int, side: Int, stride: Int, padding: Int = 0, countsPartialWindows: Bool = false)
  /// The mean of each channel, as a value of one row and one column.
  case average(input: Int)
  /// The value factor * x + shift, with one factor and one shift per channel.
  case scaling(input: Int, factors: [Float], shifts: [Float])
  /// The product of a value and one number per channel, which is a value of one row and one column.
  case gating(input: Int, gates: Int)
  /// An activation alone.
  case activation(input: Int, ConvolutionStep.Activation)
  /// PReLU alone, with one slope per channel.
  case slopes(input: Int, [Float])
  /// A value of `factor` times the height and width, in which each number is repeated.
  case repetition(input: Int, factor: Int)
  /// The sum of two values of one shape; then PReLU, unless `slopes` is `nil`.
  case addition(Int, Int, slopes: [Float]?)
  /// The product of two values of one shape, number by number.
  case product(Int, Int)
  /// The channels of several values, concatenated.
  case joining([Int])
}
