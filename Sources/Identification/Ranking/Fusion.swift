/// Joins the first stage's cosine with a re-ranker's similarity.
package enum Fusion {
  /// - Parameters:
  ///   - similarity: The re-ranker's, -1...1.
  ///   - alpha: The re-ranker's share, 0...1.
  package static func score(similarity: Double, cosine: Double, alpha: Double) -> Double {
    alpha * similarity + (1 - alpha) * cosine
  }
}
