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

  init(rankings: [Ranking], shown: [ScoreArithmetic], countPerRanking: Int) {
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
          [arithmetic.emdSimilarity, arithmetic.h2lSimilarity].allSatisfy {
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

/// `alpha x similarity + (1 - alpha) x cosine = score`, as it is printed.
struct WrittenSum: Equatable {
  /// "0.7 × 0.831224 + 0.3 × 0.742513"
  let terms: String
  /// "0.8046"
  let score: String
  /// Whether the printed terms, added in decimals and rounded, give the printed score.
  let isExact: Bool

  var text: String { "\(terms) \(isExact ? "=" : "≈") \(score)" }

  /// Alpha is printed with as many decimals as it has, at most six.
  init(
    alpha: Double, similarity: Double, cosine: Double, inputDecimals: Int, scoreDecimals: Int
  ) {
    let alphaDecimals = (1..<6).first { Double(fixed(alpha, $0)) == alpha } ?? 6
    let alphaUnits = units(fixed(alpha, alphaDecimals))
    let whole = units(fixed(1, alphaDecimals))
    let similarityText = fixed(similarity, inputDecimals)
    let cosineText = fixed(cosine, inputDecimals)
    let rest = fixed(Double(whole - alphaUnits) / Double(whole), alphaDecimals)
    terms = "\(fixed(alpha, alphaDecimals)) × \(similarityText) + \(rest) × \(cosineText)"
    score = fixed(alpha * similarity + (1 - alpha) * cosine, scoreDecimals)
    let sum = alphaUnits * units(similarityText) + (whole - alphaUnits) * units(cosineText)
    var divisor = whole
    for _ in scoreDecimals..<inputDecimals { divisor *= 10 }
    isExact = rounded(sum, dividedBy: divisor) == units(score)
  }
}

/// The digits of a printed number as a whole number: "-0.05" is -5.
private func units(_ text: String) -> Int128 {
  Int128(text.filter { $0 != "." }) ?? 0
}

/// Half away from zero, as it is done by hand.
private func rounded(_ number: Int128, dividedBy divisor: Int128) -> Int128 {
  let half = divisor / 2
  return number < 0 ? -((-number + half) / divisor) : (number + half) / divisor
}
