import Basics
import Evidence
import Identification
import Networks

/// The patch pairs that give most of an EMD similarity, and the rest, adding up as printed.
struct FlowDecompositionContent {
  struct Pair {
    /// As it stands on both pictures, from 1.
    let number: String
    /// "3.2", row and column from 1, and the part of the face.
    let query: String
    let candidate: String
    let flow: String
    let cosine: String
    let contribution: String
  }

  private static let decimals = 4

  let figure: FlowDecompositionFigure
  let pairs: [Pair]
  /// What the named pairs add, by the printed numbers.
  let named: String
  let restCount: Int
  /// What is missing to the total, by the printed numbers.
  let rest: String
  let total: String
  let grid: String
  /// What this total is, and what the ranking's own number is.
  let comparison: String

  static let title = "Flow balance"

  static let caption = """
    Strongest patch pairs, with the same number on both pictures. Contribution = flow × cosine; all \
    contributions together are the EMD similarity, and nothing is left over. Where many pairs \
    contribute about the same, no single place decides. A strong pair shows where the computer found \
    likeness, not that the two places belong to one person.
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
    var text = "This map's flow is solved exactly: EMD similarity \(total)"
    if let gap = balance.dualityGap {
      text +=
        ", duality gap \(gapText(gap)) (no other transport can be more alike by more than that)"
    }
    text += "."
    guard let ranking = balance.ranking else { return text }
    let own =
      "The ranking used \(fixed(ranking.similarity, decimals)), by the solver '\(ranking.solver.rawValue)'"
    let grid =
      ranking.grid == balance.grid
      ? "" : " on \(ranking.grid.rows) × \(ranking.grid.columns) patches"
    let reason =
      switch ranking.solver {
      case .exact:
        ranking.grid == balance.grid
          ? "; the two differ by rounding at most" : ", and differs because the patches do"
      case .sinkhorn, .published:
        """
        , which spreads each patch's weight over many others (entropic, epsilon \
        \(fixed(ranking.epsilon, 3))) and so comes out lower than the best transport
        """
      }
    return "\(text) \(own)\(grid)\(reason)."
  }

  static func gapText(_ gap: Double) -> String {
    abs(gap) < 1e-6 ? "under 0.000001" : fixed(gap, 6)
  }

  /// As few decimals, from six, as let the printed factors give the printed products.
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
  /// Adds up every flow map again before anything of it is drawn.
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
