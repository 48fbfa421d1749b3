/// The accuracy on pairs as the thesis's published code measures it: squared distances 2 - 2s, accepted
/// below one of the thresholds 0, 0.01 … 0.99, the first best one on the other nine of ten blocks.
///
/// A pair with a cosine of 0.5 or less is never accepted, so hard pairs are counted wrong whatever
/// separates them.
package struct PublishedAccuracy: Sendable, Equatable {
  package let folds: [FoldAccuracy.Fold]

  package var mean: Double { folds.reduce(0) { $0 + $1.accuracy } / Double(folds.count) }

  /// The standard deviation over the folds, divided by their number and not by one less.
  package var deviation: Double {
    let mean = mean
    let squares = folds.reduce(0) { $0 + ($1.accuracy - mean) * ($1.accuracy - mean) }
    return (squares / Double(folds.count)).squareRoot()
  }

  private static let blocks = 10
  private static let thresholds = (0..<100).map { Double($0) / 100 }

  /// - Parameter scores: The pairs in the order of their file; their folds do not matter.
  /// - Returns: `nil` with fewer than ten pairs.
  package init?(_ scores: [VerificationScore]) {
    guard scores.count >= Self.blocks else { return nil }
    let distances = scores.map { 2 - 2 * $0.score }
    // right[block][threshold]
    var right = [[Int]](
      repeating: [Int](repeating: 0, count: Self.thresholds.count), count: Self.blocks)
    var sizes = [Int](repeating: 0, count: Self.blocks)
    let bounds = Self.bounds(scores.count)
    for block in 0..<Self.blocks {
      for place in bounds[block]..<bounds[block + 1] {
        sizes[block] += 1
        for (index, threshold) in Self.thresholds.enumerated()
        where (distances[place] < threshold) == scores[place].isSame {
          right[block][index] += 1
        }
      }
    }
    folds = (0..<Self.blocks).map { fold in
      var best = 0
      var most = -1
      for index in Self.thresholds.indices {
        let sum = (0..<Self.blocks).reduce(0) { $0 + ($1 == fold ? 0 : right[$1][index]) }
        if sum > most { (best, most) = (index, sum) }
      }
      return FoldAccuracy.Fold(
        threshold: Self.thresholds[best], pairs: sizes[fold], right: right[fold][best])
    }
  }

  /// The beginnings of ten neighboring blocks; the first ones are longer if the count is not a multiple.
  private static func bounds(_ count: Int) -> [Int] {
    let (size, rest) = count.quotientAndRemainder(dividingBy: blocks)
    return (0...blocks).map { $0 * size + min($0, rest) }
  }
}
