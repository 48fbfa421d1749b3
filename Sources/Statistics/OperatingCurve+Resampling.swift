import Basics

extension OperatingCurve {
  /// Returns intervals of the equal error rate and of the area, from curves of pairs drawn again
  /// with replacement, same and different pairs separately.
  ///
  /// The limits are the 2.5 and 97.5 percentiles. Pairs are treated as independent, although some
  /// share a picture.
  ///
  /// - Parameters:
  ///   - count: The number of curves, 40 or more.
  ///   - seed: The same seed gives the same intervals.
  /// - Complexity: O(count * pairs).
  ///
  /// Efron and Tibshirani 1993, "An Introduction to the Bootstrap", chapter 13.
  package func resampledIntervals(count: Int = 1000, seed: UInt64) -> (
    equalErrorRate: Interval, areaUnderCurve: Interval
  ) {
    precondition(count >= 40)
    var generator = SeededGenerator(seed: seed)
    // The index of the first point that accepts each pair.
    let places: (same: [Int], different: [Int]) = zip(points, points.dropFirst()).enumerated()
      .reduce(into: ([], [])) { places, step in
        let (before, point) = step.element
        let place = step.offset + 1
        places.0 += [Int](repeating: place, count: point.trueAccepts - before.trueAccepts)
        places.1 += [Int](repeating: place, count: point.falseAccepts - before.falseAccepts)
      }
    var errors: [Double] = []
    var areas: [Double] = []
    for _ in 0..<count {
      let curve = OperatingCurve(
        thresholds: points.map(\.threshold),
        trueAccepts: drawnAgain(places.same, places: points.count, &generator),
        falseAccepts: drawnAgain(places.different, places: points.count, &generator))
      errors.append(curve.equalErrorRate.rate)
      areas.append(curve.areaUnderCurve)
    }
    return (DrawnPeople.percentiles(errors), DrawnPeople.percentiles(areas))
  }

  private init(thresholds: [Double], trueAccepts: [Int], falseAccepts: [Int]) {
    same = trueAccepts.last!
    different = falseAccepts.last!
    points = thresholds.indices.map {
      Point(
        threshold: thresholds[$0], trueAccepts: trueAccepts[$0], falseAccepts: falseAccepts[$0])
    }
  }

  /// Returns the number of accepted pairs at each point, among as many pairs drawn with
  /// replacement.
  private func drawnAgain(_ pairs: [Int], places: Int, _ generator: inout SeededGenerator) -> [Int]
  {
    var counts = [Int](repeating: 0, count: places)
    for _ in pairs { counts[pairs[Int.random(in: 0..<pairs.count, using: &generator)]] += 1 }
    for place in 1..<places { counts[place] += counts[place - 1] }
    return counts
  }
}
