#if canImport(Glibc)
  import Glibc
#endif

/// The straight line from scores to logarithms of likelihood ratios that logistic regression finds,
/// with both classes weighted equally and without a penalty.
///
/// log10 LR(s) = intercept + slope * s maximizes the mean of log P(mated | s) over mated scores plus
/// the mean of log P(non-mated | s) over non-mated scores, at prior odds of one. Brümmer and du Preez
/// 2006, https://doi.org/10.1016/j.csl.2005.08.001
package struct LogisticCalibration: Sendable, Equatable {
  /// The line's log10 LR at score 0, and its rise per unit of score; without meaning if `separation`
  /// is there.
  package let intercept: Double
  package let slope: Double
  /// A score between the classes if no mated score is below any non-mated one: then the best line is
  /// infinitely steep there.
  package let separation: Double?

  /// - Parameters:
  ///   - mated: Scores of pictures of one person.
  ///   - nonmated: Scores of pictures of different people.
  ///   - matedWeights: Nonnegative weights of the mated scores, such as how often a bootstrap drew
  ///     each; `nil` for one each.
  ///   - nonmatedWeights: Likewise.
  /// - Returns: `nil` if a class has no weight or a score is not finite.
  /// - Complexity: O(scores) for each of some ten Newton steps.
  package init?(
    mated: [Double], nonmated: [Double], matedWeights: [Double]? = nil,
    nonmatedWeights: [Double]? = nil
  ) {
    let classes = [
      Self.drawn(mated, matedWeights), Self.drawn(nonmated, nonmatedWeights),
    ]
    let totals = classes.map { $0.reduce(0) { $0 + $1.weight } }
    guard totals.allSatisfy({ $0 > 0 }), classes.joined().allSatisfy({ $0.score.isFinite })
    else { return nil }
    let lowest = classes[0].lazy.map(\.score).min()!
    let highest = classes[1].lazy.map(\.score).max()!
    if lowest >= highest {
      (intercept, slope) = (0, 0)
      separation = highest + (lowest - highest) / 2
      return
    }
    separation = nil
    // Newton's method on centered scores of unit spread, each class with a total weight of 1/2.
    let center = (Self.mean(classes[0], totals[0]) + Self.mean(classes[1], totals[1])) / 2
    let spread = zip(classes, totals).reduce(0) { sum, item in
      sum + item.0.reduce(0) { $0 + $1.weight * ($1.score - center) * ($1.score - center) }
        / item.1 / 2
    }.squareRoot()
    let points = zip(classes, totals).enumerated().flatMap { place, item in
      item.0.map {
        (x: ($0.score - center) / spread, y: place == 0 ? 1.0 : 0, w: $0.weight / item.1 / 2)
      }
    }
    func loss(_ a: Double, _ b: Double) -> Double {
      points.reduce(0) { sum, point in
        let logit = a + b * point.x
        // log(1 + exp(-t)) without an overflow.
        let signed = point.y > 0 ? -logit : logit
        return sum + point.w * (max(signed, 0) + log1p(exp(-abs(signed))))
      }
    }
    var (a, b) = (0.0, 0.0)
    var current = loss(a, b)
    for _ in 0..<200 {
      var (ga, gb, haa, hab, hbb) = (0.0, 0.0, 0.0, 0.0, 0.0)
      for point in points {
        let p = 1 / (1 + exp(-(a + b * point.x)))
        let residual = point.w * (point.y - p)
        ga += residual
        gb += residual * point.x
        let curvature = point.w * p * (1 - p)
        haa += curvature
        hab += curvature * point.x
        hbb += curvature * point.x * point.x
      }
      let determinant = haa * hbb - hab * hab
      guard determinant > 0 else { break }
      var (da, db) = ((hbb * ga - hab * gb) / determinant, (haa * gb - hab * ga) / determinant)
      var next = loss(a + da, b + db)
      while next > current, abs(da) + abs(db) > 1e-14 {
        (da, db) = (da / 2, db / 2)
        next = loss(a + da, b + db)
      }
      guard next <= current else { break }
      (a, b, current) = (a + da, b + db, next)
      if abs(da) + abs(db) < 1e-12 * (1 + abs(a) + abs(b)) { break }
    }
    let rise = b / spread
    slope = rise / log(10.0)
    intercept = (a - rise * center) / log(10.0)
  }

  /// Returns the log10 of the likelihood ratio at a score; infinite beside a separation.
  package func log10LR(_ score: Double) -> Double {
    guard let separation else { return intercept + slope * score }
    return score == separation ? 0 : (score > separation ? .infinity : -.infinity)
  }

  private typealias Weighted = (score: Double, weight: Double)

  /// Returns the scores that have weight.
  private static func drawn(_ scores: [Double], _ weights: [Double]?) -> [Weighted] {
    precondition(weights.map { $0.count == scores.count } ?? true)
    return scores.enumerated().compactMap { place, score in
      let weight = weights?[place] ?? 1
      return weight > 0 ? (score, weight) : nil
    }
  }

  private static func mean(_ scores: [Weighted], _ total: Double) -> Double {
    scores.reduce(0) { $0 + $1.score * $1.weight } / total
  }
}
