import Basics
import Statistics

/// All figures of a study, from one set of trials.
package struct StudyScores: Sendable, Encodable {
  /// A participant with one method.
  package struct Cell: Sendable, Encodable, Equatable {
    package let participant: String
    package let method: StudyMethod
    package let shown: Int
    package let answered: Int
    package let right: Int
    package let hits: Int
    package let misses: Int
    package let falseAlarms: Int
    package let correctRejections: Int
    package let accuracy: Double?
    package let dPrime: Double?
    package let criterion: Double?
    package let auc: Double?
    package let medianTime: Double?
    package let modelRight: Count?
    package let modelWrong: Count?
  }

  package struct Count: Sendable, Encodable, Equatable {
    package let answered: Int
    package let right: Int
  }

  /// A mean over participants with Student's interval.
  package struct Mean: Sendable, Encodable, Equatable {
    package let count: Int
    package let mean: Double
    package let sd: Double?
    package let interval: Interval?

    init?(_ values: [Double]) {
      guard !values.isEmpty else { return nil }
      count = values.count
      mean = values.reduce(0, +) / Double(values.count)
      sd = standardDeviation(of: values)
      interval = sd.map { [mean, count] sd in
        let half =
          sd / Double(count).squareRoot()
          * studentQuantile(Interval.confidence, degreesOfFreedom: count - 1)
        return Interval(low: mean - half, high: mean + half)
      }
    }
  }

  package struct Reliance: Sendable, Encodable {
    package let modelRight: Estimate?
    package let modelWrong: Estimate?
    /// Right less wrong.
    package let difference: DifferenceEstimate?
    /// Agreement with a wrong verdict.
    package let overReliance: Estimate?
    /// Disagreement with a right verdict.
    package let underReliance: Estimate?
    /// The model alone on the same pairs.
    package let modelAlone: Estimate?
    /// People with the visualization less the model alone.
    package let togetherLessModel: DifferenceEstimate?
    /// The share of wrong first answers that a right verdict corrected (RAIR), and of right first
    /// answers that a wrong verdict did not spoil (RSR).
    package let rair: Count?
    package let rsr: Count?
  }

  package struct Level: Sendable, Encodable, Equatable {
    package let confidence: Int
    package let answered: Int
    package let right: Int
    package let interval: Interval?
  }

  package struct Confidence: Sendable, Encodable {
    package let levels: [Level]
    package let gamma: Mean?
    package let meanWhenRight: Double?
    package let meanWhenWrong: Double?
  }

  package struct Times: Sendable, Encodable {
    /// The median of the participants' medians, in seconds.
    package let median: Double
    package let quartiles: [Double]
    package let geometricMean: Double
    package let interval: Interval?
  }

  package struct Method: Sendable, Encodable {
    package let method: StudyMethod
    package let participants: Int
    package let shown: Int
    /// Over participants.
    package let accuracy: Mean?
    /// Of all answers together.
    package let pooled: Estimate?
    package let dPrime: Mean?
    package let criterion: Mean?
    package let auc: Mean?
    /// Two-sided, against the chance line.
    package let pAgainstChance: Double?
    package let missing: Int
    package let reliance: Reliance?
    package let confidence: Confidence
    package let times: Times?
  }

  package struct Difference: Sendable, Encodable {
    package let first: StudyMethod
    package let second: StudyMethod
    /// Second less first, of all answers.
    package let estimate: DifferenceEstimate
    /// The participants who have both.
    package let participants: Int
    /// Of the participants' own differences.
    package let meanDifference: Double?
    package let p: Double?
    package let isSampled: Bool
    package let holm: Double?
    package let equivalence: Double?
    package let isEquivalent: Bool?
  }

  package struct Omnibus: Sendable, Encodable {
    package let chiSquare: Double
    package let degreesOfFreedom: Int
    package let p: Double
    package let approximateP: Double
    package let participants: Int
  }

  /// The accuracy within a part of the answers.
  package struct Stratum: Sendable, Encodable {
    /// "difficulty", "occlusion", "place", "set", "kind".
    package let kind: String
    package let name: String
    package let method: StudyMethod?
    package let estimate: Estimate
  }

  package struct Repeats: Sendable, Encodable {
    package let pairs: Int
    package let agreement: Estimate?
    package let kappa: Double?
  }

  package struct Chance: Sendable, Encodable, Equatable {
    package let sameShare: Double
    /// The share of right answers of always giving the more frequent one.
    package let line: Double
  }

  package let participants: [String]
  package let chance: Chance?
  package let methods: [Method]
  package let differences: [Difference]
  package let omnibus: Omnibus?
  package let cells: [Cell]
  package let strata: [Stratum]
  /// The share of "same" by sides exchanged or not.
  package let sides: [Stratum]
  package let repeats: Repeats?

  /// The family of comparisons that Holm's method adjusts together.
  package enum Family: String, Sendable, CaseIterable {
    /// Each method against each.
    case all
    /// Each method against `none`.
    case none
  }

  package struct Options: Sendable {
    package var seed: UInt64 = 1
    package var permutations = 20_000
    package var family = Family.all
    /// In shares, not points.
    package var equivalence: Double?
    /// Whether to leave out what a simulation of many studies does not need.
    package var isBrief = false

    package init() {}
  }

  package init(_ data: StudyData, _ options: Options = Options()) {
    let tests = data.trials.filter { $0.phase == .test }
    let answered = tests.filter(\.counts)
    participants = Set(answered.map(\.participant)).sorted().map { data.participants[$0] }
    let byMethod = data.methods.indices.map { method in tests.filter { $0.method == method } }
    if answered.isEmpty {
      chance = nil
    } else {
      // Of the pairs that were shown: the line is part of the design.
      let same = Double(tests.count { $0.isSame }) / Double(tests.count)
      chance = Chance(sameShare: same, line: max(same, 1 - same))
    }
    var grouped: [[Trial]] = Array(
      repeating: [], count: data.participants.count * data.methods.count)
    for trial in tests {
      grouped[trial.participant * data.methods.count + trial.method].append(trial)
    }
    let cellTrials = grouped
    var cells: [Cell] = []
    for person in data.participants.indices {
      for method in data.methods.indices {
        let own = cellTrials[person * data.methods.count + method]
        if own.isEmpty { continue }
        cells.append(
          Self.cell(
            own, participant: data.participants[person], method: data.methods[method]))
      }
    }
    self.cells = cells
    let line = chance?.line
    methods = data.methods.indices.map { place in
      Self.method(
        data.methods[place], byMethod[place], cells.filter { $0.method == data.methods[place] },
        people: data.participants.indices.map {
          cellTrials[$0 * data.methods.count + place]
        }, chance: line)
    }
    differences = Self.differences(
      data.methods, byMethod, cells: cells, participants: data.participants, options)
    omnibus =
      options.isBrief
      ? nil : Self.omnibus(data.methods, cells, participants: data.participants, options)
    strata = options.isBrief ? [] : Self.strata(answered, data.methods)
    sides = [(false, "as in the key"), (true, "exchanged")].compactMap { isSwapped, name in
      Estimate(answered.filter { $0.isSwapped == isSwapped }) { $0.saysSame == true }.map {
        Stratum(kind: "side", name: name, method: nil, estimate: $0)
      }
    }
    repeats = Self.repeats(data)
  }
}
