/// The interval of a share, or of a difference of shares, whose single answers are clustered in two
/// ways at once: answers of one person resemble each other, and so do answers about one pair; or scores of
/// pairs of faces, by the person of the first and by that of the second.
///
/// With the influence e_t of each answer on the estimate, V(g) = G / (G - 1) * sum over the groups
/// of (sum of e_t)^2, and V = max(V_people, V_people + V_pairs - V_both), where answers that share both are
/// one group of the last. The interval is Student's with the smaller number of groups, less one, as degrees of
/// freedom.
///
/// Cameron, Gelbach and Miller 2011, https://doi.org/10.1198/jbes.2010.07136
package struct TwoWayClustered: Sendable, Equatable {
  package let estimate: Double
  package let variance: Double
  /// The smaller number of groups, less one.
  package let degreesOfFreedom: Int
  /// The number of answers.
  package let count: Int

  package var standardError: Double { variance.squareRoot() }

  /// - Parameters:
  ///   - influences: The influence of each answer on the estimate; the sum is 0.
  ///   - people: The person of each answer.
  ///   - pairs: The pair of pictures of each answer.
  /// - Returns: `nil` for fewer than two people or two pairs.
  /// - Complexity: O(answers).
  package init?(estimate: Double, influences: [Double], people: [Int], pairs: [Int]) {
    precondition(influences.count == people.count && influences.count == pairs.count)
    guard let byPeople = Self.variance(influences, people),
      let byPairs = Self.variance(influences, pairs)
    else { return nil }
    var cells: [[Int]: Int] = [:]
    let both = zip(people, pairs).map { person, pair in
      let cell = cells[[person, pair]] ?? cells.count
      cells[[person, pair]] = cell
      return cell
    }
    count = influences.count
    self.estimate = estimate
    // Both groupings have two groups or more, and so have the cells.
    variance = max(
      byPeople.variance,
      byPeople.variance + byPairs.variance - Self.variance(influences, both)!.variance)
    degreesOfFreedom = min(byPeople.groups, byPairs.groups) - 1
  }

  /// Returns the interval of the mean of the values.
  package init?(mean values: [Double], people: [Int], pairs: [Int]) {
    guard !values.isEmpty else { return nil }
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    self.init(
      estimate: mean, influences: values.map { ($0 - mean) / count }, people: people, pairs: pairs)
  }

  /// Returns the interval with both ends, not limited to possible values.
  ///
  /// - Parameter confidence: 0 to 1, such as 0.95.
  package func interval(confidence: Double = Interval.confidence) -> Interval {
    let half = standardError * studentQuantile(confidence, degreesOfFreedom: degreesOfFreedom)
    return Interval(low: estimate - half, high: estimate + half)
  }

  /// Wilson's interval if the estimate is a share, with as many groups as the smaller number.
  package var wilson: Interval {
    .wilson(
      share: estimate, variance: variance, count: Double(count), groups: degreesOfFreedom + 1)
  }

  /// Returns the two-sided probability of an estimate as far from `value` as this one, if the
  /// value is true.
  package func p(against value: Double) -> Double {
    guard variance > 0 else { return estimate == value ? 1 : 0 }
    return studentTail((estimate - value) / standardError, degreesOfFreedom: degreesOfFreedom)
  }

  /// The groups are numbered in the order in which they appear, so that a sum does not depend on a
  /// hash.
  private static func variance(_ influences: [Double], _ groups: [Int]) -> (
    variance: Double, groups: Int
  )? {
    var places: [Int: Int] = [:]
    var sums: [Double] = []
    for (influence, group) in zip(influences, groups) {
      if let place = places[group] {
        sums[place] += influence
      } else {
        places[group] = sums.count
        sums.append(influence)
      }
    }
    guard sums.count > 1 else { return nil }
    let count = Double(sums.count)
    return (count / (count - 1) * sums.reduce(0) { $0 + $1 * $1 }, sums.count)
  }
}

/// The two one-sided tests that a difference lies within a margin.
package enum Equivalence {
  /// Returns the larger of the two one-sided probabilities; below 0.05 the 90% interval lies within
  /// the margin.
  ///
  /// - Parameter margin: More than 0.
  package static func p(
    difference: Double, standardError: Double, degreesOfFreedom: Int, margin: Double
  ) -> Double {
    precondition(margin > 0)
    func upperTail(_ t: Double) -> Double {
      let both = studentTail(t, degreesOfFreedom: degreesOfFreedom)
      return t > 0 ? both / 2 : 1 - both / 2
    }
    guard standardError > 0 else { return abs(difference) < margin ? 0 : 1 }
    return max(
      upperTail((difference + margin) / standardError),
      upperTail((margin - difference) / standardError))
  }
}
