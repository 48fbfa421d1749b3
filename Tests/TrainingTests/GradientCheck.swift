import Testing

@testable import Training

/// Compares gradients with the loss's change when parameters move.
struct GradientCheck {
  let layout: ParameterLayout
  let parameters: FloatBuffer
  /// Copied after one evaluation.
  let gradient: [Float]
  let loss: () throws -> Double

  /// Moves each parameter in turn along its own gradient, by the amount that should change the loss
  /// by `change`, and no further than 0.005: the loss must follow within `tolerance` of that.
  ///
  /// A gradient with wrong signs, positions or factors has another projection on the true one than
  /// its own length. The tolerance is some percent because of the noise of 32-bit arithmetic, about
  /// 1e-6, and the kinks of PReLU and maxima.
  func expectAgreement(change: Double = 2e-3, tolerance: Double = 0.03) throws {
    for entry in layout.entries where !entry.range.isEmpty {
      let own = gradient[entry.range].map(Double.init)
      let squares = own.reduce(0) { $0 + $1 * $1 }
      try #require(squares > 0, "\(entry.name) has no gradient")
      let change = min(change, 0.005 * squares.squareRoot())
      let step = change / squares
      let before = parameters.values(entry.range)
      func moved(_ sign: Double) throws -> Double {
        parameters.set(
          zip(before, own).map { $0 + Float(sign * step * $1) }, at: entry.range.lowerBound)
        return try loss()
      }
      let difference = try moved(1) - moved(-1)
      parameters.set(before, at: entry.range.lowerBound)
      #expect(
        abs(difference - 2 * change) < tolerance * 2 * change + 4e-6,
        "\(entry.name): the loss changes by \(difference), not by \(2 * change)")
    }
  }
}
