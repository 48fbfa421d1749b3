/// How well same and different pairs are separated, and the tendency towards one answer.
///
/// The signal is "the same person". The rates have the log-linear correction, always: half an answer
/// more in each, so that perfect answers have finite values. Hautus 1995,
/// https://doi.org/10.3758/BF03203619
package struct SignalDetection: Sendable, Equatable {
  package let dPrime: Double
  /// Above 0: tends to "different".
  package let criterion: Double

  /// - Returns: `nil` without a same or without a different pair.
  package init?(hits: Int, misses: Int, falseAlarms: Int, correctRejections: Int) {
    guard hits + misses > 0, falseAlarms + correctRejections > 0 else { return nil }
    let hit = normalQuantile((Double(hits) + 0.5) / Double(hits + misses + 1))
    let alarm = normalQuantile(
      (Double(falseAlarms) + 0.5) / Double(falseAlarms + correctRejections + 1))
    dPrime = hit - alarm
    criterion = -(hit + alarm) / 2
  }
}

/// Returns the share of same-different pairs of ratings in which the same pair has the greater one;
/// half for equal ones. This is the area under the curve of the ratings.
///
/// - Returns: `nil` if one of the lists is empty.
package func ratingArea(same: [Int], different: [Int]) -> Double? {
  guard !same.isEmpty, !different.isEmpty else { return nil }
  var halves = 0
  for rating in same {
    for other in different { halves += rating > other ? 2 : rating == other ? 1 : 0 }
  }
  return Double(halves) / Double(2 * same.count * different.count)
}

/// Returns Goodman and Kruskal's gamma: whether more confident answers are right more often.
///
/// - Returns: `nil` if no two answers differ in both.
package func gammaCorrelation(_ confidence: [Int], _ right: [Bool]) -> Double? {
  precondition(confidence.count == right.count)
  var (concordant, discordant) = (0, 0)
  for first in confidence.indices where right[first] {
    for second in confidence.indices where !right[second] {
      if confidence[first] > confidence[second] { concordant += 1 }
      if confidence[first] < confidence[second] { discordant += 1 }
    }
  }
  guard concordant + discordant > 0 else { return nil }
  return Double(concordant - discordant) / Double(concordant + discordant)
}

/// Returns Cohen's kappa of two lists of answers: agreement beyond chance.
///
/// - Returns: `nil` without answers, and if chance alone would agree always.
package func cohensKappa(_ first: [Bool], _ second: [Bool]) -> Double? {
  precondition(first.count == second.count)
  guard !first.isEmpty else { return nil }
  let count = Double(first.count)
  let agreement = Double(zip(first, second).count { $0 == $1 }) / count
  let (a, b) = (Double(first.count { $0 }) / count, Double(second.count { $0 }) / count)
  let chance = a * b + (1 - a) * (1 - b)
  guard chance < 1 else { return nil }
  return (agreement - chance) / (1 - chance)
}

/// Returns the middle number; the mean of the middle two if their count is even.
///
/// - Returns: `nil` for an empty list.
package func median(of values: [Double]) -> Double? {
  let sorted = values.sorted()
  guard !sorted.isEmpty else { return nil }
  let middle = sorted.count / 2
  return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/// Returns the number below which a share of the numbers lies, linear between the two nearest ones.
///
/// - Parameter share: 0...1.
/// - Precondition: There is a number.
package func quantile(of values: [Double], _ share: Double) -> Double {
  let sorted = values.sorted()
  let place = share * Double(sorted.count - 1)
  let low = Int(place)
  let high = min(low + 1, sorted.count - 1)
  return sorted[low] + (place - Double(low)) * (sorted[high] - sorted[low])
}

/// Returns the standard deviation with n - 1.
///
/// - Returns: `nil` for fewer than two values.
package func standardDeviation(of values: [Double]) -> Double? {
  guard values.count > 1 else { return nil }
  let mean = values.reduce(0, +) / Double(values.count)
  let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
  return (squares / Double(values.count - 1)).squareRoot()
}
