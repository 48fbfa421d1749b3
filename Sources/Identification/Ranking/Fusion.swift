/// The fusion of the first stage's cosine and a re-ranker's similarity.
package enum Fusion {
  /// - Parameters:
  ///   - similarity: The re-ranker's similarity, -1...1.
  ///   - alpha: The weight of the re-ranker, 0...1.
  package static func score(similarity: Double, cosine: Double, alpha: Double) -> Double {
    alpha * similarity + (1 - alpha) * cosine
  }
}
