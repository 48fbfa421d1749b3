/// The threshold that judges most pairs rightly, with pairs of one person and of two people weighing
/// the same in sum.
package enum BalancedThreshold {
  /// - Returns: Half way between two neighboring scores; among several, in the widest gap, and then
  ///   the lowest. 0 without scores of both kinds.
  /// - Complexity: O(n log n).
  package static func best(same: [Double], different: [Double]) -> Double {
    guard !same.isEmpty, !different.isEmpty else { return 0 }
    let scores = (same.map { ($0, true) } + different.map { ($0, false) }).sorted { $0.0 < $1.0 }
    // In units of 1 / (same * different), so that equal shares are equal.
    var right = same.count * different.count
    var best = (right: right, gap: 0.0, threshold: scores[0].0)
    for (place, score) in scores.enumerated() {
      right += score.1 ? -different.count : same.count
      let next = place + 1 < scores.count ? scores[place + 1].0 : nil
      if next == score.0 { continue }
      let gap = next.map { $0 - score.0 } ?? 0
      if (right, gap) > (best.right, best.gap) {
        best = (right, gap, next.map { score.0 + ($0 - score.0) / 2 } ?? score.0.nextUp)
      }
    }
    return best.threshold
  }
}
