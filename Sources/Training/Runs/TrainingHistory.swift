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
  }

  package internal(set) var points: [Point] = []
  /// The accuracies on the validation pairs; empty without any.
  package internal(set) var validation: [Validation] = []

  package init() {}
}
