import Basics
import Evidence
import Identification

/// The first candidate against another one, as a map and in words.
struct ContrastContent {
  let title: String
  let figure: ContrastFigure
  let sentences: [String]
  /// Part of the face, patches, difference with its sign.
  let regions: [(name: String, patches: String, difference: String)]
  let total: String

  static let explanation = """
    Patch by patch of the query: what it adds to the EMD similarity with the first candidate, minus \
    what it adds with the other one (exact flows, the backbone's own grid). Orange and +: speaks for \
    the first; blue and −: for the other; pale: no difference. Parts of the face are named by where \
    the middle of a patch lies in a picture aligned to the network's template, left and right as \
    seen in the picture. A patch's features also draw on its surroundings, and a difference between \
    two numbers is not a difference that can be seen between two people.
    """

  init(_ contrast: Contrast, of evidence: QueryEvidence, precision: ScorePrecision) {
    let first = NamedPicture.words(contrast.firstIndex, in: evidence)
    let other = NamedPicture.words(contrast.otherIndex, in: evidence)
    switch contrast.other {
    case .runnerUp: title = "First against the runner-up"
    case .otherIdentity: title = "First against the best with another label"
    case .runnerUpOfOtherIdentity: title = "First against the runner-up, which has another label"
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
      First: \(first), score \(precision.score(contrast.firstScore)). Other: \(other), score \
      \(precision.score(contrast.otherScore)), lower by \
      \(precision.score(contrast.firstScore - contrast.otherScore)).
      """,
      """
      By the exact flows the query is \(fixed(contrast.firstSimilarity, decimals)) alike to the first \
      and \(fixed(contrast.otherSimilarity, decimals)) to the other, difference \(printedWhole): \
      \(signedText(likenessUnits / units, decimals)) because matched patches are more or less alike, \
      \(signedText((wholeUnits - likenessUnits) / units, decimals)) because the weight lies elsewhere.
      """,
    ]
    if whole < 0 {
      sentences.append(
        """
        On this map alone the other would be ahead: the first place rests on stage 1's cosine, or on \
        the ranking's own solver and grid.
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

  /// Which parts speak for whom, those that make up most of it.
  private static func words(_ contrast: Contrast) -> [String] {
    func list(_ isFirst: Bool) -> String? {
      let regions = contrast.regions.filter { isFirst ? $0.difference > 0 : $0.difference < 0 }
      guard !regions.isEmpty else { return nil }
      let named = regions.prefix(3).map {
        "\($0.region.words) (\(signedText($0.difference, 4)))"
      }
      return named.joined(separator: ", ") + (regions.count > 3 ? " and less elsewhere" : "")
    }
    var sentences: [String] = []
    if let first = list(true) { sentences.append("For the first speak: \(first).") }
    if let other = list(false) { sentences.append("For the other speak: \(other).") }
    return sentences
  }
}
