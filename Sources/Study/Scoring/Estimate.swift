import Statistics

/// A share with its interval.
package struct Estimate: Sendable, Equatable, Encodable {
  package enum Rule: String, Sendable, Encodable {
    case twoWay = "two-way clustered, Student"
    /// One participant or one pair.
    case wilson = "Wilson, of the answers"
    /// All answers right, or all wrong.
    case wilsonOfPeople = "Wilson, as if each participant were one answer"
  }

  package let answered: Int
  package let right: Int
  package let rate: Double
  package let interval: Interval
  package let rule: Rule
  /// Of the two-way rule.
  package let standardError: Double?
  package let degreesOfFreedom: Int?

  /// - Returns: `nil` if no trial counts.
  package init?(_ trials: [Trial], isRight: (Trial) -> Bool = \.isRight) {
    let counted = trials.filter(\.counts)
    guard !counted.isEmpty else { return nil }
    let values = counted.map { isRight($0) ? 1.0 : 0.0 }
    answered = counted.count
    right = values.count { $0 == 1 }
    rate = Double(right) / Double(answered)
    guard
      let found = TwoWayClustered(
        mean: values, people: counted.map(\.participant), pairs: counted.map(\.pair))
    else {
      interval = .wilson(right, of: answered)
      rule = .wilson
      standardError = nil
      degreesOfFreedom = nil
      return
    }
    if found.variance == 0 || right == 0 || right == answered {
      // All right or all wrong, or clusters that agree by chance: people limit what is known.
      let people = Set(counted.map(\.participant)).count
      interval = .wilson(Int((rate * Double(people)).rounded()), of: people)
      rule = .wilsonOfPeople
      standardError = nil
      degreesOfFreedom = nil
      return
    }
    let whole = found.interval()
    interval = Interval(low: max(0, whole.low), high: min(1, whole.high))
    rule = .twoWay
    standardError = found.standardError
    degreesOfFreedom = found.degreesOfFreedom
  }
}

/// A difference of two shares with its intervals.
package struct DifferenceEstimate: Sendable, Equatable, Encodable {
  package let difference: Double
  /// `nil` for one participant or one pair, and without any variation.
  package let interval: Interval?
  /// 90%, which decides equivalence.
  package let interval90: Interval?
  package let standardError: Double?
  package let degreesOfFreedom: Int?

  /// Returns the second share less the first.
  ///
  /// - Returns: `nil` if one of the groups is empty.
  package init?(_ first: [Trial], _ second: [Trial]) {
    let (a, b) = (first.filter(\.counts), second.filter(\.counts))
    guard !a.isEmpty, !b.isEmpty else { return nil }
    func influences(_ trials: [Trial], sign: Double) -> (rate: Double, influences: [Double]) {
      let count = Double(trials.count)
      let rate = Double(trials.count { $0.isRight }) / count
      return (rate, trials.map { sign * (($0.isRight ? 1 : 0) - rate) / count })
    }
    let (one, other) = (influences(a, sign: -1), influences(b, sign: 1))
    self.init(
      difference: other.rate - one.rate,
      TwoWayClustered(
        estimate: other.rate - one.rate, influences: one.influences + other.influences,
        people: (a + b).map(\.participant), pairs: (a + b).map(\.pair)))
  }

  /// Returns the mean of a number for each trial, such as right less the model's right.
  init?(mean trials: [Trial], _ value: (Trial) -> Double) {
    let counted = trials.filter(\.counts)
    guard !counted.isEmpty else { return nil }
    let values = counted.map(value)
    self.init(
      difference: values.reduce(0, +) / Double(values.count),
      TwoWayClustered(
        mean: values, people: counted.map(\.participant), pairs: counted.map(\.pair)))
  }

  private init(difference: Double, _ found: TwoWayClustered?) {
    self.difference = difference
    let usable = found.flatMap { $0.variance > 0 ? $0 : nil }
    interval = usable?.interval()
    interval90 = usable?.interval(confidence: 0.9)
    standardError = usable?.standardError
    degreesOfFreedom = usable?.degreesOfFreedom
  }
}
