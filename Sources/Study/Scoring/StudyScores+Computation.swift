import Basics
import Statistics

#if canImport(Glibc)
  import Glibc
#endif

/// How the scores are computed from trials.
extension StudyScores {
  // MARK: One participant

  static func cell(_ trials: [Trial], participant: String, method: StudyMethod) -> Cell {
    let counted = trials.filter(\.counts)
    let given = trials.filter { $0.saysSame != nil }
    let hits = given.count { $0.isSame && $0.isRight }
    let misses = given.count { $0.isSame && !$0.isRight }
    let falseAlarms = given.count { !$0.isSame && !$0.isRight }
    let rejections = given.count { !$0.isSame && $0.isRight }
    let detection = SignalDetection(
      hits: hits, misses: misses, falseAlarms: falseAlarms, correctRejections: rejections)
    func ratings(ofSame isSame: Bool) -> [Int] {
      given.filter { $0.isSame == isSame }.compactMap { trial in
        trial.confidence.map { trial.saysSame == true ? $0 : -$0 }
      }
    }
    func count(modelIsRight: Bool) -> Count? {
      guard method != .none else { return nil }
      let own = counted.filter { $0.modelIsRight == modelIsRight }
      return Count(answered: own.count, right: own.count { $0.isRight })
    }
    let right = counted.count { $0.isRight }
    return Cell(
      participant: participant, method: method, shown: trials.count, answered: counted.count,
      right: right, hits: hits, misses: misses, falseAlarms: falseAlarms,
      correctRejections: rejections,
      accuracy: counted.isEmpty ? nil : Double(right) / Double(counted.count),
      dPrime: detection?.dPrime, criterion: detection?.criterion,
      auc: ratingArea(same: ratings(ofSame: true), different: ratings(ofSame: false)),
      medianTime: median(of: given.compactMap(\.time)), modelRight: count(modelIsRight: true),
      modelWrong: count(modelIsRight: false))
  }

  // MARK: One method

  static func method(
    _ method: StudyMethod, _ trials: [Trial], _ cells: [Cell], people: [[Trial]], chance: Double?
  ) -> Method {
    let pooled = Estimate(trials)
    var p: Double?
    if let pooled, let error = pooled.standardError, let chance,
      let degrees = pooled.degreesOfFreedom
    {
      p = studentTail((pooled.rate - chance) / error, degreesOfFreedom: degrees)
    }
    return Method(
      method: method, participants: cells.count { $0.answered > 0 }, shown: trials.count,
      accuracy: Mean(cells.compactMap(\.accuracy)), pooled: pooled,
      dPrime: Mean(cells.compactMap(\.dPrime)), criterion: Mean(cells.compactMap(\.criterion)),
      auc: Mean(cells.compactMap(\.auc)), pAgainstChance: p,
      missing: trials.count { $0.saysSame == nil },
      reliance: method == .none ? nil : reliance(trials),
      confidence: confidence(trials, people: people), times: times(trials, cells))
  }

  private static func reliance(_ trials: [Trial]) -> Reliance {
    let judged = trials.filter { $0.counts && $0.modelIsRight != nil }
    let right = judged.filter { $0.modelIsRight == true }
    let wrong = judged.filter { $0.modelIsRight == false }
    let stepped = judged.filter { $0.firstSaysSame != nil && $0.saysSame != nil }
    let firstWrong = stepped.filter { $0.firstSaysSame != $0.isSame && $0.modelIsRight == true }
    let firstRight = stepped.filter { $0.firstSaysSame == $0.isSame && $0.modelIsRight == false }
    return Reliance(
      modelRight: Estimate(right), modelWrong: Estimate(wrong),
      difference: DifferenceEstimate(wrong, right),
      overReliance: Estimate(wrong.filter { $0.saysSame != nil }) {
        $0.saysSame == $0.modelSaysSame
      },
      underReliance: Estimate(right.filter { $0.saysSame != nil }) {
        $0.saysSame != $0.modelSaysSame
      },
      modelAlone: Estimate(judged) { $0.modelIsRight == true },
      togetherLessModel: DifferenceEstimate(mean: judged) {
        ($0.isRight ? 1 : 0) - ($0.modelIsRight == true ? 1 : 0)
      },
      rair: stepped.isEmpty
        ? nil : Count(answered: firstWrong.count, right: firstWrong.count { $0.isRight }),
      rsr: stepped.isEmpty
        ? nil : Count(answered: firstRight.count, right: firstRight.count { $0.isRight }))
  }

  private static func confidence(_ trials: [Trial], people: [[Trial]]) -> Confidence {
    let rated = trials.filter { $0.saysSame != nil && $0.confidence != nil }
    func mean(_ trials: [Trial]) -> Double? {
      trials.isEmpty
        ? nil : Double(trials.reduce(0) { $0 + $1.confidence! }) / Double(trials.count)
    }
    return Confidence(
      levels: (1...5).map { level in
        let own = rated.filter { $0.confidence == level }
        let right = own.count { $0.isRight }
        return Level(
          confidence: level, answered: own.count, right: right,
          interval: own.isEmpty ? nil : .wilson(right, of: own.count))
      },
      gamma: Mean(
        people.compactMap { trials in
          let own = trials.filter { $0.saysSame != nil && $0.confidence != nil }
          return gammaCorrelation(own.map { $0.confidence! }, own.map(\.isRight))
        }),
      meanWhenRight: mean(rated.filter(\.isRight)),
      meanWhenWrong: mean(rated.filter { !$0.isRight }))
  }

  private static func times(_ trials: [Trial], _ cells: [Cell]) -> Times? {
    let medians = cells.compactMap(\.medianTime).sorted()
    guard let middle = median(of: medians) else { return nil }
    let timed = trials.filter { $0.saysSame != nil && ($0.time ?? 0) > 0 }
    guard !timed.isEmpty else { return nil }
    let logs = timed.map { log($0.time!) }
    let spread = TwoWayClustered(
      mean: logs, people: timed.map(\.participant), pairs: timed.map(\.pair))
    func quartile(_ share: Double) -> Double {
      // As R's type 7 and NumPy.
      let place = share * Double(medians.count - 1)
      let low = Int(place)
      let high = min(low + 1, medians.count - 1)
      return medians[low] + (place - Double(low)) * (medians[high] - medians[low])
    }
    return Times(
      median: middle, quartiles: [quartile(0.25), quartile(0.75)],
      geometricMean: exp(logs.reduce(0, +) / Double(logs.count)),
      interval: spread.map {
        let whole = $0.interval()
        return Interval(low: exp(whole.low), high: exp(whole.high))
      })
  }

  // MARK: Between methods

  static func differences(
    _ methods: [StudyMethod], _ trials: [[Trial]], cells: [Cell], participants: [String],
    _ options: Options
  ) -> [Difference] {
    struct Test {
      let first: Int
      let second: Int
      let estimate: DifferenceEstimate
      let differences: [SignFlip.Fraction]
      let result: SignFlip?
    }
    var byPerson: [String: [StudyMethod: Cell]] = [:]
    for cell in cells where cell.answered > 0 {
      byPerson[cell.participant, default: [:]][cell.method] = cell
    }
    var tests: [Test] = []
    for first in methods.indices {
      for second in methods.indices.dropFirst(first + 1) {
        guard let estimate = DifferenceEstimate(trials[first], trials[second]) else { continue }
        let differences = participants.compactMap { person -> SignFlip.Fraction? in
          guard let a = byPerson[person]?[methods[first]],
            let b = byPerson[person]?[methods[second]]
          else { return nil }
          return .difference(
            SignFlip.Fraction(a.right, over: a.answered),
            SignFlip.Fraction(b.right, over: b.answered))
        }
        tests.append(
          Test(
            first: first, second: second, estimate: estimate, differences: differences,
            result: differences.isEmpty ? nil : SignFlip(differences, seed: options.seed)))
      }
    }
    let family = tests.indices.filter { place in
      tests[place].result != nil
        && (options.family == .all || methods[tests[place].first] == .none
          || methods[tests[place].second] == .none)
    }
    let adjusted = holmAdjusted(family.map { tests[$0].result!.p })
    var holm: [Int: Double] = [:]
    for (place, p) in zip(family, adjusted) { holm[place] = p }
    return tests.enumerated().map { place, test in
      var equivalence: Double?
      if let margin = options.equivalence, let error = test.estimate.standardError,
        let degrees = test.estimate.degreesOfFreedom
      {
        equivalence = Equivalence.p(
          difference: test.estimate.difference, standardError: error, degreesOfFreedom: degrees,
          margin: margin)
      }
      let own = test.differences.map { Double($0.numerator) / Double($0.denominator) }
      return Difference(
        first: methods[test.first], second: methods[test.second], estimate: test.estimate,
        participants: own.count,
        meanDifference: own.isEmpty ? nil : own.reduce(0, +) / Double(own.count),
        p: test.result?.p, isSampled: test.result?.isSampled ?? false, holm: holm[place],
        equivalence: equivalence,
        isEquivalent: options.equivalence.flatMap { margin in
          test.estimate.interval90.map { -margin <= $0.low && $0.high <= margin }
        })
    }
  }

  static func omnibus(
    _ methods: [StudyMethod], _ cells: [Cell], participants: [String], _ options: Options
  ) -> Omnibus? {
    var accuracies: [String: [StudyMethod: Double]] = [:]
    for cell in cells { accuracies[cell.participant, default: [:]][cell.method] = cell.accuracy }
    let rows = participants.compactMap { person -> [Double]? in
      let own = methods.compactMap { accuracies[person]?[$0] }
      return own.count == methods.count ? own : nil
    }
    return Friedman(rows, permutations: options.permutations, seed: options.seed).map {
      Omnibus(
        chiSquare: $0.chiSquare, degreesOfFreedom: $0.degreesOfFreedom, p: $0.p,
        approximateP: $0.approximateP, participants: rows.count)
    }
  }

  // MARK: Parts

  static func strata(_ trials: [Trial], _ methods: [StudyMethod]) -> [Stratum] {
    var strata: [Stratum] = []
    func add(_ kind: String, _ name: String, _ isPart: (Trial) -> Bool) {
      let part = trials.filter(isPart)
      if let estimate = Estimate(part) {
        strata.append(Stratum(kind: kind, name: name, method: nil, estimate: estimate))
      }
      for method in methods.indices {
        guard let estimate = Estimate(part.filter { $0.method == method }) else { continue }
        strata.append(
          Stratum(kind: kind, name: name, method: methods[method], estimate: estimate))
      }
    }
    add("kind", "same person") { $0.isSame }
    add("kind", "different people") { !$0.isSame }
    for tercile in Tercile.allCases {
      add("difficulty", tercile.rawValue) { $0.tercile == tercile }
    }
    let occluders = Set(trials.compactMap(\.occluder)).sorted {
      ($0 == "none" ? 0 : 1, $0) < ($1 == "none" ? 0 : 1, $1)
    }
    for name in occluders {
      add("occlusion", name == "none" ? "bare" : name) { $0.occluder == name }
    }
    for block in Set(trials.map(\.block)).sorted() {
      add("place", "part \(block)") { $0.block == block }
    }
    let forms = Set(trials.map(\.form)).sorted()
    if forms.count > 1 { for form in forms { add("form", "form \(form)") { $0.form == form } } }
    for set in Set(trials.map(\.set)).sorted() { add("set", "set \(set)") { $0.set == set } }
    return strata
  }

  static func repeats(_ data: StudyData) -> Repeats? {
    let again = data.trials.filter { $0.phase == .repeat && $0.saysSame != nil }
    guard !again.isEmpty else { return nil }
    var first: [[Int]: Bool] = [:]
    for trial in data.trials where trial.phase == .test {
      if let says = trial.saysSame { first[[trial.participant, trial.pair]] = says }
    }
    let both = again.compactMap { trial in
      first[[trial.participant, trial.pair]].map { (trial, $0) }
    }
    guard !both.isEmpty else { return nil }
    var agreeing: [Trial] = []
    for (trial, says) in both {
      var compared = trial
      compared.firstSaysSame = says
      agreeing.append(compared)
    }
    return Repeats(
      pairs: both.count, agreement: Estimate(agreeing) { $0.saysSame == $0.firstSaysSame },
      kappa: cohensKappa(both.map { $0.1 }, both.map { $0.0.saysSame! }))
  }
}
