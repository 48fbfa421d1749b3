import Basics

/// The printed sum `alpha × patches s + (1 − alpha) × cosine c = score`, which is right as printed.
struct WrittenSum: Equatable {
  let score: String
  /// The terms: "0.7 × patches 0.7962 + 0.3 × cosine 0.4942".
  let terms: String
  /// Whether the printed terms, added in decimals and rounded, give the printed score.
  let isExact: Bool

  var text: String { "\(score) \(isExact ? "=" : "≈") \(terms)" }

  /// Creates the sum with as few decimals of its terms as make it right, at most two more than the score
  /// has.
  init(alpha: Double, similarity: Double, cosine: Double, decimals: Int) {
    let share = decimal(alpha)
    let rest = decimal(1 - alpha)
    let whole = fixed(alpha * similarity + (1 - alpha) * cosine, decimals)
    func terms(_ inputs: Int) -> (text: String, isExact: Bool) {
      let (first, second) = (fixed(similarity, inputs), fixed(cosine, inputs))
      // In whole numbers of the last decimal: alpha has at most four.
      let sum =
        units(fixed(alpha, 4)) * units(first) + (10_000 - units(fixed(alpha, 4))) * units(second)
      let divisor = powerOfTen(inputs - decimals + 4)
      let isWritten = Double(share) == alpha
      return (
        "\(share) × patches \(minus(first)) + \(rest) × cosine \(minus(second))",
        isWritten && rounded(sum, dividedBy: divisor) == units(whole)
      )
    }
    let all = (decimals...decimals + 2).map(terms)
    let best = all.first { $0.isExact } ?? all[0]
    score = minus(whole)
    self.terms = best.text
    isExact = best.isExact
  }
}

/// Returns the fewest decimals, at least three and at most six, with which every printed difference
/// from the first number is the difference of the printed numbers.
func decimalsForDifferences(_ values: [Double]) -> Int {
  guard let first = values.first else { return 3 }
  return (3..<6).first { decimals in
    values.allSatisfy { value in
      units(fixed(first, decimals)) - units(fixed(value, decimals))
        == units(fixed(first - value, decimals))
    }
  } ?? 6
}

/// Returns numbers as whole multiples of a unit that add up to the rounded sum: each is rounded down
/// or up, up where most is cut off.
func roundedToSum(_ values: [Double], unit: Double) -> [Double] {
  let scaled = values.map { $0 / unit }
  var whole = scaled.map { $0.rounded(.down) }
  let missing = Int(scaled.reduce(0, +).rounded() - whole.reduce(0, +))
  let order = scaled.indices.sorted { one, other in
    let (a, b) = (scaled[one] - whole[one], scaled[other] - whole[other])
    return a == b ? one < other : a > b
  }
  for place in order.prefix(max(missing, 0)) { whole[place] += 1 }
  return whole.map { $0 * unit }
}

/// Returns the digits of a printed number as a whole number: "-0.05" gives -5.
private func units(_ text: String) -> Int { Int(text.filter { $0 != "." }) ?? 0 }

/// Divides and rounds half away from zero, as people do by hand.
private func rounded(_ number: Int, dividedBy divisor: Int) -> Int {
  let half = divisor / 2
  return number < 0 ? -((-number + half) / divisor) : (number + half) / divisor
}

private func powerOfTen(_ exponent: Int) -> Int {
  (0..<exponent).reduce(1) { power, _ in 10 * power }
}
