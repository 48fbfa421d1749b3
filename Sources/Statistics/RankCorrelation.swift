/// Returns the rank of each number, from 1; equal numbers share the mean of their ranks.
///
/// - Complexity: O(n log n).
package func meanRanks(of numbers: [Double]) -> [Double] {
  let order = numbers.indices.sorted { numbers[$0] < numbers[$1] }
  var ranks = [Double](repeating: 0, count: numbers.count)
  var start = 0
  while start < order.count {
    var end = start + 1
    while end < order.count, numbers[order[end]] == numbers[order[start]] { end += 1 }
    for place in start..<end { ranks[order[place]] = Double(start + 1 + end) / 2 }
    start = end
  }
  return ranks
}

/// Spearman's rank correlation, with mean ranks for ties.
///
/// - Returns: `nil` if one of the two has equal values only.
/// - Precondition: The two have equally many values, at least two.
package func rankCorrelation(_ a: [Double], _ b: [Double]) -> Double? {
  precondition(a.count == b.count && a.count > 1)
  let (x, y) = (meanRanks(of: a), meanRanks(of: b))
  let middle = Double(a.count + 1) / 2
  var (xy, xx, yy) = (0.0, 0.0, 0.0)
  for (p, q) in zip(x, y) {
    xy += (p - middle) * (q - middle)
    xx += (p - middle) * (p - middle)
    yy += (q - middle) * (q - middle)
  }
  return xx > 0 && yy > 0 ? xy / (xx * yy).squareRoot() : nil
}
