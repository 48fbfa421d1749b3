import Basics
import Statistics

#if canImport(Glibc)
  import Glibc
#endif

/// Draws answers of people who are right with given probabilities: to choose a number of participants,
/// and to test intervals against a known truth.
///
/// The logit of a right answer is the method's constant, plus one draw for each person, plus one for
/// each pair. The constant is such that the mean over all people and pairs is the given share.
package struct StudySimulation: Sendable {
  package let key: StudyKey
  /// The share of right answers of each method.
  package let accuracies: [StudyMethod: Double]
  /// The standard deviation of people and of pairs, in logits.
  package var peopleDeviation = 0.4
  package var pairsDeviation = 0.9
  package let seed: UInt64

  private let constants: [StudyMethod: Double]

  /// - Precondition: There is a share above 0 and below 1 for each of the key's methods.
  package init(
    key: StudyKey, accuracies: [StudyMethod: Double], peopleDeviation: Double = 0.4,
    pairsDeviation: Double = 0.9, seed: UInt64
  ) {
    self.key = key
    self.accuracies = accuracies
    self.peopleDeviation = peopleDeviation
    self.pairsDeviation = pairsDeviation
    self.seed = seed
    let deviation =
      (peopleDeviation * peopleDeviation + pairsDeviation * pairsDeviation).squareRoot()
    constants = accuracies.mapValues { Self.constant(for: $0, deviation: deviation) }
  }

  private static func logistic(_ value: Double) -> Double { 1 / (1 + exp(-value)) }

  /// Returns the constant with which the mean of the logistic function over a normal distribution is
  /// the share.
  static func constant(for share: Double, deviation: Double) -> Double {
    // The middle of 400 equal parts of the distribution.
    let draws = (0..<400).map { normalQuantile((Double($0) + 0.5) / 400) * deviation }
    var (low, high) = (-12.0, 12.0)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      let mean = draws.reduce(0) { $0 + logistic(middle + $1) } / Double(draws.count)
      if mean < share { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  private static func uniform(_ generator: inout SeededGenerator) -> Double {
    (Double(generator.next() >> 11) + 0.5) / 9_007_199_254_740_992
  }

  /// Returns the answers of one run.
  package func answers(run: Int = 0) -> [AnswerReader.Question: Answer] {
    var generator = SeededGenerator(purpose: 0x51AD, seed: seed &+ UInt64(run) &* 0x9E37_79B9)
    func normal() -> Double { normalQuantile(Self.uniform(&generator)) }
    var ofPair: [String: Double] = [:]
    for pair in key.pairs { ofPair[pair.id] = normal() * pairsDeviation }
    let isSame = Dictionary(uniqueKeysWithValues: key.pairs.map { ($0.id, $0.same) })
    let isCatch = Set(key.pairs.filter { $0.kind == .catch }.map(\.id))
    var ofPerson: [String: Double] = [:]
    var answers: [AnswerReader.Question: Answer] = [:]
    for sheet in key.sheets {
      let person = ofPerson[sheet.participant] ?? normal() * peopleDeviation
      ofPerson[sheet.participant] = person
      for block in sheet.blocks {
        for item in block.shown {
          let logit = constants[block.method]! + person + ofPair[item.pair]!
          // Pairs that show who pays attention are plain.
          let chance = isCatch.contains(item.pair) ? 0.99 : Self.logistic(logit)
          let isRight = Self.uniform(&generator) < chance
          let level =
            generator.pick(isRight ? [8, 17, 25, 27, 23] : [20, 27, 25, 18, 10]) + 1
          let time = exp(2 + 0.5 * normal())
          for isFirst in key.twoStep ? [true, false] : [false] {
            let wasRight =
              isFirst ? Self.uniform(&generator) < 0.5 * (chance + 0.55) : isRight
            answers[
              AnswerReader.Question(
                participant: sheet.participant, item: item.item, isFirst: isFirst)] = Answer(
                saysSame: wasRight == isSame[item.pair]!, confidence: level,
                time: (time * 10).rounded() / 10)
          }
        }
      }
    }
    return answers
  }

  /// Returns answers as a file, in the order of the sheets.
  package func file(_ answers: [AnswerReader.Question: Answer], study: String) -> String {
    var text = DelimitedText.line(StudyAnswerFiles.columns)
    for sheet in key.sheets {
      for item in sheet.blocks.flatMap(\.shown) {
        for phase in key.twoStep ? ["first", "second"] : ["test"] {
          let question = AnswerReader.Question(
            participant: sheet.participant, item: item.item, isFirst: phase == "first")
          guard let answer = answers[question] else { continue }
          text += DelimitedText.line([
            study, sheet.participant, item.item, phase,
            answer.saysSame.map { $0 ? "same" : "different" } ?? "",
            answer.confidence.map { "\($0)" } ?? "", answer.time.map { fixed($0, 1) } ?? "", "",
          ])
        }
      }
    }
    return text
  }

  // MARK: Many runs

  /// What many simulated studies found.
  package struct Summary: Sendable, Encodable {
    package struct Method: Sendable, Encodable {
      package let method: StudyMethod
      package let truth: Double
      package let meanEstimate: Double
      package let meanHalfWidth: Double
      /// The share of intervals that contain the truth.
      package let coverage: Double
    }

    package struct Difference: Sendable, Encodable {
      package let first: StudyMethod
      package let second: StudyMethod
      package let truth: Double
      package let meanEstimate: Double
      package let coverage: Double
      /// The share of studies with p of at most 0.05 after Holm's adjustment.
      package let found: Double
    }

    package let program: String
    package let runs: Int
    package let seed: UInt64
    package let participants: Int
    package let peopleDeviation: Double
    package let pairsDeviation: Double
    package let methods: [Method]
    package let differences: [Difference]
    /// The share of studies that found any difference.
    package let anyFound: Double
  }

  /// - Complexity: O(runs * answers), on `Threads.count` threads.
  package func summary(runs: Int, program: String, progress: (Int) -> Void) -> Summary {
    var options = StudyScores.Options()
    options.isBrief = true
    options.seed = seed
    let chosen = options
    var all: [StudyScores] = []
    let block = 50
    for start in stride(from: 0, to: runs, by: block) {
      let count = min(block, runs - start)
      all += collectInParallel(count: count) { place, _ in
        StudyScores(StudyData(key, answers(run: start + place)), chosen)
      }
      progress(start + count)
    }
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(values.count, 1)) }
    let methods = key.methods.enumerated().map { place, method -> Summary.Method in
      let truth = accuracies[method]!
      let found = all.compactMap { $0.methods[place].pooled }
      return Summary.Method(
        method: method, truth: truth, meanEstimate: mean(found.map(\.rate)),
        meanHalfWidth: mean(found.map { ($0.interval.high - $0.interval.low) / 2 }),
        coverage: mean(
          found.map { $0.interval.low <= truth && truth <= $0.interval.high ? 1 : 0 }))
    }
    let count = all.first?.differences.count ?? 0
    let differences = (0..<count).map { place -> Summary.Difference in
      let own = all.map { $0.differences[place] }
      let truth = accuracies[own[0].second]! - accuracies[own[0].first]!
      return Summary.Difference(
        first: own[0].first, second: own[0].second, truth: truth,
        meanEstimate: mean(own.map(\.estimate.difference)),
        coverage: mean(
          own.map { difference in
            difference.estimate.interval.map { $0.low <= truth && truth <= $0.high ? 1 : 0 } ?? 0
          }),
        found: mean(own.map { ($0.holm ?? 1) <= 0.05 ? 1 : 0 }))
    }
    return Summary(
      program: program, runs: runs, seed: seed,
      participants: Set(key.sheets.map(\.participant)).count, peopleDeviation: peopleDeviation,
      pairsDeviation: pairsDeviation, methods: methods, differences: differences,
      anyFound: mean(all.map { $0.differences.contains { ($0.holm ?? 1) <= 0.05 } ? 1 : 0 }))
  }
}
