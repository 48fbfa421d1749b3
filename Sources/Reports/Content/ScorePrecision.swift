import Basics
import Evidence
import Identification

/// How many decimals a report prints, chosen so that a reader who repeats its arithmetic with the
/// printed numbers gets the printed result.
struct ScorePrecision: Equatable {
  /// Of scores: at least four, and enough to tell apart what ranks differently.
  let scoreDecimals: Int
  /// Of what a score is the sum of.
  let inputDecimals: Int

  private static let mostDecimals = 12

  /// - Parameter isRounded: The numbers have three decimals, and no more are printed.
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
