import Basics

extension Picture {
  /// Returns the picture blurred with a Gaussian, each side on its own; pixels beyond an edge are those
  /// of the edge.
  ///
  /// The filter ends at three sigma. Weights have 20 fractional bits, so the bytes do not depend on the
  /// processor.
  ///
  /// - Parameter sigma: In pixels; greater than 0.
  /// - Complexity: O(width * height * sigma).
  package func blurred(sigma: Double) -> Picture {
    precondition(sigma > 0 && sigma.isFinite)
    let weights = Self.gaussianWeights(sigma: sigma)
    let count = channels.rawValue
    let rows = filtered(
      lines: height, every: width * count, count: width, step: count, lanes: count, weights)
    return rows.filtered(
      lines: 1, every: 0, count: height, step: width * count, lanes: width * count, weights)
  }

  private static let fractionBits = 20

  /// The weights from the middle outwards; the middle one and twice the others sum to exactly 1.
  private static func gaussianWeights(sigma: Double) -> [Int] {
    let reach = max(1, Int((3 * sigma).rounded(.up)))
    let shape = (0...reach).map { exponentialOf(-Double($0 * $0) / (2 * sigma * sigma)) }
    let sum = shape[0] + 2 * shape.dropFirst().reduce(0, +)
    let one = Double(1 << fractionBits)
    var weights = shape.map { Int(($0 / sum * one).rounded()) }
    weights[0] = (1 << fractionBits) - 2 * weights.dropFirst().reduce(0, +)
    return weights
  }

  /// Filters lines that begin `every` samples apart; each consists of `count` groups of `lanes`
  /// samples, `step` apart.
  private func filtered(
    lines: Int, every: Int, count: Int, step: Int, lanes: Int, _ weights: [Int]
  ) -> Picture {
    Picture(width: width, height: height, channels: channels) { target in
      samples.withUnsafeBufferPointer { source in
        for line in 0..<lines {
          for place in 0..<count {
            let here = line * every + place * step
            let neighbors = weights.indices.dropFirst().map { offset in
              (
                line * every + max(0, place - offset) * step - here,
                line * every + min(count - 1, place + offset) * step - here
              )
            }
            for lane in here..<here + lanes {
              var sum = weights[0] * Int(source[lane]) + 1 << (Self.fractionBits - 1)
              for (weight, (before, after)) in zip(weights.dropFirst(), neighbors) {
                sum += weight * (Int(source[lane + before]) + Int(source[lane + after]))
              }
              target[lane] = UInt8(clamping: sum >> Self.fractionBits)
            }
          }
        }
      }
    }
  }
}
