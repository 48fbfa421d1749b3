/// How often scores fell into equal bins, by the person to whom they belong: what the error rates of single
/// comparisons, and their intervals over people, are made of.
package struct ScoreCounts: Sendable, Equatable {
  /// Bins of 0.002 from -1 to 1; scores beyond are in the first and in the last.
  package static let bins = 1000
  /// The largest number of groups. With more people, several share a group: groups stay independent.
  package static let mostGroups = 1024

  /// For each group the counts by bin; empty for one without scores.
  private var counts: [[UInt32]] = []

  package init() {}

  /// The lowest score of a bin.
  package static func edge(_ bin: Int) -> Double { Double(2 * bin - bins) / Double(bins) }

  package static func bin(of score: Double) -> Int {
    let place = (score + 1) / 2 * Double(bins)
    guard place >= 0 else { return 0 }
    var bin = place >= Double(bins) ? bins - 1 : Int(place)
    // A score at an edge belongs above it, whatever the rounding of the place.
    if bin + 1 < bins, score >= edge(bin + 1) { bin += 1 }
    if score < edge(bin), bin > 0 { bin -= 1 }
    return bin
  }

  /// - Parameter person: The person's number, from 0.
  package mutating func add(_ bin: Int, person: Int) {
    let group = person % Self.mostGroups
    while counts.count <= group { counts.append([]) }
    if counts[group].isEmpty { counts[group] = [UInt32](repeating: 0, count: Self.bins) }
    counts[group][bin] &+= 1
  }

  /// The counts of all groups together, by bin.
  package var sums: [Int] {
    var sums = [Int](repeating: 0, count: Self.bins)
    for group in counts { for (bin, count) in group.enumerated() { sums[bin] += Int(count) } }
    return sums
  }

  /// For each group with scores: how many of them are at or above the lower edge of a bin, and how many there are.
  func shares(from bin: Int) -> [(above: Double, all: Double)] {
    counts.filter { !$0.isEmpty }.map { group in
      var (above, all) = (0, 0)
      for (place, count) in group.enumerated() {
        all += Int(count)
        if place >= bin { above += Int(count) }
      }
      return (Double(above), Double(all))
    }
  }

  /// For each group pairs of a bin and its count, for a file.
  package var sparse: [[Int]] {
    counts.map { group in
      group.enumerated().flatMap { $1 == 0 ? [] : [$0, Int($1)] }
    }
  }

  /// - Returns: `nil` if these are not counts in bins.
  package init?(sparse: [[Int]]) {
    guard sparse.count <= Self.mostGroups else { return nil }
    for (group, pairs) in sparse.enumerated() {
      guard pairs.count.isMultiple(of: 2) else { return nil }
      counts.append(pairs.isEmpty ? [] : [UInt32](repeating: 0, count: Self.bins))
      for place in stride(from: 0, to: pairs.count, by: 2) {
        guard (0..<Self.bins).contains(pairs[place]), let count = UInt32(exactly: pairs[place + 1])
        else { return nil }
        counts[group][pairs[place]] = count
      }
    }
  }

  package static func += (sum: inout ScoreCounts, more: ScoreCounts) {
    while sum.counts.count < more.counts.count { sum.counts.append([]) }
    for (group, own) in more.counts.enumerated() where !own.isEmpty {
      if sum.counts[group].isEmpty {
        sum.counts[group] = own
      } else {
        for bin in own.indices { sum.counts[group][bin] &+= own[bin] }
      }
    }
  }
}

/// The error rates of single comparisons after ISO/IEC 19795-1: FNMR over genuine ones (two pictures of one
/// person) and FMR over impostor ones (pictures of two people), at thresholds that are edges of bins.
package struct ComparisonRates: Sendable, Equatable {
  /// By the person.
  package private(set) var genuine = ScoreCounts()
  /// By the query's person.
  package private(set) var impostor = ScoreCounts()
  /// The same comparisons by the other picture's person.
  package private(set) var impostorByOther = ScoreCounts()

  package init() {}

  package init(genuine: ScoreCounts, impostor: ScoreCounts, impostorByOther: ScoreCounts) {
    self.genuine = genuine
    self.impostor = impostor
    self.impostorByOther = impostorByOther
  }

  package mutating func addGenuine(_ score: Double, person: Int) {
    genuine.add(ScoreCounts.bin(of: score), person: person)
  }

  package mutating func addImpostor(_ score: Double, person: Int, other: Int) {
    let bin = ScoreCounts.bin(of: score)
    impostor.add(bin, person: person)
    impostorByOther.add(bin, person: other)
  }

  package static func += (sum: inout ComparisonRates, more: ComparisonRates) {
    sum.genuine += more.genuine
    sum.impostor += more.impostor
    sum.impostorByOther += more.impostorByOther
  }

  /// The rates at a threshold.
  package struct Point: Sendable, Equatable {
    package let threshold: Double
    package let falseMatchRate: Double
    /// Wilson's, of an effective number of comparisons: the variance is that of the two people of a comparison,
    /// added, less that of independent comparisons. What the same two people share is in it twice, so it is
    /// rather too wide.
    package let falseMatchInterval: Interval
    package let falseNonMatchRate: Double
    /// Wilson's over the people.
    package let falseNonMatchInterval: Interval
    /// The mean of the people's own rates, so that someone with many pictures counts as everybody else.
    package let falseNonMatchRateByPerson: Double
    /// How many people (or groups of them) have a query with a false match.
    package let peopleWithFalseMatch: Int
  }

  /// The rates at the lower edge of a bin.
  ///
  /// - Precondition: There are comparisons of both kinds.
  package func point(from bin: Int) -> Point {
    let people = impostor.shares(from: bin)
    let others = impostorByOther.shares(from: bin)
    let mated = genuine.shares(from: bin)
    let all = people.reduce(0) { $0 + $1.all }
    let rate = people.reduce(0) { $0 + $1.above } / all
    let (first, second) = (Self.variance(people, rate), Self.variance(others, rate))
    let single = rate * (1 - rate) / all
    let variance = max(first, second, first + second - single)
    let matedCount = mated.reduce(0) { $0 + $1.all }
    let miss = 1 - mated.reduce(0) { $0 + $1.above } / matedCount
    return Point(
      threshold: ScoreCounts.edge(bin), falseMatchRate: rate,
      falseMatchInterval: .wilson(
        share: rate, variance: variance, count: all, groups: min(people.count, others.count)),
      falseNonMatchRate: miss,
      falseNonMatchInterval: .wilson(
        share: miss, variance: Self.variance(mated, 1 - miss), count: matedCount,
        groups: mated.count),
      falseNonMatchRateByPerson: mated.reduce(0) { $0 + 1 - $1.above / $1.all }
        / Double(mated.count),
      peopleWithFalseMatch: people.count { $0.above > 0 })
  }

  /// The lowest bin from whose edge on the share of impostor comparisons is at most a limit.
  package func bin(limit: Double) -> Int {
    let sums = impostor.sums
    let most = limit * Double(sums.reduce(0, +)) * (1 + 1e-12)
    var above = 0
    for bin in sums.indices.reversed() {
      above += sums[bin]
      if Double(above) > most { return min(bin + 1, ScoreCounts.bins - 1) }
    }
    return 0
  }

  /// The clustered variance of a share.
  private static func variance(_ groups: [(above: Double, all: Double)], _ share: Double) -> Double
  {
    guard groups.count > 1 else { return share * (1 - share) }
    let count = groups.reduce(0) { $0 + $1.all }
    let squares = groups.reduce(0) {
      $0 + ($1.above - share * $1.all) * ($1.above - share * $1.all)
    }
    return Double(groups.count) / Double(groups.count - 1) * squares / (count * count)
  }
}
