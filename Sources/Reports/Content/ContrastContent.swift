import Basics
import Evidence
import Identification

/// The top match compared with another candidate, as a map and in words.
struct ContrastContent {
  let title: String
  let figure: ContrastFigure
  let sentences: [String]
  /// The parts of the face, each with its number of patches and its signed difference.
  let regions: [(name: String, patches: String, difference: String)]
  let total: String

  static let explanation = """
    The map shows, for each patch of the query, what it adds to the EMD similarity with the top match \
    minus what it adds with the other candidate (exact flows, the backbone's own grid). Orange and + \
    favor the top match, blue and − favor the other candidate, pale means no difference. The middle of \
    a patch in the aligned picture decides which part of the face it belongs to. Left and right are \
    those of the picture. A patch's features also depend on its surroundings. A difference between \
    two numbers does not mean that a person can see a difference between the two faces.
    """

  init(_ contrast: Contrast, of evidence: QueryEvidence, precision: ScorePrecision) {
    let first = NamedPicture.words(contrast.firstIndex, in: evidence)
    let other = NamedPicture.words(contrast.otherIndex, in: evidence)
    switch contrast.other {
    case .runnerUp: title = "Top match and runner-up"
    case .otherIdentity: title = "Top match and best candidate with another label"
    case .runnerUpOfOtherIdentity: title = "Top match and runner-up, which has another label"
    }
    figure = ContrastFigure(contrast, aspect: evidence.query.aspect)
    let decimals = 4
    let whole = contrast.differences.reduce(0, +)
    let likeness = contrast.likeness.reduce(0, +)
    let units = 10_000.0
    // Rounded so that the two printed parts give the printed whole.
    let wholeUnits = (whole * units).rounded()
    let likenessUnits = (likeness * units).rounded()
    let printedWhole = signedText(wholeUnits / units, decimals)
    var sentences = [
      """
      Top match: \(first), score \(precision.score(contrast.firstScore)). Other candidate: \(other), \
      score \(precision.score(contrast.otherScore)), lower by \
      \(precision.score(contrast.firstScore - contrast.otherScore)).
      """,
      """
      EMD similarity by exact flows: \(fixed(contrast.firstSimilarity, decimals)) with the top match, \
      \(fixed(contrast.otherSimilarity, decimals)) with the other candidate, difference \(printedWhole). \
      Of this difference, \(signedText(likenessUnits / units, decimals)) comes from how similar the \
      matched patches are, and \(signedText((wholeUnits - likenessUnits) / units, decimals)) from \
      different weights.
      """,
    ]
    if whole < 0 {
      sentences.append(
        """
        By this map alone, the other candidate would be ahead. The top match is first because of the \
        cosine of the whole face (stage 1), or because the ranking used another solver or grid.
        """)
    }
    sentences += Self.words(contrast)
    self.sentences = sentences
    let rows = contrast.regions.map {
      (
        name: $0.region.words, patches: String($0.patchCount),
        difference: signedText($0.difference, decimals)
      )
    }
    let missing = contrast.regions.reduce(wholeUnits) { $0 - ($1.difference * units).rounded() }
    regions =
      missing == 0
      ? rows : rows + [("rounding", "", signedText(missing / units, decimals))]
    total = printedWhole
  }

  /// Returns sentences on the parts of the face that favor each candidate, the largest differences
  /// first.
  private static func words(_ contrast: Contrast) -> [String] {
    func list(_ isFirst: Bool) -> String? {
      let regions = contrast.regions.filter { isFirst ? $0.difference > 0 : $0.difference < 0 }
      guard !regions.isEmpty else { return nil }
      let named = regions.prefix(3).map {
        "\($0.region.words) (\(signedText($0.difference, 4)))"
      }
      return named.joined(separator: ", ")
        + (regions.count > 3 ? " and less elsewhere" : "")
    }
    var sentences: [String] = []
    if let first = list(true) { sentences.append("In favor of the top match: \(first).") }
    if let other = list(false) { sentences.append("In favor of the other candidate: \(other).") }
    return sentences
  }
}
