import Identification

/// A number by which reviewers sort queries. It is not a probability of error.
///
/// The value has three bands: below 0.5, all methods have the same person as top match; from 0.5, two
/// people; from 0.75, three. Within a band, small leads and flow over unusual patches raise it.
package struct Disagreement: Sendable, Equatable, Codable {
  /// One method's lead over the next person.
  package struct Margin: Sendable, Equatable, Codable {
    package let method: ScoringMethod
    /// First score minus the best score of another label (of the second where labels are missing).
    package let margin: Double
    /// Standard deviation of the scores of others; `nil` for fewer than two.
    package let spread: Double?

    /// 0 for a lead of one standard deviation or more ... 1 for none.
    package var thinness: Double {
      guard let spread, spread > 0 else { return margin > 0 ? 0 : 1 }
      return 1 - min(1, max(0, margin) / spread)
    }
  }

  /// The disagreement, 0...1.
  package let value: Double
  /// The number of different top matches, by label, or by picture if a label is missing.
  package let named: Int
  package let isByLabel: Bool
  package let margins: [Margin]
  /// The share of the top match's flow that leaves unusual query patches; `nil` if it is unknown.
  package let unusualFlow: Double?
  package let unusualPatches: UnusualPatches?

  /// The parts of the value within a band.
  static let marginWeight = 0.7
  static let flowWeight = 0.3

  /// - Parameters:
  ///   - queryWeights: Of the first candidate's flow map on the backbone's own grid.
  package init(
    rankings: Rankings, label: (Int) -> String?, unusualPatches: UnusualPatches?,
    queryWeights: [Double]?
  ) {
    let firsts = rankings.compactMap(\.candidates.first?.galleryIndex)
    let labels = firsts.compactMap(label)
    isByLabel = labels.count == firsts.count
    named = isByLabel ? Set(labels).count : Set(firsts).count
    margins = rankings.compactMap { Self.margin($0, label) }
    self.unusualPatches = unusualPatches
    unusualFlow = unusualPatches.flatMap { patches in
      queryWeights.map { weights in patches.unusual.reduce(0) { $0 + weights[$1] } }
    }
    let thin =
      margins.isEmpty
      ? 0 : margins.reduce(0) { $0 + $1.thinness } / Double(margins.count)
    let within =
      unusualFlow.map { Self.marginWeight * thin + Self.flowWeight * min($0, 1) } ?? thin
    switch named {
    case ...1: value = 0.499 * within
    case 2: value = 0.5 + 0.249 * within
    default: value = 0.75 + 0.25 * within
    }
  }

  private static func margin(_ ranking: Ranking, _ label: (Int) -> String?) -> Margin? {
    let scored = ranking.candidates.filter {
      ranking.method == .stage1 || $0.similarity != nil
    }
    guard let first = scored.first else { return nil }
    let own = label(first.galleryIndex)
    let others = scored.dropFirst().filter { candidate in
      guard let own, let other = label(candidate.galleryIndex) else { return true }
      return other != own
    }.map(\.score)
    guard let best = others.first else { return nil }
    var spread: Double?
    if others.count > 1 {
      let mean = others.reduce(0, +) / Double(others.count)
      let squares = others.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      spread = (squares / Double(others.count - 1)).squareRoot()
    }
    return Margin(method: ranking.method, margin: first.score - best, spread: spread)
  }
}
