import Basics
import Evidence
import Identification
import Networks

/// The patch pairs that make up most of an EMD similarity, and the rest, so that the printed numbers
/// add up.
struct FlowDecompositionContent {
  struct Pair {
    /// The pair's number on both pictures, from 1.
    let number: String
    /// The patch as row and column from 1, such as "3.2".
    let query: String
    let candidate: String
    let flow: String
    let cosine: String
    let contribution: String
  }

  private static let decimals = 4

  let figure: FlowDecompositionFigure
  let pairs: [Pair]
  /// The sum of the named pairs' printed contributions.
  let named: String
  let restCount: Int
  /// The rest up to the total, by the printed numbers.
  let rest: String
  let total: String
  let grid: String
  /// A comparison of this total with the ranking's own number.
  let comparison: String

  static let title = "Flow balance"

  static let caption = """
    The strongest patch pairs have the same number on both pictures. Contribution = flow × cosine. \
    All contributions together give the EMD similarity. If many pairs contribute about the same, no \
    single place decides. A strong pair shows where the computer found similarity. It does not show \
    that the two places belong to one person.
    """

  init(_ balance: FlowDecomposition, figure: FlowDecompositionFigure, placeName: (Int) -> String) {
    self.figure = figure
    let strongest = balance.pairs
    let factorDecimals = Self.factorDecimals(strongest)
    pairs = strongest.enumerated().map { place, pair in
      Pair(
        number: String(place + 1), query: placeName(pair.queryPatch),
        candidate: placeName(pair.galleryPatch), flow: fixed(pair.flow, factorDecimals),
        cosine: fixed(pair.similarity, factorDecimals),
        contribution: fixed(pair.contribution, Self.decimals))
    }
    restCount = balance.restCount
    let scale = 10_000.0
    let printed = strongest.reduce(0.0) { $0 + ($1.contribution * scale).rounded() }
    let whole = (balance.total * scale).rounded()
    total = fixed(whole / scale, Self.decimals)
    named = fixed(printed / scale, Self.decimals)
    rest = fixed((whole - printed) / scale, Self.decimals)
    grid = "\(balance.grid.rows) × \(balance.grid.columns)"
    comparison = Self.comparison(balance, total: total)
  }

  private static func comparison(_ balance: FlowDecomposition, total: String) -> String {
    var text =
      balance.dualityGap == nil
      ? "This map is the flow by which the candidate was ranked: EMD similarity \(total)"
      : "The flow of this map is solved exactly: EMD similarity \(total)"
    if let gap = balance.dualityGap {
      text +=
        ", duality gap \(gapText(gap)) (another flow could raise the similarity by at most this gap)"
    }
    text += "."
    guard let ranking = balance.ranking else { return text }
    let own =
      "The ranking used \(fixed(ranking.similarity, decimals)) from the solver '\(ranking.solver.rawValue)'"
    let grid =
      ranking.grid == balance.grid
      ? "" : " on \(ranking.grid.rows) × \(ranking.grid.columns) patches"
    let isLower = ranking.grid == balance.grid && ranking.similarity < balance.total
    let reason =
      switch ranking.solver {
      case .exact:
        ranking.grid == balance.grid
          ? "; the two differ at most by rounding" : "; it differs because the patches differ"
      case .sinkhorn, .published:
        """
        . That solver spreads the weight of each patch over many others (entropic, epsilon \
        \(fixed(ranking.epsilon, 3)))\
        \(isLower ? ", so its similarity is lower than that of the best flow" : "")
        """
      }
    return "\(text) \(own)\(grid)\(reason)."
  }

  static func gapText(_ gap: Double) -> String {
    abs(gap) < 1e-6 ? "under 0.000001" : fixed(gap, 6)
  }

  /// Returns the fewest decimals, from six, with which the printed factors give the printed products.
  private static func factorDecimals(_ pairs: [PatchContribution]) -> Int {
    (6..<12).first { factorDecimals in
      pairs.allSatisfy {
        WrittenProduct(
          $0.flow, $0.similarity, factorDecimals: factorDecimals, decimals: decimals
        ).isExact
      }
    } ?? 12
  }
}

extension QueryEvidence {
  /// Adds up every flow map again before it is drawn.
  ///
  /// - Throws: `FlowDecompositionError`.
  func checkBalances() throws(FlowDecompositionError) {
    for candidate in candidates {
      for map in candidate.flowMaps { _ = try FlowDecomposition(map, count: 0) }
      if let balance = candidate.balance, let map = candidate.flowMaps.last {
        let again = try FlowDecomposition(map, count: balance.pairs.count, ranking: balance.ranking)
        guard again == balance else {
          throw .contributions(sum: again.total, similarity: balance.total)
        }
      }
    }
  }
}
