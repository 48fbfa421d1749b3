/// How alike a scorer found the two faces of a pair.
public struct VerificationScore: Sendable, Equatable {
  /// The greater, the more alike.
  public var score: Double
  /// Whether both show the same person.
  public var isSame: Bool
  /// From 0.
  public var fold: Int

  public init(score: Double, isSame: Bool, fold: Int) {
    self.score = score
    self.isSame = isSame
    self.fold = fold
  }
}
