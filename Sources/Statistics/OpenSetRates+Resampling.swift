import Basics

extension OpenSetRates {
  /// Returns pointwise intervals of FNIR at given FPIRs: the 2.5 and 97.5 percentiles over draws of the people
  /// with replacement, each with the threshold that its own draw gives.
  ///
  /// - Parameters:
  ///   - rates: The FPIRs, shares in any order.
  ///   - matedPeople: The number of each mated search's person, from 0.
  ///   - nonMatedPeople: The same of each non-mated search; searches of one person are drawn together.
  ///   - count: The number of draws, 40 or more.
  ///   - seed: The same seed gives the same intervals.
  /// - Returns: An interval for each FPIR.
  /// - Precondition: There are searches of both kinds.
  /// - Complexity: O(count * searches).
  package func bands(
    at rates: [Double], matedPeople: [Int], nonMatedPeople: [Int], count: Int, seed: UInt64
  ) -> [Interval] {
    precondition(
      matedPeople.count == mated.count && nonMatedPeople.count == nonMated.count
        && !mated.isEmpty && !nonMated.isEmpty && count >= 40)
    let order = rates.indices.sorted { (rates[$0], $0) < (rates[$1], $1) }
    let strangers = zip(nonMated, nonMatedPeople).sorted { $0.0 > $1.0 }
    let strangerScores = strangers.map(\.0)
    let strangerPeople = strangers.map(\.1)
    let found = zip(mated, matedPeople).compactMap { mate, person in mate.map { ($0.score, person) }
    }
    .sorted { $0.0 > $1.0 }
    let foundScores = found.map(\.0)
    let foundPeople = found.map(\.1)
    var drawn = DrawnPeople(matedPeople + nonMatedPeople, purpose: 0xF1A7, seed: seed)
    var misses = [[Double]](repeating: [], count: rates.count)
    for _ in 0..<count {
      drawn.draw()
      let weights = drawn.weights
      let all = matedPeople.reduce(0) { $0 + weights[$1] }
      let allStrangers = nonMatedPeople.reduce(0) { $0 + weights[$1] }
      // A draw without searches of both kinds has no rate.
      guard all > 0, allStrangers > 0 else { continue }
      var (place, sum) = (0, 0)
      var (mate, hits) = (0, 0)
      var threshold = strangerScores[0].nextUp
      for index in order {
        let most = rates[index] * Double(allStrangers) * (1 + 1e-12)
        // The smallest threshold that keeps the rate; equal scores go together.
        while place < strangerScores.count {
          var end = place
          var group = 0
          while end < strangerScores.count, strangerScores[end] == strangerScores[place] {
            group += weights[strangerPeople[end]]
            end += 1
          }
          guard Double(sum + group) <= most else { break }
          sum += group
          threshold = strangerScores[place]
          place = end
        }
        while mate < foundScores.count, foundScores[mate] >= threshold {
          hits += weights[foundPeople[mate]]
          mate += 1
        }
        misses[index].append(1 - Double(hits) / Double(all))
      }
    }
    return misses.map { $0.isEmpty ? Interval(low: 0, high: 1) : DrawnPeople.percentiles($0) }
  }
}
