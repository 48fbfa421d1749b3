/// The accuracy on pairs, each judged by a threshold that was chosen without its fold.
///
/// The protocol is that of LFW, Huang et al. 2007: the threshold for each fold is the one that
/// judges the most pairs of the other folds correctly.
package struct FoldAccuracy: Sendable, Equatable {
  package struct Fold: Sendable, Equatable, Codable {
    /// The threshold chosen on the other folds.
    package let threshold: Double
    package let pairs: Int
    package let right: Int

    package var accuracy: Double { Double(right) / Double(pairs) }
  }

  package let folds: [Fold]
  /// Whether each pair is judged correctly by its fold's threshold, in their order.
  package let isRight: [Bool]

  /// The mean over the folds.
  package var mean: Double { folds.reduce(0) { $0 + $1.accuracy } / Double(folds.count) }

  /// The standard error of the mean over the folds, with Student's interval.
  package var spread: (standardError: Double, interval: Interval) {
    Interval.mean(ofShares: folds.map(\.accuracy))!
  }

  /// The rate over all judgments together. Its interval has a width even if all folds agree.
  package var pooled: (rate: Double, interval: Interval) {
    let right = folds.reduce(0) { $0 + $1.right }
    let pairs = folds.reduce(0) { $0 + $1.pairs }
    return (Double(right) / Double(pairs), .wilson(right, of: pairs))
  }

  /// - Precondition: The folds are numbered from 0 without a gap; there are two or more.
  package init(_ scores: [VerificationScore]) {
    let count = (scores.map(\.fold).max() ?? 0) + 1
    precondition(count > 1)
    let folds = (0..<count).map { fold in
      let threshold = Self.bestThreshold(scores.filter { $0.fold != fold })
      let own = scores.filter { $0.fold == fold }
      precondition(!own.isEmpty)
      return Fold(
        threshold: threshold, pairs: own.count,
        right: own.count { ($0.score >= threshold) == $0.isSame })
    }
    self.folds = folds
    isRight = scores.map { ($0.score >= folds[$0.fold].threshold) == $0.isSame }
  }

  /// Returns the threshold that judges the most pairs correctly: half way between two neighboring
  /// scores. Among several, it is the one in the widest gap, and then the lowest.
  static func bestThreshold(_ scores: [VerificationScore]) -> Double {
    let sorted = scores.sorted { $0.score < $1.score }
    guard let first = sorted.first?.score else { return 0 }
    // A threshold below all scores accepts everything.
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
