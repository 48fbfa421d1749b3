/// The course of a training: a point for every few steps.
public struct TrainingHistory: Sendable, Equatable {
  public struct Point: Sendable, Equatable, Codable {
    /// Steps done.
    public let step: Int
    /// Mean loss since the point before.
    public let loss: Double
    /// Share, 0...1, since the point before.
    public let accuracy: Double
    /// The learning rate.
    public let rate: Double
  }

  public internal(set) var points: [Point] = []

  public init() {}
}
