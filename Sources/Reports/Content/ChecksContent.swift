import Basics
import Evidence
import Identification

/// The sanity checks that belong to the query as a whole.
struct ChecksContent {
  struct Row {
    let check: String
    let result: String
    let expected: String
    /// "passed" or "NOT PASSED"; empty where there is nothing to pass.
    let verdict: String
    let isPassed: Bool
  }

  let rows: [Row]
  let method: String

  static let explanation = """
    A method can fail these checks and still rank well, and pass them and still name the wrong person. \
    They test whether the explanation hangs together, not whether the identification is right.
    """

  init(_ checks: FaithfulnessResults, of evidence: QueryEvidence, precision: ScorePrecision) {
    let own = checks.selfMatch
    let mirror = checks.mirror
    let shuffled = checks.candidates.map { abs($0.shuffledDifference) }.max() ?? 0
    let moved = checks.candidates.map(\.shuffledFlowDifference).max() ?? 0
    let beating = checks.candidates.count { $0.beatsRandom }
    let firstName = NamedPicture.words(mirror.firstIndex, in: evidence)
    let same =
      switch mirror.isSamePerson {
      case true?: mirror.isSamePicture ? "the same picture as before" : "the same label as before"
      case false?: "another label than before"
      case nil: mirror.isSamePicture ? "the same picture as before" : "another picture than before"
      }
    func row(_ check: String, _ result: String, _ expected: String, _ isPassed: Bool) -> Row {
      Row(
        check: check, result: result, expected: expected,
        verdict: isPassed ? "passed" : "NOT PASSED", isPassed: isPassed)
    }
    rows = [
      row(
        "Query against itself",
        """
        EMD similarity \(fixed(own.similarity, 6)), \(fixed(100 * own.unmovedFlow, 3)) % of the flow \
        between equal patches; embedding it again changes similarities by \(Self.small(own.largestReembeddingDifference)) at most
        """, "1, 100 %, 0 (up to rounding)", own.isPassed),
      row(
        "Query mirrored",
        """
        cosine with the unmirrored query \(fixed(mirror.cosine, 4)); by the EMD \(firstName) stands \
        first, \(same), score \(precision.score(mirror.firstScore))
        """, "left and right decide nothing: the first stays first", mirror.isPassed),
      row(
        "Patches shuffled",
        """
        the exact EMD similarity changes by \(Self.small(shuffled)) at most, a flow by \(Self.small(moved)) \
        at most (each followed to its patch's new place)\(Self.others(checks))
        """,
        "0: the EMD looks for alike patches wherever they are, even in a face put together wrongly",
        checks.candidates.allSatisfy(\.isShuffleExact)),
      Row(
        check: "Patches covered",
        result: """
          \(beating) of \(checks.candidates.count) explanations beat all \(checks.randomOrders) random \
          orders, in deletion and in insertion
          """,
        expected: "all; the curves stand with each candidate",
        verdict: beating == checks.candidates.count ? "passed" : "NOT PASSED",
        isPassed: beating == checks.candidates.count),
    ]
    method = """
      Covered: filled with middle gray (128) in the picture that the network takes, and embedded again \
      (\(checks.embeddings) pictures); random orders from the seed \(checks.seed). Scores by the \
      ranking's solver and grid, except where exact is said.
      """
  }

  /// What shuffling changes in methods that may know places; empty without one.
  private static func others(_ checks: FaithfulnessResults) -> String {
    guard let first = checks.candidates.first else { return "" }
    return first.shuffledSimilarities.map { method, change in
      """
      . The \(method.title)\(method == .h2l ? ", which knows places, changes" : " changes"): \
      \(fixed(change.before, 4)) becomes \(fixed(change.after, 4)) for candidate 1
      """
    }.joined()
  }

  /// Rounded up, so that it may be called a most.
  private static func small(_ value: Double) -> String {
    value == 0 ? "0" : fixed((value * 1e9).rounded(.up) / 1e9, 9)
  }
}

/// The sanity checks of one candidate's explanation.
struct CandidateChecksContent {
  let figure: DeletionInsertionFigure
  let caption: String
  /// Where the map does not beat random orders.
  let warning: String?
  let facts: [Fact]

  static let title = "Does this map matter? Deletion and insertion"

  init(_ checks: CandidateChecks, candidate: CandidateEvidence, precision: ScorePrecision) {
    figure = DeletionInsertionFigure(checks: checks)
    caption = """
      The query's patches are covered with gray, those first that contribute most by this map \
      (deletion), or uncovered on a gray field (insertion), and the picture is embedded again each \
      time. If the map names what matters, its line falls early and rises early, away from the random \
      orders.
      """
    let failed = [checks.deletion, checks.insertion].filter { $0.outcome != .better }
    warning =
      failed.isEmpty
      ? nil
      : """
      This map does not beat random order (\(failed.map(Self.words).joined(separator: "; "))). Do not \
      read its patches as the places that decide.
      """
    facts =
      [checks.deletion, checks.insertion].map { curve in
        Fact(
          name: curve.kind == .deletion ? "Area, deletion" : "Area, insertion",
          value: """
            \(fixed(curve.area, 4)); random \(fixed(curve.randomMean, 4)), from \
            \(fixed(curve.randomLowest, 4)) to \(fixed(curve.randomHighest, 4)): \
            \(Self.verdict(curve))
            """)
      } + [
        Fact(
          name: "Query mirrored",
          value: """
            EMD score \(precision.score(candidate.scores.score(.emd)!)) becomes \
            \(precision.score(checks.mirroredScore)), rank \
            \(candidate.ranks[.emd].map(String.init) ?? "–") becomes \(checks.mirroredRank)
            """),
        Fact(
          name: "Patches shuffled",
          value: """
            exact EMD similarity \(checks.isShuffleExact ? "unchanged" : "CHANGED") (difference \
            \(fixed(checks.shuffledDifference, 9)))
            """),
      ]
  }

  private static func verdict(_ curve: DeletionInsertionCurve) -> String {
    switch curve.outcome {
    case .better: "better than every random order"
    case .unclear: "better than their mean, not than all of them"
    case .worse: "no better than their mean"
    }
  }

  private static func words(_ curve: DeletionInsertionCurve) -> String {
    "\(curve.kind.rawValue) \(verdict(curve))"
  }
}
