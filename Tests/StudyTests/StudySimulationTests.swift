import Basics
import Testing

@testable import Study

/// Answers drawn with a known truth, scored as those of people.
@Suite struct StudySimulationTests {
  /// A study of drawn embeddings: no pictures are needed to score it.
  private func key(participants: Int, seed: UInt64 = 1) throws -> StudyKey {
    var design = StudyDesign()
    design.participants = participants
    let workshop = DesignWorkshop(people: 260, pictures: 4)
    let (pairs, sheets) = try workshop.sheets(design, seed: seed)
    func picture(_ place: Int) -> StudyKey.Picture {
      StudyKey.Picture(
        path: "\(place)", label: "\(workshop.faces[place].person)",
        sha256: workshop.faces[place].sha256, occluder: "none")
    }
    return StudyKey(
      program: "facet", title: "", secret: "", methods: design.methods, advice: .none,
      twoStep: false, exclude: ExclusionRules(),
      thresholds: ["cnn-cc": 0.5, "emd-flow": 0.5, "h2l-cc": 0.5], models: [],
      pairs: pairs.enumerated().map { place, pair in
        // One pair in five is judged wrongly.
        let score = pair.isSame == (place % 5 != 0) ? 1.0 : 0
        return StudyKey.Pair(
          id: "p\(place)", kind: pair.kind, set: pair.set + 1, form: "A", same: pair.isSame,
          tercile: pair.tercile, first: picture(pair.first), second: picture(pair.second),
          cosine: 0, scores: ["cnn-cc": score, "emd-flow": score, "h2l-cc": score])
      }, sheets: sheets)
  }

  private let thesis: [StudyMethod: Double] = [
    .none: 0.55, .heatmap: 0.70, .flow: 0.75, .hybrid: 0.74,
  ]

  @Test func intervalsContainTheTruthAndDifferencesAreFound() throws {
    let simulation = StudySimulation(
      key: try key(participants: 21), accuracies: thesis, seed: 3)
    let summary = simulation.summary(runs: 60, program: "") { _ in }
    for method in summary.methods {
      #expect(method.coverage >= 0.88, "\(method)")
      #expect(abs(method.meanEstimate - method.truth) < 0.015, "\(method)")
    }
    let difference = try #require(
      summary.differences.first { $0.first == StudyMethod.none && $0.second == .flow })
    #expect(difference.found > 0.9 && difference.coverage >= 0.88, "\(difference)")
  }

  @Test func equalMethodsAreSeldomCalledDifferent() throws {
    let simulation = StudySimulation(
      key: try key(participants: 21), accuracies: thesis.mapValues { _ in 0.7 }, seed: 5)
    // At most 5% in the long run; 60 studies exceed 13% by chance once in a hundred times.
    #expect(simulation.summary(runs: 60, program: "") { _ in }.anyFound <= 0.13)
  }

  @Test func thousandsOfParticipantsGiveTheTruth() throws {
    let simulation = StudySimulation(
      key: try key(participants: 3000), accuracies: thesis, pairsDeviation: 0.1, seed: 2)
    var options = StudyScores.Options()
    options.permutations = 100
    let scores = StudyScores(StudyData(simulation.key, simulation.answers()), options)
    for method in scores.methods {
      #expect(abs(method.pooled!.rate - thesis[method.method]!) < 0.015, "\(method.method)")
    }
    #expect(scores.participants.count == 3000)
  }

  @Test func sameSeedDrawsTheSameAnswers() throws {
    let key = try key(participants: 4)
    func text(_ seed: UInt64) -> String {
      let simulation = StudySimulation(key: key, accuracies: thesis, seed: seed)
      return simulation.file(simulation.answers(), study: "0f1e2d3c")
    }
    #expect(text(1) == text(1) && text(1) != text(2))
    var reader = AnswerReader(key: key, study: "0f1e2d3c")
    reader.take(Array(text(1).utf8), file: "a.csv")
    #expect(reader.problems.isEmpty && reader.answers.count == 4 * 60)
  }
}

/// The pages and tables of results.
@Suite struct StudyResultsTests {
  private func results(_ options: StudyResults.Options = .init()) throws -> StudyResults {
    StudyResults(
      key: try ToyStudy.key(), digest: SHA256.digest(of: [1]), data: try ToyStudy.data(),
      problems: [], files: [], program: "facet", options: options)
  }

  @Test func sentencesHaveOneForm() throws {
    let sentences = StudyText.sentences(try results().scores)
    #expect(sentences.count == 3)
    #expect(
      sentences[1].hasPrefix(
        "EMD flow: 81.2% right (") && sentences[1].contains("; without a visualization 45.8% ("))
    #expect(
      sentences[1].contains("35.4 points more (") && sentences[1].hasSuffix("after Holm 0.0938."))
    #expect(sentences[2].hasSuffix("This study cannot distinguish the two."))
  }

  @Test func tablesHaveALineForEachAnswerAndCell() throws {
    let results = try results()
    let trials = results.trialsTable(try ToyStudy.key()).split(separator: "\n")
    #expect(trials.count == 1 + 6 * 24)
    #expect(
      trials[0] == """
        participant,item,pair,set,method,block,order,same,response,correct,confidence,response_time,\
        tercile,occlusion_left,occlusion_right,model_same,model_correct,excluded
        """)
    #expect(
      trials[1] == "P01,S1-1,S1-1,1,none,1,1,TRUE,different,0,2,6.1,easy,none,none,n/a,n/a,FALSE")
    #expect(trials.count { $0.contains(",n/a,n/a,n/a,n/a,") } == 1)
    #expect(results.participantsTable.split(separator: "\n").count == 1 + 18)
    #expect(results.methodsTable.split(separator: "\n").count == 1 + 3)
    #expect(results.modelOfR.contains("correct ~ method + (1 | participant) + (1 | pair)"))
    #expect(results.modelOfR.contains("levels = c(\"none\", \"cnn-cc\", \"emd-flow\")"))
  }

  @Test func excludedAnswersAreShownBesideEverything() throws {
    var options = StudyResults.Options()
    options.rules = ExclusionRules("answered=0.9")
    let results = try results(options)
    #expect(results.exclusions.map(\.participant) == ["P02"])
    #expect(results.scores.methods[1].pooled?.answered == 40)
    #expect(results.everything.methods[1].pooled?.answered == 47)
    #expect(results.trialsTable(try ToyStudy.key()).components(separatedBy: ",TRUE\n").count == 9)
    let page = StudyResultsPage(results, programVersion: "test")
    let html = try page.html(StudyTemplates(), .init())
    #expect(html.contains("Each method, with everything"))
    #expect(html.contains("7 of 8 pairs answered"))
    #expect(!html.contains("nan"))
    let pdf = try page.pdf(.a4)
    let again = try page.pdf(.a4)
    #expect(pdf.starts(with: Array("%PDF".utf8)) && pdf == again)
  }

  @Test func onePersonGetsWilsonsIntervalAndASentence() throws {
    var data = try ToyStudy.data()
    data.trials = data.trials.filter { $0.participant == 0 }
    let scores = StudyScores(data)
    #expect(scores.methods.allSatisfy { $0.pooled?.rule == .wilson })
    #expect(scores.differences.allSatisfy { $0.estimate.interval == nil })
    #expect(scores.omnibus == nil)
    let results = StudyResults(
      key: try ToyStudy.key(), digest: SHA256.digest(of: [1]), data: data, problems: [], files: [],
      program: "facet")
    let html = try StudyResultsPage(results, programVersion: "test").html(StudyTemplates(), .init())
    #expect(html.contains("With one person or one pair there is no two-way interval"))
  }

  @Test func allRightGetsWilsonsIntervalOfPeople() throws {
    var data = try ToyStudy.data()
    for place in data.trials.indices { data.trials[place].saysSame = data.trials[place].isSame }
    let scores = StudyScores(data)
    for method in scores.methods {
      #expect(method.pooled?.rule == .wilsonOfPeople)
      #expect(method.pooled?.interval == .wilson(6, of: 6))
    }
    #expect(scores.differences.map(\.p) == [1, 1, 1])
  }

  @Test func relianceOfTwoStepsCountsCorrectionsAndSpoiledAnswers() {
    func trial(_ place: Int, model: Bool, first: Bool, second: Bool) -> Trial {
      var trial = Trial(
        participant: place % 3, pair: place, method: 0, set: 1, block: 1, order: place + 1,
        isSame: true, saysSame: second)
      trial.modelSaysSame = model
      trial.firstSaysSame = first
      return trial
    }
    // The truth is "same": three times wrong first with a right model, two of them corrected; two
    // times right first with a wrong model, one of them spoiled.
    let trials = [
      trial(0, model: true, first: false, second: true),
      trial(1, model: true, first: false, second: true),
      trial(2, model: true, first: false, second: false),
      trial(3, model: false, first: true, second: true),
      trial(4, model: false, first: true, second: false),
      trial(5, model: true, first: true, second: true),
    ]
    let scores = StudyScores(
      StudyData(methods: [.flow], participants: ["P01", "P02", "P03"], trials: trials))
    let reliance = scores.methods[0].reliance
    #expect(reliance?.rair == StudyScores.Count(answered: 3, right: 2))
    #expect(reliance?.rsr == StudyScores.Count(answered: 2, right: 1))
    #expect(reliance?.overReliance?.right == 1 && reliance?.overReliance?.answered == 2)
    #expect(reliance?.underReliance?.right == 1 && reliance?.underReliance?.answered == 4)
  }
}

/// The words of sheets and forms.
@Suite struct StudyWordsTests {
  @Test func everyMethodIsExplainedAtEqualLength() throws {
    let words = try StudyTemplates().words
    let texts = StudyMethod.allCases.map { words["read.\($0.rawValue)"] }
    let mean = Double(texts.reduce(0) { $0 + $1.count }) / Double(texts.count)
    for text in texts {
      #expect(abs(Double(text.count) - mean) <= 0.15 * mean, "\(text)")
      #expect(text.count { $0 == "." } == 3)
      #expect(!text.contains("system"))
    }
  }

  @Test func aFolderReplacesWordsByTheirKeys() throws {
    let complete = try StudyTemplates().words
    let own = try StudyWords(#"{"yes": "Ja", "no": "Nein"}"#, file: "w.json", complete: complete)
    #expect(own["yes"] == "Ja" && own["title"] == complete["title"])
    #expect(throws: StudyTemplateError.self) {
      try StudyWords(#"{"yess": "Ja"}"#, file: "w.json", complete: complete)
    }
    #expect(
      StudyWords.filled("Page {page} of {pages}", ["page": "2", "pages": "9"]) == "Page 2 of 9")
  }
}
