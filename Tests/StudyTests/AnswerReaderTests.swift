import Testing

@testable import Study

@Suite struct AnswerReaderTests {
  private let key: StudyKey

  init() throws { key = try ToyStudy.key() }

  private func read(
    _ texts: String..., map: [String: Bool]? = nil, key: StudyKey? = nil
  ) -> AnswerReader {
    var reader = AnswerReader(key: key ?? self.key, study: "0f1e2d3c", responseMap: map)
    for (place, text) in texts.enumerated() {
      reader.take(Array(text.utf8), file: "\(place + 1).csv")
    }
    return reader
  }

  private func answer(_ reader: AnswerReader, _ item: String, of participant: String = "P01")
    -> Answer?
  { reader.answers[.init(participant: participant, item: item)] }

  @Test func columnsStandInAnyOrderWithTheirOtherNames() {
    let reader = read("answer,sub,pair,rt_s\nYES,sub-P01,s1-1,2.5\nd,P01,S1-2,3\n")
    #expect(reader.problems.isEmpty)
    #expect(answer(reader, "S1-1") == Answer(saysSame: true, time: 2.5))
    #expect(answer(reader, "S1-2") == Answer(saysSame: false, time: 3))
  }

  @Test(arguments: [
    ("same", true), ("Y", true), ("1", true), ("TRUE", true), ("s", true),
    ("no", false), ("Different", false), ("0", false), ("false", false),
  ])
  func wordsOfAResponse(_ word: String, _ saysSame: Bool) {
    let reader = read("participant,item,response\nP01,S1-1,\(word)\n")
    #expect(answer(reader, "S1-1")?.saysSame == saysSame)
  }

  @Test func semicolonsComeWithDecimalCommas() {
    let reader = read(
      "\u{FEFF}participant;item;response;confidence;response_time\r\nP01;S1-1;same;4;2,75\r\n")
    #expect(answer(reader, "S1-1") == Answer(saysSame: true, confidence: 4, time: 2.75))
    // With commas between fields, a comma is not a decimal mark.
    let other = read("participant,item,response,response_time\nP01,S1-1,same,\"2,75\"\n")
    #expect(
      other.problems.map(\.description) == [
        "1.csv, line 2: the response time '2,75' is not a number."
      ])
  }

  @Test func reasonsMayContainSeparatorsQuotesAndLineEnds() {
    let reader = read(
      "participant,item,response,reason\nP01,S1-1,same,\"nose, \"\"chin\"\"\nears\"\nP01,S1-2,no,\n"
    )
    #expect(answer(reader, "S1-1")?.reason == "nose, \"chin\"\nears")
    #expect(answer(reader, "S1-2")?.saysSame == false)
  }

  @Test func resultFilesOfPsychoPyAreAnswers() {
    let reader = read(
      "\u{FEFF}study,participant,phase,item,corrAns,key_resp.keys,key_resp.rt,confidence.keys,"
        + "confidence.rt,participant,\n0f1e2d3c,P01,test,S1-1,,s,1.25,4,0.5,P01,\n,,,,,,,,,P01,\n")
    #expect(reader.problems.isEmpty)
    #expect(answer(reader, "S1-1") == Answer(saysSame: true, confidence: 4, time: 1.25))
  }

  @Test(arguments: [
    ("12345e67", "1.2345E+71"), ("12345e67", "1,2345E+71"), ("00123456", "123456"),
    ("0f1e2d3c", "0F1E2D3C"),
  ])
  func aStudyIsKnownAfterASpreadsheetTookItForANumber(_ study: String, _ written: String) {
    var reader = AnswerReader(key: key, study: study)
    reader.take(
      Array("study;participant;item;response\n\(written);P01;S1-1;same\n".utf8), file: "1.csv")
    #expect(reader.problems.isEmpty && reader.answers.count == 1)
    var other = AnswerReader(key: key, study: "12345e68")
    other.take(
      Array("study;participant;item;response\n\(written);P01;S1-1;same\n".utf8), file: "1.csv")
    #expect(other.answers.isEmpty)
  }

  @Test func emptyAnswersAreMissing() {
    let reader = read("participant,item,response,confidence\nP01,S1-1,n/a,3\nP01,S1-2,,\n")
    #expect(reader.problems.isEmpty)
    #expect(answer(reader, "S1-1") == Answer(saysSame: nil))
  }

  @Test func answersOfAnotherStudyRefuseTheFile() {
    let reader = read("study,participant,item,response\n9a8b7c6d,P01,S1-1,same\n")
    #expect(
      reader.problems.map(\.description) == [
        """
        1.csv, line 2: answers of study 9a8b7c6d; this key is 0f1e2d3c. Give the key of that study.
        """
      ])
    #expect(reader.filesRead == 0 && reader.answers.isEmpty)
  }

  @Test func whatIsNotInTheStudyIsListedWithItsLine() {
    var key = key
    // Only P02 has this item.
    key.sheets[1].blocks[0].items[0].item = "K7Q2M"
    let reader = read(
      """
      participant,item,response,confidence,phase
      P99,S1-1,same,3,test
      P01,S9-9,same,3,test
      P01,K7Q2M,same,3,test
      P01,S1-1,perhaps,3,test
      P01,S1-1,same,6,test
      P01,S1-1,same,3,later
      P01,S1-1,same,3,first

      """, key: key)
    #expect(
      reader.problems.map(\.description) == [
        "1.csv, line 2: participant 'P99' is not in this study. Correct the name.",
        "1.csv, line 3: item 'S9-9' is not in this study.",
        "1.csv, line 4: item K7Q2M is on the sheet of P02, not of P01.",
        "1.csv, line 5: the response 'perhaps' is neither 'same' nor 'different'.",
        "1.csv, line 6: the confidence '6' is not 1 to 5.",
        "1.csv, line 7: phase 'later' is unknown.",
        "1.csv, line 8: this study has one answer per pair, but the phase is 'first'.",
      ])
    #expect(reader.answers.isEmpty)
  }

  @Test func equalAnswersCountOnceAndDifferentOnesNotAtAll() {
    let reader = read(
      "participant,item,response\nP01,S1-1,same\nP01,S1-2,same\n",
      "participant,item,response\nP01,S1-1,yes\nP01,S1-2,no\n")
    #expect(answer(reader, "S1-1")?.saysSame == true)
    #expect(answer(reader, "S1-2") == nil)
    #expect(
      reader.problems.map(\.description) == [
        """
        2.csv, line 2: item S1-1 of P01 is answered twice, the same way (1.csv, line 2); it counts once.
        """,
        """
        2.csv, line 3: item S1-2 of P01 has another answer in 1.csv, line 3. Neither counts; keep one of \
        the two lines.
        """,
      ])
    #expect(reader.problems.map(\.isLoss) == [false, true])
  }

  @Test func buttonNumbersOfJsPsychNeedAMeaning() {
    let text = """
      rt,response,trial_index,participant,item
      2500,0,0,P01,S1-1
      900,1,1,P01,S1-2
      100,,2,,

      """
    let refused = read(text)
    #expect(
      refused.problems.map(\.description) == [
        """
        1.csv: jsPsych writes the number of a button, 0 or 1, and the file does not show which is which. \
        Add --response-map 0=same,1=different, or the other way round.
        """
      ])
    let map = AnswerReader.responseMap("0=same,1=different")
    let reader = read(text, map: map)
    #expect(reader.problems.isEmpty)
    #expect(answer(reader, "S1-1") == Answer(saysSame: true, time: 2.5))
    #expect(answer(reader, "S1-2") == Answer(saysSame: false, time: 0.9))
    #expect(AnswerReader.responseMap("0=maybe") == nil)
  }

  @Test func headersNameTheColumns() {
    let reader = read("P01,S1-1,same\nP01,S1-2,same\n", "", "a,\"b\n")
    #expect(
      reader.problems.map(\.description) == [
        """
        1.csv, line 1: the first line must name the columns participant, item and response; missing: \
        participant, item, response.
        """,
        "2.csv: the file is empty. Its first line must name the columns.",
        "3.csv, line 1: a quote is not closed. Correct the line.",
      ])
  }

  @Test func marksOfAScannerBecomeAnswers() {
    var key = key
    for block in key.sheets[1].blocks.indices {
      for item in key.sheets[1].blocks[block].items.indices {
        key.sheets[1].blocks[block].items[item].page = 4 + block
      }
    }
    // P02's first item: yes, 4; its second: both boxes; its third: none; nothing of the others.
    var text = "student,page,question,answer,darkness\n"
    func boxes(_ question: Int, _ dark: [Double]) {
      for (place, value) in dark.enumerated() {
        text += "2,4,\(question),\(place + 1),\(value)\n"
      }
    }
    boxes(11, [0.42, 0.01])
    boxes(12, [0, 0, 0, 0.38, 0])
    boxes(21, [0.4, 0.41])
    boxes(22, [0, 0, 0.4, 0, 0])
    boxes(31, [0.02, 0.03])
    boxes(32, [0, 0, 0, 0, 0])
    let reader = read(text, key: key)
    let items = key.sheets[1].blocks[0].items.map(\.item)
    #expect(answer(reader, items[0], of: "P02") == Answer(saysSame: true, confidence: 4))
    #expect(answer(reader, items[1], of: "P02") == Answer(saysSame: nil))
    #expect(answer(reader, items[2], of: "P02") == Answer(saysSame: nil))
    #expect(
      reader.problems.map(\.words) == [
        "item \(items[1]) of P02 has 2 boxes of 'same person' marked; it counts as not answered.",
        "page 4 of P02 was not read: 5 questions without an answer. Scan it again.",
        "page 5 of P02 was not read: 8 questions without an answer. Scan it again.",
        "page 6 of P02 was not read: 8 questions without an answer. Scan it again.",
      ])
  }
}

@Suite struct ExclusionTests {
  private func trial(
    _ person: Int, _ method: Int, _ pair: Int, says: Bool?, same: Bool = true, time: Double = 4
  ) -> Trial {
    var trial = Trial(
      participant: person, pair: pair, method: method, set: 1, block: method + 1, order: pair,
      isSame: same, saysSame: says)
    trial.time = time
    return trial
  }

  private func study(_ trials: [Trial]) -> StudyData {
    StudyData(methods: [.none, .heatmap], participants: ["P01", "P02"], trials: trials)
  }

  @Test func halfAnsweredBlocksAreOutAndTheRestStays() {
    let trials = (0..<10).flatMap { pair in
      [
        trial(0, 0, pair, says: pair < 7 ? pair % 2 == 0 : nil),
        trial(0, 1, pair + 20, says: pair % 2 == 0), trial(1, 0, pair, says: pair % 2 == 1),
      ]
    }
    let (kept, exclusions) = study(trials).excluding(ExclusionRules())
    #expect(
      exclusions == [
        Exclusion(
          participant: "P01", method: StudyMethod.none, rule: "answered",
          reason: "7 of 10 pairs answered")
      ])
    #expect(kept.trials.count == 20)
    #expect(study(trials).excluding(.none).exclusions.isEmpty)
  }

  @Test func oneAnswerForEverythingInTwoBlocksIsOut() {
    let constant = (0..<6).flatMap {
      [trial(0, 0, $0, says: true), trial(0, 1, $0 + 6, says: true)]
    }
    #expect(study(constant).excluding(ExclusionRules()).exclusions.map(\.rule) == ["constant"])
    let once = (0..<6).flatMap {
      [trial(0, 0, $0, says: true), trial(0, 1, $0 + 6, says: $0 > 2)]
    }
    #expect(study(once).excluding(ExclusionRules()).exclusions.isEmpty)
  }

  @Test func wrongCatchPairsAndHasteAreOut() {
    var trials = (0..<4).map { trial(0, 0, $0, says: $0 % 2 == 0, time: 0.3) }
    for pair in 10..<12 {
      var catching = trial(1, 0, pair, says: false)
      catching.phase = .catch
      trials.append(catching)
    }
    trials += (0..<4).map { trial(1, 0, $0, says: $0 % 2 == 0) }
    let found = study(trials).excluding(ExclusionRules()).exclusions
    #expect(found.map(\.rule) == ["fast", "catch"])
    #expect(
      found.map(\.reason) == [
        "median response time 0.3 s; at least 0.5 s required", "2 catch pairs wrong; 1 permitted",
      ])
  }

  @Test func rulesAreReadAsTheyAreWritten() {
    #expect(ExclusionRules().text == "answered=0.8,catch=1,constant,fast=0.5")
    #expect(ExclusionRules("answered=0.8,catch=1,constant,fast=0.5") == ExclusionRules())
    #expect(ExclusionRules("none") == ExclusionRules.none)
    #expect(ExclusionRules("constant")?.text == "constant")
    for wrong in ["", "answered", "answered=2", "catch=0.5", "slow=1", "constant=1"] {
      #expect(ExclusionRules(wrong) == nil, "\(wrong)")
    }
  }
}
