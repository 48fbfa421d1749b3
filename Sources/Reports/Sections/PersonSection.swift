import Basics
import Evidence
import Identification

/// A person that the search names: the faces, where each patch went, what the lead hangs on, and the
/// difference from the next person as a sum.
enum PersonSection {
  /// The page of person A.
  static func first(_ subject: ReportSubject, scales: FigureScales) -> Section? {
    guard let shown = subject.first else { return nil }
    let person = shown.person
    var section = Section(
      anchor(person), "Person \(person.letter): \(subject.label(of: person))", shortTitle: "People",
      aside: aside(shown, subject),
      foot: "left and right as seen  ·  flow: what was compared  ·  covering: what decides",
      blocks(shown, subject, scales, isTight: false))
    section.tighterBlocks = blocks(shown, subject, scales, isTight: true)
    return section
  }

  /// - Parameter isTight: Whether the faces are smaller, so that everything fits one page.
  private static func blocks(
    _ shown: ReportSubject.ShownPerson, _ subject: ReportSubject, _ scales: FigureScales,
    isTight: Bool
  ) -> [Block] {
    var blocks: [Block] = [
      .text(scoreLine(shown, subject)),
      .columns([
        Block.Column(9, [.faces(pair(shown, subject, width: isTight ? 140 : 184))]),
        Block.Column(3, standing(shown, subject)),
      ]),
    ]
    if let explorer = FlowExplorer(shown) { blocks.append(.explorer(explorer)) }
    blocks.append(
      .columns([
        Block.Column(6, flow(shown, subject, scales)),
        Block.Column(6, importance(shown, subject, scales)),
      ]))
    if let sentence = decisive(shown, subject) { blocks.append(.remark(sentence)) }
    if let contrast = contrast(subject) {
      blocks += ContrastBlocks.sum(contrast, subject, scales)
    } else {
      blocks.append(
        .note(
          "No other person is among the re-ranked pictures, so there is no one to compare A with."))
    }
    return blocks
  }

  /// Half a page for each person after A.
  static func others(_ subject: ReportSubject, scales: FigureScales) -> [Section] {
    subject.people.dropFirst().enumerated().map { place, shown in
      var columns = [
        Block.Column(
          3,
          [
            .faces([
              face(
                shown.person, subject, width: 118,
                lines: [ResultSection.ranks(of: shown.person, subject)])
            ])
          ])
      ]
      columns.append(Block.Column(5, flow(shown, subject, scales, isSmall: true)))
      columns.append(Block.Column(4, importance(shown, subject, scales, isSmall: true)))
      return Section(
        anchor(shown.person), "Person \(shown.letter): \(subject.label(of: shown.person))",
        shortTitle: "People", aside: aside(shown, subject),
        foot: "left and right as seen  ·  flow: what was compared  ·  covering: what decides",
        isFolded: true, sharesPage: place > 0,
        [.text(scoreLine(shown, subject)), .columns(columns)])
    }
  }

  static func anchor(_ person: ResultPerson) -> String { "person-\(person.letter)" }

  private static func contrast(_ subject: ReportSubject) -> PersonContrast? {
    subject.evidence.personContrasts.first
  }

  private static func aside(
    _ shown: ReportSubject.ShownPerson, _ subject: ReportSubject
  ) -> [String] {
    [
      subject.pictureName(shown.person.best),
      """
      gallery number \(grouped(shown.person.best + 1)) of \
      \(grouped(subject.provenance.galleryCount))
      """,
    ]
  }

  /// Returns "Score 0.706 = 0.7 × patches 0.796 + 0.3 × cosine 0.494. B 0.681 (0.024 less)."
  private static func scoreLine(
    _ shown: ReportSubject.ShownPerson, _ subject: ReportSubject
  ) -> String {
    let scores = shown.candidate.scores
    var parts: [String] = []
    if let value = scores.score(subject.leading), let similarity = scores.similarities[.emd] {
      let sum = WrittenSum(
        alpha: scores.alpha, similarity: similarity, cosine: scores.cosine,
        decimals: subject.decimals)
      parts.append("Score \(sum.text)")
      if shown.person.letterIndex == 0, let next = subject.next {
        let other = subject.score(of: next.person)
        parts.append(
          "\(subject.name(of: next.person)) \(subject.written(other)), \(subject.written(value - other)) less"
        )
      } else if shown.person.letterIndex > 0, let first = subject.first {
        let best = subject.score(of: first.person)
        parts.append("\(subject.written(best - value)) less than A")
      }
    }
    if let empty = shown.candidate.importance?.score.empty {
      parts.append("an empty gray card \(score(empty))")
    }
    return parts.joined(separator: "    ·    ")
  }

  private static func pair(
    _ shown: ReportSubject.ShownPerson, _ subject: ReportSubject, width: Double
  ) -> [FaceBlock] {
    [
      FaceBlock(
        face: .query, aspect: subject.evidence.query.aspect, widthPoints: width, title: "The query",
        alternativeText: "Face of the query."),
      face(shown.person, subject, width: width),
    ]
  }

  private static func face(
    _ person: ResultPerson, _ subject: ReportSubject, width: Double, lines: [String] = []
  ) -> FaceBlock {
    FaceBlock(
      face: .candidate(person.best), aspect: subject.aspect(of: person.best), widthPoints: width,
      title: subject.label(of: person), letter: person.letter, lines: lines,
      alternativeText: "Face of person \(person.letter).")
  }

  /// The ranks by each method, and the person's other pictures.
  private static func standing(
    _ shown: ReportSubject.ShownPerson, _ subject: ReportSubject
  ) -> [Block] {
    let person = shown.person
    var blocks: [Block] = [
      .title("Where \(person.letter) stands"),
      .table(
        Table(
          caption: "Rank of person \(person.letter) by each method",
          columns: [Table.Column("", 3), Table.Column("", 1, isNumber: true)],
          rows: subject.methods.map { method in
            [
              .text(capitalized(method.fullTitle)),
              person.ranks[method].map { .bold(ordinal($0)) } ?? .faint("–"),
            ]
          })),
    ]
    blocks += MethodSentences.notCounted(subject).map(Block.note)
    let others = person.pictures.dropFirst().filter { subject.evidence.exhibits[$0] != nil }
    if !others.isEmpty {
      blocks += [
        .title("\(person.letter)'s other pictures"),
        .faces(
          others.prefix(3).map { index in
            FaceBlock(
              face: .candidate(index), aspect: subject.aspect(of: index), widthPoints: 34,
              title: subject.pictureName(index),
              alternativeText: "Another picture of person \(person.letter).")
          }),
      ]
    }
    let count = person.pictures.count
    blocks.append(
      .note(
        """
        \(counted(count, "picture")) of \(person.letter) \(count == 1 ? "is" : "are") among the \
        re-ranked.
        """))
    return blocks
  }

  // MARK: Maps

  private static func flow(
    _ shown: ReportSubject.ShownPerson, _ subject: ReportSubject, _ scales: FigureScales,
    isSmall: Bool = false
  ) -> [Block] {
    guard let map = shown.candidate.flowMaps.last else { return [] }
    let stays = subject.people.compactMap { other -> String? in
      other.candidate.flowMaps.last.map {
        "\(percentage($0.shareInPlace)) for \(other.letter)"
      }
    }
    let width = isSmall ? 98.0 : 114.0
    return [
      .heading("Where each patch went"),
      .columns([
        Block.Column(
          6,
          [
            .figure(
              scales.field(shown, width: width),
              caption: """
                Dot: stays (\(inSentence(stays))). Arrow: goes elsewhere; pale: low cosine.
                """)
          ]),
        Block.Column(
          6,
          [
            .figure(
              scales.rebuilt(shown, width: width),
              caption: """
                The query rebuilt from \(shown.letter)'s patches. Framed: from another place \
                (\(grouped(map.foreignPatches.count)) of \(grouped(map.grid.count))).
                """)
          ]),
      ]),
    ]
  }

  private static func importance(
    _ shown: ReportSubject.ShownPerson, _ subject: ReportSubject, _ scales: FigureScales,
    isSmall: Bool = false
  ) -> [Block] {
    guard let importance = shown.candidate.importance else { return [] }
    let isLead = shown.person.letterIndex == 0 && importance.margin != nil
    let map = isLead ? importance.margin! : importance.score
    let (face, heat) = scales.importance(map, of: shown, isLead: isLead, width: isSmall ? 76 : 114)
    let what = isLead ? "\(shown.letter)'s lead" : "\(shown.letter)'s score"
    let verdict =
      switch map.judgment.beatsAll {
      case true?: "The order holds against all \(map.judgment.randomOrders) random orders."
      case false?: "The order does not beat every random order: read it with care."
      case nil: "The order could not be tested."
      }
    return [
      .heading("Which patches carry \(what)"),
      .columns([
        Block.Column(
          6,
          [
            .figure(
              face,
              caption: """
                Solid: the \(isLead ? "lead" : "score") falls most if this patch is covered. Dashed: it \
                rises.
                """)
          ]),
        Block.Column(
          6, [.figure(heat, caption: "Thousandths of \(isLead ? "lead" : "score"). \(verdict)")]),
      ]),
    ]
  }

  /// Says if covering one patch changes who is first.
  static func decisive(
    _ shown: ReportSubject.ShownPerson, _ subject: ReportSubject
  ) -> String? {
    guard let importance = shown.candidate.importance, !importance.decisive.isEmpty else {
      return nil
    }
    let places = importance.decisive.map { importance.grid.placeName($0.patch) }
    let others = Set(
      importance.decisive.compactMap {
        subject.search.person(ofPicture: $0.galleryIndex)?.letterIndex
      }
    ).sorted().map(ResultPerson.letter)
    let lead = subject.search.lead.map { " of \(score($0))" } ?? ""
    // Many patches are counted, not named.
    if places.count > 6 {
      return """
        A's lead\(lead) hangs on single patches: if one of \(places.count) of the \
        \(importance.grid.count) patches is covered, another person is first.
        """
    }
    return places.count == 1
      ? "A's lead\(lead) hangs on one patch: if \(places[0]) (row.column) is covered, \(inSentence(others)) is first."
      : """
      A's lead\(lead) hangs on single patches: if one of \(inSentence(places)) (row.column) is covered, \
      \(others.count == 1 ? others[0] : "another person (\(others.joined(separator: ", ")))") is first.
      """
  }
}
