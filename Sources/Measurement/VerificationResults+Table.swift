import Basics
import Datasets
import Identification
import Statistics

extension VerificationResults {
  /// Returns a table for a terminal: a block for each scorer, weighting and alpha.
  package func table() -> [String] {
    var lines = [
      """
      \(settings.pairsScored) of \(settings.pairCount) pairs of \(settings.pictures) pictures; folds: \
      \(settings.folding.words)
      """
    ]
    for row in results {
      lines.append("")
      lines.append(row.title)
      if let accuracy = row.accuracy {
        lines.append(
          """
            accuracy     \(fixed(accuracy.mean, 2))% +- \(fixed(accuracy.standardError, 2))% \
          (\(accuracy.folds.count) folds; 95%: \(words(accuracy.interval)); \
          all pairs together \(words(accuracy.pooledInterval))\
          \(accuracy.peopleInterval.map { ", by people \(words($0))" } ?? ""))
          """)
      } else if let refused = row.accuracyRefused {
        lines.append("  accuracy     -  \(refused)")
      }
      lines.append(
        """
          EER          \(fixed(row.equalErrorRate.value, 2))% \
        (95%: \(words(row.equalErrorRate.interval)))
        """)
      lines.append(
        """
          AUC          \(fixed(row.areaUnderCurve.value, 3))% \
        (95%: \(words(row.areaUnderCurve.interval)))
        """)
      for rate in row.rates {
        if let value = rate.value, let interval = rate.interval {
          lines.append(
            "  TAR@FAR=\(percent(rate.limit)) \(fixed(value, 2))% (95%: \(words(interval)))")
        } else if let refused = rate.refused {
          lines.append("  TAR@FAR=\(percent(rate.limit)) -  \(refused)")
        }
      }
    }
    if let remark = settings.tools.remark(on: results) { lines += ["", remark] }
    if let absent = settings.absent { lines += [""] + absent }
    return lines
  }

  private func words(_ interval: Interval) -> String {
    "\(fixed(interval.low, 2)) to \(fixed(interval.high, 2))"
  }
}

extension VerificationResults.Row {
  /// Returns "emd, apc, alpha 0.70: 300 same, 300 different pairs".
  package var title: String {
    let name = [scorer.rawValue, weights?.rawValue, alpha.map { "alpha " + fixed($0, 2) }]
      .compactMap { $0 }.joined(separator: ", ")
    return "\(name): \(same) same, \(different) different pairs"
  }
}

extension FacePairs.Folding {
  package var words: String {
    switch self {
    case .given: "as given in the file"
    case .blocks: "ten blocks of the file"
    case .blocksOfEachKind: "ten blocks of the mated and of the non-mated pairs"
    case .none: "none"
    }
  }
}

/// Returns "1%" or "0.01%", with as many decimals as necessary.
package func percent(_ share: Double) -> String {
  shortest(100 * share, 8) + " %"
}
