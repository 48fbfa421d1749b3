/// A scorer's score for the two faces of a pair.
package struct VerificationScore: Sendable, Equatable {
  /// The score; the greater, the more similar.
  package var score: Double
  /// Whether both show the same person.
  package var isSame: Bool
  /// The number of the fold, from 0.
  package var fold: Int

  package init(score: Double, isSame: Bool, fold: Int) {
    self.score = score
    self.isSame = isSame
    self.fold = fold
  }
}
