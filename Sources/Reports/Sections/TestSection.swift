import Basics
import Evidence
import Identification
import Statistics

/// The test set behind the first page's rate, whether the measured map holds, and the checks of this
/// query.
enum TestSection {
  static func section(_ subject: ReportSubject, scales: FigureScales) -> Section {
    var blocks: [Block] = []
    let height = subject.first?.candidate.height
    blocks.append(.lead(TestSentences.height(height, letter: "A")))
    if let state = subject.evidence.state { blocks.append(.note(rule(state))) }
    if let calibration = subject.evidence.calibration {
      if let ratio = height?.likelihoodRatio { blocks += self.ratio(ratio, calibration) }
      blocks.append(
        .columns([
          Block.Column(
            6,
            [
              .heading("Missed against wrongly named, per search"),
              .figure(scales.det(calibration, subject, marked: height)),
            ]),
          Block.Column(6, [.heading("The test")] + test(calibration, subject)),
        ]))
    }
    blocks += judgment(subject, scales)
    blocks += pixels(subject, scales)
    blocks += [.heading("Checks of this query"), .table(checks(subject))]
    let all = LimitSentences.every(subject)
    if all.count > LimitSentences.mostOnFirstPage {
      blocks += [.heading("All limits and notes")] + all.map { .note("–  " + $0) }
    }
    return Section(
      "test", "Test and checks", shortTitle: "Test", aside: aside(subject),
      foot: "all numbers on this page are measured  ·  settings: see provenance", isFolded: true,
      sharesPage: true, blocks)
  }

  private static func aside(_ subject: ReportSubject) -> [String] {
    guard let calibration = subject.evidence.calibration else { return ["no test set was given"] }
    return [
      """
      test: \(counted(calibration.peopleCount, "other person", "other people")), \
      \(counted(calibration.queryCount, "search", "searches"))
      """,
      """
      in \(counted(calibration.galleryCount, "picture")) of \
      \(counted(calibration.galleryPeopleCount, "person", "people"))
      """,
    ]
  }

  /// The rule of the three states, with its numbers.
  private static func rule(_ state: SearchState) -> String {
    """
    The rule: no one stands apart if the methods that count name different people, if a wrong person \
    reaches A's score in more than \(percentage(state.rule.mostWrong)) of the test searches, or if A's \
    lead is not more than small changes of the query change it. One person stands apart if otherwise a \
    wrong person reaches A's score in at most \(percentage(state.rule.apartAt)) of the searches of at \
    least \(Calibration.leastPeople) test people. All else is a weak lead.
    """
  }

  // MARK: The test

  private static func curves(
    _ calibration: Calibration, _ subject: ReportSubject
  ) -> [(method: ScoringMethod, sample: ScoreSample)] {
    subject.methods.compactMap { method in
      calibration.samples[method].map { (method, $0) }
    }
  }

  private static func test(_ calibration: Calibration, _ subject: ReportSubject) -> [Block] {
    let samples = curves(calibration, subject)
    let columns =
      [Table.Column("", 3)]
      + samples.map { Table.Column(capitalized($0.method.plainName), 1.7, isNumber: true) }
    let first = samples.map { SearchOutcomes.rightFirst($0.sample) }
    var rows: [[Table.Cell]] = [
      [.text("Right person first")] + first.map { .bold($0.map { percentage($0.share) } ?? "–") },
      [.faint("95%, by person")]
        + first.map { .faint($0.map { interval($0.interval) } ?? "–") },
    ]
    rows.append(
      [.text("Right person scored at all")]
        + samples.map { .text(percentage(SearchOutcomes.scored($0.sample))) })
    var blocks: [Block] = [
      .table(
        Table(caption: "Results of the test by method", columns: columns, rows: rows)),
      .note(
        """
        Missed: the right person is below the threshold or not among the re-ranked. None of the people \
        or pictures of this search is in the test.
        """),
    ]
    if let agreement = SearchOutcomes.agreement(calibration) {
      blocks += [
        .title("Do whole face and patches agree?"), .table(table(agreement, subject)),
      ]
    }
    return blocks
  }

  private static func table(
    _ agreement: SearchOutcomes.Agreement, _ subject: ReportSubject
  ) -> Table {
    let firsts = [ScoringMethod.stage1, .emd].map {
      subject.search.first(by: $0)?.letterIndex
    }
    let isOne = firsts[0] == firsts[1]
    func share(_ count: Int, _ whole: Int) -> Table.Cell {
      .bold(
        whole == 0
          ? "–"
          : "\(grouped(count)) of \(grouped(whole)) (\(percentage(Double(count) / Double(whole))))")
    }
    let here = " (as here)"
    return Table(
      caption: "How often the right person is first when two methods agree or differ",
      columns: [Table.Column("", 3.2), Table.Column("", 2, isNumber: true)],
      rows: [
        [
          .text("One person named, right\(isOne ? here : "")"),
          share(agreement.oneRight, agreement.one),
        ],
        [
          .text("Two named\(isOne ? "" : here), patches right"),
          share(agreement.patchesRight, agreement.two),
        ],
        [
          .text("Two named, whole face right"),
          share(agreement.faceRight, agreement.two),
        ],
      ])
  }

  private static func ratio(_ ratio: LikelihoodRatio, _ calibration: Calibration) -> [Block] {
    let value =
      switch ratio.standing {
      case .withinBounds:
        """
        log10 of the likelihood ratio: \(score(ratio.log10)) (95% interval by person: \
        \(score(ratio.interval.low)) to \(score(ratio.interval.high)))
        """
      case .aboveBounds:
        """
        log10 of the likelihood ratio: at least \(score(ratio.bounds.high)), the most that this test \
        can support
        """
      case .belowBounds:
        """
        log10 of the likelihood ratio: at most \(score(ratio.bounds.low)), the least that this test can \
        support
        """
      }
    return [
      .text(
        """
        \(value). It compares two propositions: the query shows the person found; or it shows a person \
        who is not in the gallery, and the person found is the most similar of all. \
        \(counted(calibration.peopleCount, "test person", "test people")), \
        \(grouped(ratio.mated)) right and \(grouped(ratio.nonmated)) wrong scores; Cllr \
        \(score(ratio.cllr)), the least possible \(score(ratio.cllrMin)) (1 is worthless).
        """)
    ]
  }

  private static func interval(_ interval: Interval) -> String {
    "\(fixed(interval.low * 100, 0))–\(fixed(interval.high * 100, 0))%"
  }

  // MARK: Does the map hold

  private static func judgment(_ subject: ReportSubject, _ scales: FigureScales) -> [Block] {
    guard let importance = subject.first?.candidate.importance else { return [] }
    let map = importance.margin ?? importance.score
    let what = importance.margin == nil ? "A's score" : "A's lead"
    let flow = importance.margin == nil ? importance.flowJudgment : importance.flowMarginJudgment
    let fill = map.judgment.filling == .blur ? "blur" : "gray"
    let other = map.judgment.filling == .blur ? "gray" : "blur"
    let heading = Block.heading(
      "Does the map of \(what) hold?",
      aside: """
        tested with \(fill), the map was made with \(other); dashed: mean of \
        \(map.judgment.randomOrders) random orders
        """)
    switch map.judgment.outcome {
    case .notApplicable(let obstacle):
      return [heading, .text(obstacle.words)]
    case .judged(let deletion, let insertion):
      var result: [Block] = [
        .title("Result"),
        .text("Covering: \(standing(deletion, map.judgment))."),
        .text("Uncovering: \(standing(insertion, map.judgment))."),
      ]
      if let flow, let beats = flow.beatsAll {
        result.append(
          .note(
            """
            The flow's order (what was compared) \(beats ? "also beats" : "does not beat") all random \
            orders.
            """))
      }
      result.append(
        .note(
          "Thousandths of \(what)\(importance.margin == nil ? "" : " over the best other person").")
      )
      return [
        heading,
        .columns([
          Block.Column(
            8,
            [
              .figure(
                scales.curves(deletion, insertion, patches: importance.grid.count, words: what))
            ]),
          Block.Column(4, result),
        ]),
      ]
    }
  }

  /// The importance by pixels, if it was asked for.
  private static func pixels(_ subject: ReportSubject, _ scales: FigureScales) -> [Block] {
    guard let pixels = subject.first?.candidate.pixelImportance else { return [] }
    let (face, map) = scales.pixels(pixels)
    let what = pixels.margin == nil ? "A's score" : "A's lead"
    return [
      .heading(
        "Importance of \(what) by pixels", aside: "CorrRISE, \(grouped(pixels.masks)) masks"),
      .columns([
        Block.Column(3, [.figure(face)]), Block.Column(3, [.figure(map)]),
        Block.Column(
          6,
          [
            .text(
              """
              Correlation of what a random mask hides with \(what), in hundredths. Positive: \(what) \
              falls if the place is hidden. This map was not tested against random orders.
              """)
          ]),
      ]),
    ]
  }

  private static func standing(_ curve: JudgedCurve, _ judgment: MapJudgment) -> String {
    let better = curve.rank - 1
    return """
      z \(thousandths(curve.z / 1000, decimals: 1)); \(better == 0 ? "none" : grouped(better)) of \
      \(judgment.randomOrders) random orders \(better == 1 ? "is" : "are") at least as good
      """
  }

  // MARK: Checks

  private static func checks(_ subject: ReportSubject) -> Table {
    var rows: [[Table.Cell]] = []
    func add(_ name: String, _ value: String, _ remark: String) {
      rows.append([.text(name), .bold(value), .faint(remark)])
    }
    if let stability = subject.evidence.stability {
      let same = stability.copies.count - stability.others
      add(
        "Query mirrored, shifted, turned",
        "A stays first in \(same) of \(stability.copies.count)",
        """
        lead \(score(stability.lead)) ± \(score(stability.spread)); least cosine \
        \(score(stability.leastCosine))
        """)
    }
    if let importance = subject.first?.candidate.importance {
      add(
        "Empty gray card in the query's place", "\(score(importance.score.empty)) with A",
        "the zero of the scale")
    }
    let weightings = subject.evidence.weightings.compactMap { comparison -> String? in
      guard case .computed(_, let similarity, _) = comparison.outcome else { return nil }
      return "\(comparison.weighting.words) \(score(similarity))"
    }
    if !weightings.isEmpty {
      add("EMD similarity with A by weighting", weightings.joined(separator: "  ·  "), "")
    }
    rows += QualitySentences.checks(subject)
    if subject.evidence.calibration != nil {
      add("Test people shared with this search", "none", "a shared person or picture is refused")
    }
    for (method, letters) in subject.trainedOn where !letters.isEmpty {
      add(
        "Training pictures shared with this search",
        "\(method.title): \(inSentence(letters))", "so it is shown, but does not count")
    }
    return Table(
      caption: "Checks of this query",
      columns: [Table.Column("", 3.3), Table.Column("", 5), Table.Column("", 4)], rows: rows)
  }
}

extension MapJudgment.Obstacle {
  var words: String {
    switch self {
    case .emptyScoresAsHigh:
      """
      This cannot be tested: a picture in which everything is covered scores at least as high as the \
      face, so covering patches says nothing.
      """
    case .evenMap:
      "This cannot be tested: all patches have the same value, so the map has no order."
    }
  }
}
