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
    let contributions = map.flow.indices.map { map.flow[$0] * map.similarity[$0] }
    let order = map.flow.indices.filter { map.flow[$0] > 0 }.sorted {
      contributions[$0] != contributions[$1] ? contributions[$0] > contributions[$1] : $0 < $1
    }
    let strongest = order.prefix(Self.pairCount)
    let count = map.grid.count
    let factorDecimals = Self.factorDecimals(map, strongest)
    pairs = strongest.map { index in
      Pair(
        query: map.grid.placeName(index / count), candidate: map.grid.placeName(index % count),
        flow: fixed(map.flow[index], factorDecimals),
        cosine: fixed(map.similarity[index], factorDecimals),
        contribution: fixed(contributions[index], Self.decimals))
    }
    restCount = order.count - strongest.count
    let scale = 10_000.0
    let printed = strongest.reduce(0.0) { $0 + (contributions[$1] * scale).rounded() }
    let whole = (map.emdSimilarity * scale).rounded()
    total = fixed(whole / scale, Self.decimals)
    rest = fixed((whole - printed) / scale, Self.decimals)
    grid = "\(map.grid.rows) × \(map.grid.columns)"
  }

  /// As few decimals, from six, as let the printed factors give the printed products.
  private static func factorDecimals(_ map: FlowMap, _ pairs: ArraySlice<Int>) -> Int {
    (6..<12).first { factorDecimals in
      pairs.allSatisfy {
        WrittenProduct(
          map.flow[$0], map.similarity[$0], factorDecimals: factorDecimals, decimals: decimals
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
