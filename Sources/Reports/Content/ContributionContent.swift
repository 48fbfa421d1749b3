import Basics
import Evidence
import Networks

/// The patch pairs that give most of an EMD similarity, and the rest, adding up as printed.
struct ContributionContent {
  struct Pair {
    /// "3.2", row and column from 1.
    let query: String
    let candidate: String
    let flow: String
    let cosine: String
    let contribution: String
  }

  static let pairCount = 5
  private static let decimals = 4

  let pairs: [Pair]
  let restCount: Int
  /// What is missing to the total, by the printed numbers.
  let rest: String
  let total: String
  let grid: String

  init(_ map: FlowMap) {
    let strongest = map.strongestPairs(count: Self.pairCount)
    let factorDecimals = Self.factorDecimals(strongest)
    pairs = strongest.map { pair in
      Pair(
        query: map.grid.placeName(pair.queryPatch),
        candidate: map.grid.placeName(pair.galleryPatch),
        flow: fixed(pair.flow, factorDecimals), cosine: fixed(pair.similarity, factorDecimals),
        contribution: fixed(pair.contribution, Self.decimals))
    }
    restCount = map.flow.count { $0 > 0 } - strongest.count
    let scale = 10_000.0
    let printed = strongest.reduce(0.0) { $0 + ($1.contribution * scale).rounded() }
    let whole = (map.emdSimilarity * scale).rounded()
    total = fixed(whole / scale, Self.decimals)
    rest = fixed((whole - printed) / scale, Self.decimals)
    grid = "\(map.grid.rows) × \(map.grid.columns)"
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

  /// One paragraph for paper.
  var sentence: String {
    // Spaces that do not break keep a pair together.
    let list = pairs.map { "\($0.query)\u{A0}→\u{A0}\($0.candidate)\u{A0}\u{A0}\($0.contribution)" }
      .joined(separator: ";  ")
    return """
      \(list);  the other \(restCount) pairs with flow\u{A0}\u{A0}\(rest);  together \(total), the \
      EMD similarity on \(grid).
      """
  }
}
