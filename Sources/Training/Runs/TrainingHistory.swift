/// The course of a training: a point for every few steps.
package struct TrainingHistory: Sendable, Equatable {
  package struct Point: Sendable, Equatable, Codable {
    /// The number of finished steps.
    package let step: Int
    /// The mean loss since the previous point.
    package let loss: Double
    /// The share of correct answers since the previous point, 0...1.
    package let accuracy: Double
    /// The learning rate.
    package let rate: Double

    package init(step: Int, loss: Double, accuracy: Double, rate: Double) {
      self.step = step
      self.loss = loss
      self.accuracy = accuracy
      self.rate = rate
    }
  }

  package internal(set) var points: [Point] = []
  /// The accuracies on the validation pairs; empty without any.
  package internal(set) var validation: [Validation] = []

  package init() {}

  package init(points: [Point], validation: [Validation]) {
    self.points = points
    self.validation = validation
  }
}
