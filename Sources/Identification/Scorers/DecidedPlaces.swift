import Networks

/// The first places of the rankings that follow from some similarities, by which a scorer of low
/// precision sees which candidates it must compute again.
package struct DecidedPlaces: Sendable {
  /// Stage 1's cosines of the candidates.
  package let cosines: [Double]
  /// The depths k and shares alpha of the rankings.
  package let depths: [Int]
  package let alphas: [Double]

  /// The number of places that must be right.
  package static let count = 10

  package init(cosines: [Double], depths: [Int], alphas: [Double]) {
    self.cosines = cosines
    self.depths = depths
    self.alphas = alphas
  }

  /// Returns the places among the candidates, in order, of those that may be among the first `count`
  /// of a ranking.
  ///
  /// - Parameters:
  ///   - similarities: The candidates' similarities.
  ///   - margin: How far one may be from the truth; those of `known` are true.
  ///   - extra: The number of further places.
  func undecided(
    _ similarities: [Double], known: Set<Int> = [], margin: Double, extra: Int = 0
  ) -> [Int] {
    var found: Set<Int> = []
    for depth in depths {
      for alpha in alphas {
        let scores = zip(similarities, cosines).prefix(depth).map {
          Fusion.score(similarity: $0, cosine: $1, alpha: alpha)
        }
        let sorted = scores.sorted(by: >)
        guard let last = sorted.prefix(Self.count + extra).last else { continue }
        // The last place's own score may be wrong as well.
        for (place, score) in scores.enumerated() where score >= last - 2 * alpha * margin {
          found.insert(place)
        }
      }
    }
    return found.subtracting(known).sorted()
  }
}
