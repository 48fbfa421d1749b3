import Basics
import Evidence
import Identification

/// A candidate's scores compared with the scores of other pictures, in words.
struct TypicalityContent {
  let figure: HistogramsFigure
  let caption: String
  let facts: [Fact]
  /// The rates of the calibration set; empty without one.
  let calibration: [Fact]
  let hint: String

  static let title = "Typicality: scores of other pictures"

  init?(
    _ typicality: Typicality, calibration: Calibration?, precision: ScorePrecision
  ) {
    guard !typicality.standings.isEmpty else { return nil }
    figure = HistogramsFigure(standings: typicality.standings)
    let others =
      typicality.isByLabel
      ? "gallery pictures with another label than this candidate"
      : """
      all other gallery pictures (this candidate has no label, so some may show the same person)
      """
    let rerankers = typicality.standings.map(\.method).filter(\.reranks).map(\.title)
    let ofRerankers =
      rerankers.isEmpty
      ? ""
      : """
       For \(inWords(rerankers)), only re-ranked pictures count. Stage 1 chose them because they are \
      similar to the query; most other pictures would score lower.
      """
    caption = "Bars: scores of \(others) against the query. Line: this candidate.\(ofRerankers)"
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
        Without a calibration set (--calibration), no error rate can be stated. This gallery shows only \
        how high these few pictures score. Other people's pictures can score higher.
        """
  }

  private static func words(
    _ standing: Typicality.Standing, precision: ScorePrecision
  ) -> String {
    let below = standing.others - standing.atLeast
    let of =
      switch standing.population {
      case .gallery(1): "\(standing.others) gallery pictures"
      case .gallery(let every):
        "\(standing.others) gallery pictures (a sample: every \(ordinal(every)))"
      case .reranked: "\(standing.others) re-ranked pictures"
      }
    return """
      score \(precision.score(standing.score)), higher than \(below) of \(of) \
      (\(percent(below, of: standing.others)))
      """
  }

  /// Returns a percentage that is cut, not rounded: 100% always means all of them.
  private static func percent(_ count: Int, of whole: Int) -> String {
    let tenths = count * 1000 / whole
    return "\(tenths / 10).\(tenths % 10)%"
  }

  private static func words(_ calibrated: Typicality.Calibrated) -> String {
    var parts: [String] = []
    if let rate = calibrated.falseSearches {
      parts.append(
        "searches with a non-mated picture that scores as high or higher: \(words(rate))")
    }
    if let rate = calibrated.missedMates {
      parts.append("searches whose right person scores lower: \(words(rate))")
    }
    return parts.joined(separator: "; ")
  }

  private static func words(_ rate: CalibratedRate) -> String {
    let range = "\(share(rate.interval.low)) to \(share(rate.interval.high))"
    guard let value = rate.rate else {
      return """
        0 of \(rate.trials); rates below 1 in \(rate.trials) cannot be estimated (95%: \(range))
        """
    }
    return "\(rate.count) of \(rate.trials), \(share(value)) (95%: \(range))"
  }

  private static func share(_ value: Double) -> String {
    let percent = 100 * value
    if percent == 0 { return "0%" }
    let decimals = (2..<7).first { percent >= 10 * power($0) } ?? 7
    return fixed(percent, decimals) + "%"
  }

  private static func power(_ decimals: Int) -> Double {
    (0..<decimals).reduce(1.0) { power, _ in power / 10 }
  }

  private static func hint(_ calibration: Calibration) -> String {
    """
    Calibration: \(calibration.queryCount) queries of \(calibration.peopleCount) people from \
    '\(NamedPicture.short(calibration.queries))' against \(calibration.galleryCount) pictures, with the \
    same models and settings. The rates apply to similar pictures and to a gallery of that size. The \
    intervals count people, not comparisons (Clopper-Pearson). A rate is not the probability that this candidate is a different person.
    """
  }
}

/// Returns a number from 2 as an ordinal, in words up to "twelfth": "third", "21st".
private func ordinal(_ number: Int) -> String {
  let words = [
    "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh",
    "twelfth",
  ]
  if words.indices.contains(number - 2) { return words[number - 2] }
  let isTeen = (11...13).contains(number % 100)
  let suffix = isTeen ? "th" : [1: "st", 2: "nd", 3: "rd"][number % 10] ?? "th"
  return "\(number)\(suffix)"
}

/// Returns names as a list in a sentence: "A", "A and B", "A, B and C".
func inWords(_ names: [String]) -> String {
  guard names.count > 1, let last = names.last else { return names.first ?? "" }
  return "\(names.dropLast().joined(separator: ", ")) and \(last)"
}
