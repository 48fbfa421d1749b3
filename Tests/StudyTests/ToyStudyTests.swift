import Basics
import Foundation
import Statistics
import Testing

@testable import Study

/// The toy study of Scripts/study-fixtures/make_study.py: 6 participants, 3 methods, 8 pairs each, one
/// answer left out, one confidence missing.
enum ToyStudy {
  static func key() throws -> StudyKey {
    let fixture = try StudyFixture("study-key")
    let methods = (fixture.values["methods"] as! [String]).map { StudyMethod(rawValue: $0)! }
    let picture = StudyKey.Picture(
      path: "a", label: "a", sha256: SHA256.digest(of: []), occluder: "none", occlusion: nil)
    var sets: [String: Int] = [:]
    let pairs = fixture.rows("items").map { row -> StudyKey.Pair in
      let same = row["same"] as! Bool
      let id = row["item"] as! String
      sets[id] = row["set"] as? Int
      // The verdict is right or wrong as in the file; the threshold is 0.
      let scores = (row["modelRight"] as! [String: Bool]).mapValues { $0 == same ? 1.0 : -1.0 }
      return StudyKey.Pair(
        id: id, kind: .test, set: row["set"] as! Int, form: "A", same: same,
        tercile: Tercile(rawValue: row["stratum"] as! String)!, first: picture, second: picture,
        cosine: 0, scores: scores)
    }
    let plan = fixture.values["plan"] as! [String: [[String: String]]]
    let sheets = plan.keys.sorted().map { participant in
      let rows = plan[participant]!
      return StudyKey.Sheet(
        participant: participant, form: "A", sheet: "S-\(participant)", sequence: [0, 1, 2],
        blocks: methods.enumerated().map { place, method in
          let own = rows.enumerated().filter { $1["method"] == method.rawValue }
          return StudyKey.Block(
            method: method, set: sets[own[0].element["item"]!]!,
            items: own.map { order, row in
              StudyKey.Item(
                item: row["item"]!, pair: row["item"]!, order: order + 1, swapped: false,
                phase: .test)
            })
        })
    }
    return StudyKey(
      program: "facet", title: "Toy", secret: "", seed: nil, methods: methods, advice: .none,
      twoStep: false, exclude: ExclusionRules(), thresholds: ["cnn-cc": 0, "emd-flow": 0],
      models: [], pairs: pairs, sheets: sheets)
  }

  static func answers() throws -> [UInt8] {
    let url = Bundle.module.url(forResource: "Fixtures/answers", withExtension: "csv")!
    return Array(try Data(contentsOf: url))
  }

  static func data() throws -> StudyData {
    let key = try key()
    var reader = AnswerReader(key: key, study: "0f1e2d3c")
    reader.take(try answers(), file: "answers.csv")
    #expect(reader.problems.isEmpty)
    return StudyData(key, reader.answers)
  }
}

@Suite struct ToyStudyTests {
  private let scores: StudyScores
  private let expected: StudyFixture

  init() throws {
    scores = StudyScores(try ToyStudy.data())
    expected = try StudyFixture("study-expected")
  }

  @Test func eachParticipantWithEachMethod() {
    let rows = expected.rows("cells")
    #expect(scores.cells.count == 18 && rows.count == 18)
    for (cell, row) in zip(scores.cells, rows) {
      #expect(cell.participant == row["participant"] as? String)
      #expect(cell.method.rawValue == row["method"] as? String)
      for (value, name) in [
        (cell.shown, "shown"), (cell.answered, "answered"), (cell.right, "correct"),
        (cell.hits, "hits"), (cell.misses, "misses"), (cell.falseAlarms, "falseAlarms"),
        (cell.correctRejections, "correctRejections"),
      ] { #expect(value == row[name] as? Int, "\(name) of \(row)") }
      for (value, name) in [
        (cell.accuracy, "accuracy"), (cell.dPrime, "dPrime"), (cell.criterion, "criterion"),
        (cell.auc, "auc"), (cell.medianTime, "medianTime"),
      ] { #expect(isClose(value, row[name]), "\(name) of \(row)") }
      for (count, name) in [(cell.modelRight, "modelRight"), (cell.modelWrong, "modelWrong")] {
        let row = row[name] as? [String: Int]
        #expect(count?.answered == row?["answered"] && count?.right == row?["correct"])
      }
    }
  }

  @Test func eachMethod() {
    for (method, row) in zip(scores.methods, expected.rows("summary")) {
      #expect(isClose(method.accuracy?.mean, row["mean"]))
      #expect(isClose(method.accuracy?.sd, row["sd"]))
      #expect(method.pooled?.right == row["pooledCorrect"] as? Int)
      #expect(method.pooled?.answered == row["pooledAnswered"] as? Int)
      #expect(isClose(method.dPrime?.mean, row["meanDPrime"]))
      #expect(isClose(method.criterion?.mean, row["meanCriterion"]))
      #expect(isClose(method.auc?.mean, row["meanAUC"]))
      if let right = row["modelRight"] as? [String: Int] {
        #expect(method.reliance?.modelRight?.answered == right["answered"])
        #expect(method.reliance?.modelRight?.right == right["correct"])
      }
      if let wrong = row["modelWrong"] as? [String: Int] {
        #expect(method.reliance?.modelWrong?.answered == wrong["answered"])
        #expect(method.reliance?.modelWrong?.right == wrong["correct"])
      }
    }
    #expect(scores.methods.map(\.missing) == [0, 1, 0])
  }

  @Test func methodsAgainstEachOther() {
    for (difference, row) in zip(scores.differences, expected.rows("pairs")) {
      #expect(difference.first.rawValue == row["first"] as? String)
      #expect(difference.second.rawValue == row["second"] as? String)
      #expect(isClose(difference.meanDifference, row["meanDifference"]))
      #expect(isClose(difference.p, row["p"], within: 1e-15))
      #expect(isClose(difference.holm, row["holm"]))
    }
    let friedman = expected.values["friedman"] as! [String: Any]
    #expect(isClose(scores.omnibus?.chiSquare, friedman["chi2"]))
    #expect(isClose(scores.omnibus?.approximateP, friedman["p"]))
    let chance = expected.values["chance"] as! [String: Any]
    #expect(isClose(scores.chance?.sameShare, chance["sameShare"]))
    #expect(isClose(scores.chance?.line, chance["alwaysMoreFrequent"]))
  }

  @Test func onlyComparisonsWithoutAVisualizationAreAdjustedIfAsked() throws {
    var options = StudyScores.Options()
    options.family = .none
    let scores = StudyScores(try ToyStudy.data(), options)
    #expect(scores.differences.map(\.holm) == [0.0625, 0.0625, nil])
  }

  @Test func missingAnswersMayCountAsWrong() throws {
    let key = try ToyStudy.key()
    var reader = AnswerReader(key: key, study: "0f1e2d3c")
    reader.take(try ToyStudy.answers(), file: "answers.csv")
    let scores = StudyScores(StudyData(key, reader.answers, missingIsWrong: true))
    #expect(scores.methods[1].pooled?.answered == 48 && scores.methods[1].pooled?.right == 34)
    #expect(scores.methods[1].missing == 1)
  }

  /// The thesis prints 54.60, 69.84, 73.97 and 75.24 percent: whole counts of 21 people with 15 pairs.
  @Test func thesisCountsGiveTheThesisNumbers() {
    let counts: [(StudyMethod, Int)] = [
      (.none, 172), (.heatmap, 220), (.hybrid, 233), (.flow, 237),
    ]
    var trials: [Trial] = []
    for (method, (_, right)) in counts.enumerated() {
      for number in 0..<315 {
        let (person, place) = (number / 15, number % 15)
        let isSame = place < 8
        let isRight = (number * 172) % 315 < right
        trials.append(
          Trial(
            participant: person, pair: method * 15 + place, method: method, set: method + 1,
            block: method + 1, order: place, isSame: isSame, saysSame: isSame == isRight))
      }
    }
    // Exactly the counts: the first numbers in a fixed permutation are right.
    for method in counts.indices {
      let own = trials.indices.filter { trials[$0].method == method }
      for (place, index) in own.enumerated() {
        let isRight = place < counts[method].1
        trials[index].saysSame = trials[index].isSame == isRight
      }
    }
    let scores = StudyScores(
      StudyData(
        methods: counts.map(\.0), participants: (1...21).map { "P\($0)" }, trials: trials))
    #expect(
      scores.methods.map { fixed(100 * $0.pooled!.rate, 2) } == [
        "54.60", "69.84", "73.97", "75.24",
      ])
    #expect(
      scores.methods.map { fixed(100 * $0.accuracy!.mean, 2) } == [
        "54.60", "69.84", "73.97", "75.24",
      ])
    #expect(fixed(100 * scores.chance!.line, 2) == "53.33")
    #expect(counts.allSatisfy { fixed($0.0.thesisPercent!, 2) == fixed(Double($0.1) / 3.15, 2) })
  }
}
