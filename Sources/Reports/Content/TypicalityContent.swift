import Basics
import Evidence
import Identification

/// Where a candidate's scores lie among those of others, in words.
struct TypicalityContent {
  let figure: HistogramsFigure
  let caption: String
  let facts: [Fact]
  /// What the calibration set says; empty without one.
  let calibration: [Fact]
  let hint: String

  static let title = "Typicality: how others score"

  init?(
    _ typicality: Typicality, calibration: Calibration?, precision: ScorePrecision
  ) {
    guard !typicality.standings.isEmpty else { return nil }
    figure = HistogramsFigure(standings: typicality.standings)
    let others =
      typicality.isByLabel
      ? "gallery pictures with another label than this candidate"
      : "all other gallery pictures, for this candidate has no label and some may show the same person"
    let rerankers = typicality.standings.map(\.method).filter(\.reranks).map(\.title)
    let ofRerankers =
      rerankers.isEmpty
      ? ""
      : """
       For \(inWords(rerankers)) only the re-ranked count, which stage 1 chose for being alike; the \
      rest would mostly lie further down.
      """
    caption = "Bars: how \(others) score against the query; line: this candidate.\(ofRerankers)"
    facts = typicality.standings.map { standing in
      Fact(name: standing.method.title, value: Self.words(standing, precision: precision))
    }
    self.calibration =
      calibration == nil
      ? []
      : typicality.standings.compactMap { standing in
        standing.calibrated.map {
          Fact(name: "\(standing.method.title), calibrated", value: Self.words($0))
        }
      }
    hint =
      calibration.map(Self.hint)
        ?? """
        Without a calibration set (--calibration) no error rate is told: this gallery shows how high \
        these few others score, not how high others can.
        """
  }

  private static func words(
    _ standing: Typicality.Standing, precision: ScorePrecision
  ) -> String {
    let below = standing.others - standing.atLeast
    let of =
      switch standing.population {
      case .gallery(1): "\(standing.others) gallery pictures"
      case .gallery(let every): "\(standing.others) gallery pictures (every \(every). was taken)"
      case .reranked: "\(standing.others) re-ranked pictures"
      }
    return """
      score \(precision.score(standing.score)), higher than \(below) of \(of) of others \
      (\(percent(below, of: standing.others)))
      """
  }

  /// Cut, not rounded: 100 % stands only where it is all of them.
  private static func percent(_ count: Int, of whole: Int) -> String {
    let tenths = count * 1000 / whole
    return "\(tenths / 10).\(tenths % 10) %"
  }

  private static func words(_ calibrated: Typicality.Calibrated) -> String {
    var parts: [String] = []
    if let rate = calibrated.falseMatches {
      parts.append("different people as high or higher: \(words(rate))")
    }
    if let rate = calibrated.falseSearches {
      parts.append("searches whose best other person came as high: \(words(rate))")
    }
    if let rate = calibrated.missedMates {
      parts.append("same person lower: \(words(rate))")
    }
    return parts.joined(separator: "; ")
  }

  private static func words(_ rate: CalibratedRate) -> String {
    let range = "\(share(rate.interval.low)) to \(share(rate.interval.high))"
    if rate.isAtLeast {
      return "more than \(share(Double(rate.count) / Double(rate.trials)))"
    }
    guard let value = rate.rate else {
      return """
        none of \(rate.trials), so no rate is told below 1 in \(rate.trials) (95 %: \(range))
        """
    }
    return "\(rate.count) of \(rate.trials), \(share(value)) (95 %: \(range))"
  }

  private static func share(_ value: Double) -> String {
    let percent = 100 * value
    if percent == 0 { return "0 %" }
    let decimals = (2..<7).first { percent >= 10 * power($0) } ?? 7
    return fixed(percent, decimals) + " %"
  }

  private static func power(_ decimals: Int) -> Double {
    (0..<decimals).reduce(1.0) { power, _ in power / 10 }
  }

  private static func hint(_ calibration: Calibration) -> String {
    """
    Calibration: \(calibration.queryCount) queries of \(calibration.peopleCount) people from \
    '\(NamedPicture.short(calibration.queries))' against \(calibration.galleryCount) pictures, same \
    models and settings. It holds for pictures like those, and for a search in a gallery of that size. \
    Its comparisons share pictures and people, so that the truth is less certain than the exact \
    (Clopper-Pearson) intervals say. A rate is not the probability that this candidate is somebody \
    else.
    """
  }
}

/// "A", "A and B", "A, B and C".
func inWords(_ names: [String]) -> String {
  guard names.count > 1, let last = names.last else { return names.first ?? "" }
  return "\(names.dropLast().joined(separator: ", ")) and \(last)"
}
