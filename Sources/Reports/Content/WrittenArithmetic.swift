import Basics

/// The printed sum `alpha x similarity + (1 - alpha) x cosine = score`.
struct WrittenSum: Equatable {
  /// The terms, such as "0.7 × 0.831224 + 0.3 × 0.742513".
  let terms: String
  /// The score, such as "0.8046".
  let score: String
  /// Whether the printed terms, added in decimals and rounded, give the printed score.
  let isExact: Bool

  var text: String { "\(terms) \(isExact ? "=" : "≈") \(score)" }

  /// Creates the sum; alpha has as many decimals as it needs, at most six.
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
    let divisor = whole * powerOfTen(inputDecimals - scoreDecimals)
    isExact = rounded(sum, dividedBy: divisor) == units(score)
  }
}

/// The printed product `first x second`.
struct WrittenProduct: Equatable {
  /// Whether the printed factors, multiplied in decimals and rounded, give the printed product.
  let isExact: Bool

  init(_ first: Double, _ second: Double, factorDecimals: Int, decimals: Int) {
    let product = units(fixed(first, factorDecimals)) * units(fixed(second, factorDecimals))
    isExact =
      rounded(product, dividedBy: powerOfTen(2 * factorDecimals - decimals))
      == units(fixed(first * second, decimals))
  }
}

/// Returns the digits of a printed number as a whole number: "-0.05" gives -5.
private func units(_ text: String) -> Int128 {
  Int128(text.filter { $0 != "." }) ?? 0
}

/// Divides and rounds half away from zero, as people do by hand.
private func rounded(_ number: Int128, dividedBy divisor: Int128) -> Int128 {
  let half = divisor / 2
  return number < 0 ? -((-number + half) / divisor) : (number + half) / divisor
}

private func powerOfTen(_ exponent: Int) -> Int128 {
  (0..<exponent).reduce(1) { power, _ in 10 * power }
}
