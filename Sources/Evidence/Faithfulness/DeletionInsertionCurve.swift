/// The change of an EMD similarity as patches of the query are covered, or uncovered, one group after
/// another.
///
/// Petsiuk, Das and Saenko 2018, "RISE", https://arxiv.org/abs/1806.07421: an order that begins with
/// what matters pulls the score down early when it deletes and up early when it inserts.
package struct DeletionInsertionCurve: Sendable, Equatable, Codable {
  package enum Kind: String, Sendable, Codable {
    /// Covering from the whole face to none; a low area is good.
    case deletion
    /// Uncovering from none to the whole face; a high area is good.
    case insertion
  }

  /// The result of comparing the map's order with random orders.
  package enum Outcome: String, Sendable, Codable {
    /// Better than every random order.
    case better
    /// Among the random orders, on the better side of their mean.
    case unclear
    /// On the worse side of the mean of the random orders, or at it.
    case worse
  }

  package let kind: Kind
  /// Shape `[s]`: share of the patches that are deleted, or inserted, 0...1.
  package let shares: [Double]
  /// Shape `[s]`: EMD similarity, patches in order of their contribution.
  package let scores: [Double]
  /// Shape `[orders, s]`: the same in random orders.
  package let randomScores: [[Double]]
  /// Area under `scores` by trapezoids: the mean similarity on the way.
  package let area: Double
  package let randomAreas: [Double]
  package let outcome: Outcome

  /// - Precondition: All curves have as many points as there are shares, which rise from 0 to 1; there
  ///   is a random order.
  package init(kind: Kind, shares: [Double], scores: [Double], randomScores: [[Double]]) {
    precondition(shares.first == 0 && shares.last == 1 && !randomScores.isEmpty)
    precondition((randomScores + [scores]).allSatisfy { $0.count == shares.count })
    self.kind = kind
    self.shares = shares
    self.scores = scores
    self.randomScores = randomScores
    area = Self.area(shares, scores)
    randomAreas = randomScores.map { Self.area(shares, $0) }
    let sign = kind == .deletion ? -1.0 : 1
    let own = sign * area
    let random = randomAreas.map { sign * $0 }
    outcome =
      own > random.max()!
      ? .better
      : own > random.reduce(0, +) / Double(random.count) ? .unclear : .worse
  }

  package var randomMean: Double { randomAreas.reduce(0, +) / Double(randomAreas.count) }
  package var randomLowest: Double { randomAreas.min()! }
  package var randomHighest: Double { randomAreas.max()! }

  private static func area(_ shares: [Double], _ scores: [Double]) -> Double {
    var area = 0.0
    for step in 1..<shares.count {
      area += (shares[step] - shares[step - 1]) * (scores[step] + scores[step - 1]) / 2
    }
    return area
  }
}
