import Basics
import Evidence
import Identification

/// The sanity checks of the query as a whole.
struct ChecksContent {
  struct Row {
    let check: String
    let result: String
    let expected: String
    /// "passed" or "NOT PASSED"; empty if there is nothing to pass.
    let verdict: String
    let isPassed: Bool
  }

  let rows: [Row]
  let method: String

  static let explanation = """
    These checks test whether the explanations are consistent. They do not test whether the \
    identification is right. A method that fails them can rank well, and one that passes them can \
    rank the wrong person first.
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
      case true?:
        mirror.isSamePicture ? "the same picture as before" : "a picture with the same label"
      case false?: "a different label"
      case nil: mirror.isSamePicture ? "the same picture as before" : "a different picture"
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
        EMD similarity \(fixed(own.similarity, 6)); \(fixed(100 * own.unmovedFlow, 3))% of the flow \
        stays between equal patches; embedding the query again changes similarities by at most \
        \(Self.small(own.largestReembeddingDifference))
        """, "1, 100%, 0 (up to rounding)", own.isPassed),
      row(
        "Query mirrored",
        """
        cosine with the unmirrored query \(fixed(mirror.cosine, 4)); top match by EMD: \(firstName) \
        (\(same)), score \(precision.score(mirror.firstScore))
        """, "mirroring should not change the top match", mirror.isPassed),
      row(
        "Patches shuffled",
        """
        the exact EMD similarity changes by at most \(Self.small(shuffled)), and a flow by at most \
        \(Self.small(moved)) (each flow followed to its patch's new place)\(Self.others(checks))
        """,
        "0: the EMD compares patches wherever they are, even in a face that is put together wrongly",
        checks.candidates.allSatisfy(\.isShuffleExact)),
      Row(
        check: "Patches covered",
        result: """
          \(beating) of \(checks.candidates.count) explanations beat all \(checks.randomOrders) random \
          orders, in deletion and in insertion
          """,
        expected: "all; each candidate's section shows its curves",
        verdict: beating == checks.candidates.count ? "passed" : "NOT PASSED",
        isPassed: beating == checks.candidates.count),
    ]
    method = """
      A covered patch is filled with middle gray (128) in the network's input, which is then embedded \
      again (\(checks.embeddings) pictures). The random orders follow from the seed \(checks.seed). \
      Scores use the ranking's solver and grid unless they are called exact.
      """
  }

  /// The changes by shuffling in methods that may depend on places; empty without such a method.
  private static func others(_ checks: FaithfulnessResults) -> String {
    guard let first = checks.candidates.first else { return "" }
    return first.shuffledSimilarities.map { method, change in
      """
      . \(method.title)\(method == .h2l ? ", which depends on places," : "") changes from \
      \(fixed(change.before, 4)) to \(fixed(change.after, 4)) for candidate 1
      """
    }.joined()
  }

  /// Returns the value rounded up, so that it is an upper bound.
  private static func small(_ value: Double) -> String {
    value == 0 ? "0" : fixed((value * 1e9).rounded(.up) / 1e9, 9)
  }
}

/// The sanity checks of one candidate's explanation.
struct CandidateChecksContent {
  let figure: DeletionInsertionFigure
  let caption: String
  /// The warning if the map does not beat random orders.
  let warning: String?
  let facts: [Fact]

  static let title = "Does this map matter? Deletion and insertion"

  init(_ checks: CandidateChecks, candidate: CandidateEvidence, precision: ScorePrecision) {
    figure = DeletionInsertionFigure(checks: checks)
    caption = """
      Deletion covers the query's patches with gray, starting with those that contribute most by this \
      map. Insertion uncovers them on a gray field in the same order. Each picture is embedded again. \
      If the map names the patches that matter, its line falls early in deletion and rises early in \
      insertion, apart from the random orders.
      """
    let failed = [checks.deletion, checks.insertion].filter { $0.outcome != .better }
    warning =
      failed.isEmpty
      ? nil
      : """
      This map does not beat random order (\(failed.map(Self.words).joined(separator: "; "))). Do not \
      conclude from it which places of the face decided the score.
      """
    facts =
      [checks.deletion, checks.insertion].map { curve in
        Fact(
          name: curve.kind == .deletion ? "Area, deletion" : "Area, insertion",
          value: """
            \(fixed(curve.area, 4)); random orders \(fixed(curve.randomMean, 4)), from \
            \(fixed(curve.randomLowest, 4)) to \(fixed(curve.randomHighest, 4)): \
            \(Self.verdict(curve))
            """)
      } + [
        Fact(
          name: "Query mirrored",
          value: """
            EMD score from \(precision.score(candidate.scores.score(.emd)!)) to \
            \(precision.score(checks.mirroredScore)); rank from \
            \(candidate.ranks[.emd].map(String.init) ?? "–") to \(checks.mirroredRank)
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
    case .unclear: "better than the random orders' mean, but not than each of them"
    case .worse: "not better than the random orders' mean"
    }
  }

  private static func words(_ curve: DeletionInsertionCurve) -> String {
    "\(curve.kind.rawValue) \(verdict(curve))"
  }
}
