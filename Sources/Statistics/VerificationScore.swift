/// How alike a scorer found the two faces of a pair.
package struct VerificationScore: Sendable, Equatable {
  /// The greater, the more alike.
  package var score: Double
  /// Whether both show the same person.
  package var isSame: Bool
  /// From 0.
  package var fold: Int

  package init(score: Double, isSame: Bool, fold: Int) {
    self.score = score
    self.isSame = isSame
    self.fold = fold
  }
}
