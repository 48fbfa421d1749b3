/// The course of a training: a point for every few steps.
package struct TrainingHistory: Sendable, Equatable {
  package struct Point: Sendable, Equatable, Codable {
    /// Steps done.
    package let step: Int
    /// Mean loss since the point before.
    package let loss: Double
    /// Share, 0...1, since the point before.
    package let accuracy: Double
    /// The learning rate.
    package let rate: Double
  }

  package internal(set) var points: [Point] = []

  package init() {}
}
