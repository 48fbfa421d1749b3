import Basics

/// How many errors it saves to discard the searches with the lowest quality: the mean error over the
/// shares discarded from 0 to a limit, which is the partial area of a `DiscardCurve` divided by the limit,
/// less that of a discard by chance.
package struct DiscardGain: Sendable, Equatable {
  /// The largest share discarded.
  package let limit: Double
  /// The error of all searches, a share: what remains on average after a discard by chance.
  package let errorByChance: Double
  /// The mean error after a discard by the quality.
  package let meanError: Double
  /// The mean error after a discard of the errors themselves, one by one.
  package let leastMeanError: Double
  /// The interval of `saved`: percentiles over people drawn again with replacement. `nil` where a discard
  /// by chance up to the limit is expected to meet fewer than `leastExpected` people with an error: draws
  /// of so few say too little about how few there could be.
  package let interval: Interval?

  /// The error that is saved, a share; negative where the quality discards the wrong searches.
  package var saved: Double { errorByChance - meanError }

  package static let leastExpected = 10
  package static let resamples = 2000

  /// Returns how many people with an error an interval takes.
  package static func needed(upTo limit: Double) -> Int {
    Int((Double(leastExpected) / limit * (1 - 1e-12)).rounded(.up))
  }

  /// - Parameters:
  ///   - qualities: The quality of each search; the lowest are discarded first, equal ones together.
  ///   - isError: Whether each search is an error.
  ///   - people: The number of each search's person, from 0. People are independent, not searches.
  ///   - confidence: The level of the interval, such as 0.95.
  ///   - resamples: The number of draws, 40 or more.
  ///   - seed: The same seed gives the same interval.
  /// - Precondition: At least one search, and a limit above 0 and up to 1.
  /// - Complexity: O(resamples * (searches + people)).
  package init(
    qualities: [Double], isError: [Bool], people: [Int], limit: Double = 0.2,
    confidence: Double = Interval.confidence, resamples: Int = DiscardGain.resamples, seed: UInt64
  ) {
    precondition(qualities.count == isError.count && qualities.count == people.count)
    precondition(!qualities.isEmpty && limit > 0 && limit <= 1)
    self.limit = limit
    let order = qualities.indices.sorted { (qualities[$0], $0) < (qualities[$1], $1) }
    let sorted = Sorted(
      // Equal qualities share a number.
      group: order.indices.reduce(into: []) { groups, place in
        let isNew = place > 0 && qualities[order[place]] != qualities[order[place - 1]]
        groups.append((groups.last ?? 0) + (isNew ? 1 : 0))
      },
      isError: order.map { isError[$0] }, person: order.map { people[$0] })
    let personCount = people.max()! + 1
    let single = [Int](repeating: 1, count: personCount)
    errorByChance = Double(isError.count { $0 }) / Double(isError.count)
    meanError = sorted.errors(of: single, limit: limit).mean
    let errorsFirst = order.indices.sorted {
      (sorted.isError[$0] ? 0 : 1, $0) < (sorted.isError[$1] ? 0 : 1, $1)
    }
    leastMeanError =
      Sorted(
        group: Array(order.indices), isError: errorsFirst.map { sorted.isError[$0] },
        person: errorsFirst.map { sorted.person[$0] }
      ).errors(of: single, limit: limit).mean
    let wrong = Set(zip(people, isError).filter(\.1).map(\.0))
    guard wrong.count >= Self.needed(upTo: limit) else {
      interval = nil
      return
    }
    var drawn = DrawnPeople(people, purpose: 0xED0C, seed: seed)
    let saved = (0..<resamples).map { _ in
      drawn.draw()
      let errors = sorted.errors(of: drawn.weights, limit: limit)
      return errors.all - errors.mean
    }
    interval = DrawnPeople.percentiles(saved, confidence: confidence)
  }

  /// The searches in rising order of quality.
  private struct Sorted {
    let group: [Int]
    let isError: [Bool]
    let person: [Int]

    /// The error of all searches, each counted as often as its person, and the mean of the step curve
    /// up to a share discarded.
    func errors(of weights: [Int], limit: Double) -> (all: Double, mean: Double) {
      var (all, wrong) = (0, 0)
      for (place, person) in person.enumerated() {
        all += weights[person]
        if isError[place] { wrong += weights[person] }
      }
      guard all > 0 else { return (0, 0) }
      let total = Double(wrong) / Double(all)
      var area = 0.0
      var gone = 0
      var place = 0
      while place < person.count {
        let start = Double(gone) / Double(all)
        guard start < limit else { break }
        let error = gone < all ? Double(wrong) / Double(all - gone) : 0
        let own = group[place]
        while place < person.count, group[place] == own {
          gone += weights[person[place]]
          if isError[place] { wrong -= weights[person[place]] }
          place += 1
        }
        area += (min(Double(gone) / Double(all), limit) - start) * error
      }
      return (total, area / limit)
    }
  }
}
