/// Joins the first stage's cosine with a re-ranker's similarity.
public enum Fusion {
  /// - Parameters:
  ///   - similarity: The re-ranker's, -1...1.
  ///   - alpha: The re-ranker's share, 0...1.
  public static func score(similarity: Double, cosine: Double, alpha: Double) -> Double {
    alpha * similarity + (1 - alpha) * cosine
  }
}
