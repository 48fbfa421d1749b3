import Basics
import Evidence
import Identification

/// The numbers of decimals in a report, chosen so that arithmetic with the printed numbers gives the
/// printed result.
struct ScorePrecision: Equatable {
  /// The decimals of scores: at least four, and enough to print different scores differently.
  let scoreDecimals: Int
  /// The decimals of the terms that a score is the sum of.
  let inputDecimals: Int

  private static let mostDecimals = 12

  /// - Parameter isRounded: Whether the numbers have three decimals, so that no more are printed.
  init(
    rankings: Rankings, shown: [ScoreArithmetic], countPerRanking: Int, isRounded: Bool = false
  ) {
    guard !isRounded else {
      scoreDecimals = 3
      inputDecimals = 3
      return
    }
    let lists = rankings.map { $0.candidates.prefix(countPerRanking).map(\.score) }
    let scoreDecimals =
      (4..<8).first { decimals in
        lists.allSatisfy { scores in
          zip(scores, scores.dropFirst()).allSatisfy {
            $0 == $1 || fixed($0, decimals) != fixed($1, decimals)
          }
        }
      } ?? 8
    let inputDecimals =
      (scoreDecimals + 2...Self.mostDecimals).first { inputDecimals in
        shown.allSatisfy { arithmetic in
          arithmetic.similarities.values.allSatisfy {
            WrittenSum(
              alpha: arithmetic.alpha, similarity: $0, cosine: arithmetic.cosine,
              inputDecimals: inputDecimals, scoreDecimals: scoreDecimals
            ).isExact
          }
        }
      } ?? Self.mostDecimals
    self.scoreDecimals = scoreDecimals
    self.inputDecimals = inputDecimals
  }

  func score(_ value: Double) -> String { fixed(value, scoreDecimals) }
  func input(_ value: Double) -> String { fixed(value, inputDecimals) }

  func sum(alpha: Double, similarity: Double, cosine: Double) -> WrittenSum {
    WrittenSum(
      alpha: alpha, similarity: similarity, cosine: cosine, inputDecimals: inputDecimals,
      scoreDecimals: scoreDecimals)
  }
}
