/// The share of trials in which something happened, with a 95% interval that counts people.
///
/// Trials of one person resemble each other, and in a search both the person who is searched and the
/// person who is found repeat. The variance of the share is that of clusters on both sides,
/// max(V1, V2, V1 + V2 - V12) (Cameron, Gelbach and Miller 2011,
/// https://doi.org/10.1198/jbes.2010.07136). The interval is Clopper's and Pearson's of that many
/// independent trials as have the same variance, but of no more than there are people (Korn and
/// Graubard 1998). It is a closed form without random draws, and it never has the width zero.
package struct ShareByPeople: Sendable, Equatable, Codable {
  package let count: Int
  package let trials: Int
  /// The number of people whose trials these are; on two sides, the smaller number.
  package let people: Int
  package let interval: Interval

  /// Counts trials of people.
  ///
  /// - Parameters:
  ///   - happened: For each trial, whether it happened.
  ///   - person: The person of each trial.
  ///   - other: The person on the other side of each trial; `nil` if there is only one side.
  ///   - others: The number of people on the other side, at least as many as occur in `other`.
  /// - Returns: `nil` without a trial.
  /// - Complexity: O(trials).
  package init?(_ happened: [Bool], person: [Int], other: [Int]? = nil, others: Int? = nil) {
    precondition(happened.count == person.count && other?.count ?? person.count == person.count)
    guard !happened.isEmpty else { return nil }
    count = happened.count { $0 }
    trials = happened.count
    let share = Double(count) / Double(trials)
    let deviations = happened.map { ($0 ? 1 : 0) - share }
    let (one, people) = Self.variance(deviations, person)
    var variance = one
    if let other {
      let (two, found) = Self.variance(deviations, other)
      let width = (other.max() ?? 0) + 1
      let (both, _) = Self.variance(deviations, zip(person, other).map { $0 * width + $1 })
      variance = max(one, two, one + two - both)
      self.people = min(people, max(others ?? found, found))
    } else {
      self.people = people
    }
    let most = Double(self.people)
    let independent =
      variance > 0 ? min(most, share * (1 - share) / variance) : min(most, Double(trials))
    interval = .clopperPearson(share: share, of: max(1, independent))
  }

  /// The share, 0...1.
  package var share: Double { Double(count) / Double(trials) }

  /// Returns the variance of the mean by groups, and the number of groups; 0 for one group.
  private static func variance(_ deviations: [Double], _ groups: [Int]) -> (Double, Int) {
    var sums: [Int: Double] = [:]
    var order: [Int] = []
    for (deviation, group) in zip(deviations, groups) {
      if sums[group] == nil { order.append(group) }
      sums[group, default: 0] += deviation
    }
    let count = Double(order.count)
    guard count > 1 else { return (0, order.count) }
    // In order of appearance, so that the sum does not depend on a hash.
    let squares = order.reduce(0) { $0 + sums[$1]! * sums[$1]! }
    let trials = Double(deviations.count)
    return (count / (count - 1) * squares / (trials * trials), order.count)
  }
}

extension Interval {
  /// Returns Clopper's and Pearson's interval of a share of a number of trials that need not be whole.
  ///
  /// - Precondition: The share is 0...1 and the number of trials positive.
  static func clopperPearson(share: Double, of trials: Double) -> Interval {
    precondition((0...1).contains(share) && trials > 0)
    let tail = (1 - confidence) / 2
    let count = share * trials
    return Interval(
      low: share == 0 ? 0 : betaQuantile(tail, count, trials - count + 1),
      high: share == 1 ? 1 : betaQuantile(1 - tail, count + 1, trials - count))
  }
}
