/// How many pairs are judged rightly, each by a threshold that was chosen without its fold.
///
/// The protocol of LFW, Huang et al. 2007: for each fold the threshold is the one that judges the
/// most pairs of the other folds rightly.
package struct FoldAccuracy: Sendable, Equatable {
  package struct Fold: Sendable, Equatable, Codable {
    /// Chosen on the other folds.
    package let threshold: Double
    package let pairs: Int
    package let right: Int

    package var accuracy: Double { Double(right) / Double(pairs) }
  }

  package let folds: [Fold]

  /// The mean over the folds.
  package var mean: Double { folds.reduce(0) { $0 + $1.accuracy } / Double(folds.count) }

  /// Of the mean, from how the folds differ; the interval is Student's.
  package var spread: (standardError: Double, interval: Interval) {
    Interval.mean(ofShares: folds.map(\.accuracy))!
  }

  /// Of all judgments together. It does not shrink to nothing where all folds agree.
  package var pooled: (rate: Double, interval: Interval) {
    let right = folds.reduce(0) { $0 + $1.right }
    let pairs = folds.reduce(0) { $0 + $1.pairs }
    return (Double(right) / Double(pairs), .wilson(right, of: pairs))
  }

  /// - Precondition: The folds are numbered from 0 without a gap; there are two or more.
  package init(_ scores: [VerificationScore]) {
    let count = (scores.map(\.fold).max() ?? 0) + 1
    precondition(count > 1)
    folds = (0..<count).map { fold in
      let threshold = Self.bestThreshold(scores.filter { $0.fold != fold })
      let own = scores.filter { $0.fold == fold }
      precondition(!own.isEmpty)
      return Fold(
        threshold: threshold, pairs: own.count,
        right: own.count { ($0.score >= threshold) == $0.isSame })
    }
  }

  /// The threshold that judges the most pairs rightly: half way between two neighboring scores, of
  /// several the one in the widest gap, of several again the lowest.
  static func bestThreshold(_ scores: [VerificationScore]) -> Double {
    let sorted = scores.sorted { $0.score < $1.score }
    guard let first = sorted.first?.score else { return 0 }
    // Below all: everything is accepted.
    var right = sorted.count { $0.isSame }
    var best = (right: right, gap: 0.0, threshold: first)
    for (place, pair) in sorted.enumerated() {
      right += pair.isSame ? -1 : 1
      let next = place + 1 < sorted.count ? sorted[place + 1].score : nil
      if next == pair.score { continue }
      let gap = next.map { $0 - pair.score } ?? 0
      if (right, gap) > (best.right, best.gap) {
        best = (right, gap, next.map { pair.score + ($0 - pair.score) / 2 } ?? pair.score.nextUp)
      }
    }
    return best.threshold
  }
}
