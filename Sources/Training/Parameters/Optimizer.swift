import Basics
import CVectorKernels

/// The method by which a step follows from a gradient.
package enum OptimizerKind: Sendable, Equatable {
  /// Stochastic gradient descent: v = momentum * v + g + decay * w; w -= rate * v.
  case sgd(momentum: Float)
  /// AdamW, whose decay is separate from the gradient (Loshchilov and Hutter 2019,
  /// https://arxiv.org/abs/1711.05101).
  case adamW(beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8)
}

/// An optimizer that changes the parameters and keeps the method's state from earlier steps.
package struct Optimizer {
  let kind: OptimizerKind
  /// The weight decay of the parameters that decay.
  let decay: Float
  /// The momentum, or the first moment.
  let first: FloatBuffer
  /// The second moment; empty for SGD.
  let second: FloatBuffer
  /// The number of steps taken, for the moments' corrections.
  var steps = 0
  private let pieces: [(range: Range<Int>, decays: Bool)]

  /// The size of the pieces in which parameters are changed, on any thread.
  private static let pieceSize = 1 << 15

  package init(_ kind: OptimizerKind, layout: ParameterLayout, decay: Float) {
    self.kind = kind
    self.decay = decay
    first = FloatBuffer(count: layout.count)
    if case .adamW = kind {
      second = FloatBuffer(count: layout.count)
    } else {
      second = FloatBuffer(count: 0)
    }
    var pieces: [(Range<Int>, Bool)] = []
    for entry in layout.entries {
      for start in stride(
        from: entry.range.lowerBound, to: entry.range.upperBound, by: Self.pieceSize)
      {
        pieces.append((start..<min(start + Self.pieceSize, entry.range.upperBound), entry.decays))
      }
    }
    self.pieces = pieces
  }

  /// - Parameter rate: The learning rate of this step.
  mutating func step(_ parameters: FloatBuffer, gradient: FloatBuffer, rate: Float) {
    steps += 1
    let (kind, decay, steps) = (kind, decay, steps)
    let (first, second, pieces) = (first, second, pieces)
    inParallel(count: pieces.count) { index, _ in
      let (range, decays) = pieces[index]
      let start = range.lowerBound
      switch kind {
      case .sgd(let momentum):
        facet_sgd_step(
          parameters.pointer + start, gradient.pointer + start, first.pointer + start, range.count,
          rate, momentum, decays ? decay : 0)
      case .adamW(let beta1, let beta2, let epsilon):
        facet_adamw_step(
          parameters.pointer + start, gradient.pointer + start, first.pointer + start,
          second.pointer + start, range.count, rate, beta1, beta2, epsilon, decays ? decay : 0,
          Float(1 / (1 - power(Double(beta1), steps))), Float(1 / (1 - power(Double(beta2), steps)))
        )
      }
    }
  }
}

/// Returns a power by repeated squaring.
private func power(_ base: Double, _ exponent: Int) -> Double {
  var (result, factor, left) = (1.0, base, exponent)
  while left > 0 {
    if left & 1 == 1 { result *= factor }
    factor *= factor
    left >>= 1
  }
  return result
}
