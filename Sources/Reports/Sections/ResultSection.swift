import Basics
import Evidence
import Identification
import Statistics

/// The first page: does anybody stand apart, how high is the score, what limits it, how was it searched.
///
/// It can be read without the other pages.
enum ResultSection {
  static let title = "Result of a face search"
  static let warning = """
    A lead for a trained examiner to check, not an identification. Do not name, charge or exclude a \
    person on it alone.
    """

  static func section(_ subject: ReportSubject, scales: FigureScales) -> Section {
    var section = Section(
      "result", title, shortTitle: "Result", aside: aside(subject),
      blocks(subject, scales, isTight: false))
    section.tighterBlocks = blocks(subject, scales, isTight: true)
    return section
  }

  /// - Parameter isTight: Whether pictures are small, so that long names and many limits fit one page.
  private static func blocks(
    _ subject: ReportSubject, _ scales: FigureScales, isTight: Bool
  ) -> [Block] {
    var blocks: [Block] = []
    if let state = subject.evidence.state {
      blocks.append(
        .states(
          SearchState.Kind.allCases.map {
            StateBadge(title: $0.title, isOn: $0 == state.kind)
          }))
    }
    blocks += [.lead(lead(subject)), .text(sentences(subject).joined(separator: " "))]
    blocks += [.warning(warning), .faces(faces(subject, isTight: isTight))]
    if let first = subject.first {
      if subject.hasRivals || subject.evidence.calibration != nil {
        blocks += [.heading("How high is this score?"), .figure(scales.strips(first, subject))]
      }
      blocks += difference(subject, scales, isTight: isTight)
    }
    blocks.append(
      .columns([
        Block.Column(
          6,
          [
            .heading("What limits it"),
            .list(
              LimitSentences.first(subject, count: isTight ? 2 : LimitSentences.mostOnFirstPage)),
          ]),
        Block.Column(6, [.heading("How it was searched"), .facts(how(subject))]),
      ]))
    return blocks
  }

  /// The title of the state, for every other page.
  static func stateTitle(_ subject: ReportSubject) -> String? {
    subject.evidence.state?.kind.title
  }

  private static func aside(_ subject: ReportSubject) -> [String] {
    let data = subject.provenance.statedCase
    let program = "Facet \(displayed(subject.provenance.programVersion))"
    let date = data[.date].map { "Searched \(isolated($0))" }
    let person = data[.operatorName].map { "by \(isolated($0))" }
    let second = [person, program].compactMap(\.self).joined(separator: "  ·  ")
    return [date, second].compactMap(\.self)
  }

  // MARK: The answer

  /// The sentence that answers.
  static func lead(_ subject: ReportSubject) -> String {
    let people = subject.search
    guard let first = subject.first, let state = subject.evidence.state else {
      return "The gallery has no candidate for this query."
    }
    let name = "Person \(subject.name(of: first.person))"
    guard subject.hasRivals else {
      return
        "\(name) is the only person whom the methods compared: nothing can stand apart from others."
    }
    switch state.kind {
    case .standsApart:
      let count = people.picturesBeforeAnybodyElse
      let pictures =
        count > 1
        ? "; \(counted(count, "picture")) of A come before any other person" : ""
      return "\(name) is first by \(methods(state))\(pictures)."
    case .weakLead:
      let behind = subject.next.flatMap { next in
        people.lead.map { ", \(score($0)) ahead of \(subject.name(of: next.person))" }
      }
      return "\(name) is first by \(methods(state))\(behind ?? "")."
    case .nobody:
      return "No person in this gallery is clearly more similar to the query than the others."
    }
  }

  private static func methods(_ state: SearchState) -> String {
    switch state.voters.count {
    case 0: "patches, the method that ranks"
    case 1: state.voters[0].plainName + ", the only method that counts"
    case 2: "both methods"
    default: "all methods"
    }
  }

  /// The sentences below the answer: the test, the methods, and what if the person is not there.
  static func sentences(_ subject: ReportSubject) -> [String] {
    guard let state = subject.evidence.state, let first = subject.first else { return [] }
    let people = subject.search
    var sentences = [TestSentences.height(first.candidate.height, letter: "A")]
    for reason in state.reasons {
      switch reason {
      case .methodsDiffer(let firsts): sentences.append(different(firsts, subject))
      case .leadWithinSpread(let lead, let spread):
        sentences.append(
          """
          A's lead of \(score(lead)) is not more than small changes of the query change it \
          (\(score(spread))).
          """)
      default: break
      }
    }
    sentences.append(
      state.kind == .nobody
        ? "Do not follow a candidate on this result alone: the person may not be in the gallery."
        : """
        If the person is not in this gallery (\(counted(people.galleryPeople, "person", "people"))), \
        another person still stands first.
        """)
    return sentences
  }

  /// Names whom each method puts first.
  private static func different(_ firsts: ByMethod<Int>, _ subject: ReportSubject) -> String {
    let all = subject.search.people
    let names = firsts.compactMap { method, place in
      all.indices.contains(place)
        ? "\(method.plainName): \(subject.name(of: all[place]))" : nil
    }
    return "The methods name different people (\(names.joined(separator: "; ")))."
  }

  private static func faces(_ subject: ReportSubject, isTight: Bool) -> [FaceBlock] {
    let query = FaceBlock(
      face: .query, aspect: subject.evidence.query.aspect, widthPoints: isTight ? 80 : 120,
      title: "The query",
      lines: subject.truth.map { [$0] } ?? [], alternativeText: "Face of the query.")
    return [query]
      + subject.people.prefix(3).map { shown in
        FaceBlock(
          face: .candidate(shown.person.best), aspect: subject.aspect(of: shown.person.best),
          widthPoints: isTight ? 68 : 99, title: subject.label(of: shown.person),
          letter: shown.letter,
          lines: [
            ranks(of: shown.person, subject),
            "score \(score(subject.score(of: shown.person)))  ·  \(subject.pictureName(shown.person.best))",
          ], alternativeText: "Face of person \(shown.letter).", minimumWidth: 116)
      }
  }

  /// Returns "patches 1st · whole face 3rd".
  static func ranks(of person: ResultPerson, _ subject: ReportSubject) -> String {
    let methods = [subject.leading] + subject.methods.filter { $0 != subject.leading }
    return methods.compactMap { method in
      person.ranks[method].map { "\(method.plainName) \(ordinal($0))" }
    }.joined(separator: "  ·  ")
  }

  // MARK: The difference

  private static func difference(
    _ subject: ReportSubject, _ scales: FigureScales, isTight: Bool
  ) -> [Block] {
    guard let next = subject.next else { return [] }
    if subject.evidence.state?.kind == .nobody { return others(subject, isTight: isTight) }
    guard
      let contrast = subject.evidence.personContrasts.first(where: {
        $0.otherIndex == next.person.best
      })
    else { return [] }
    let (face, map) = scales.contrast(contrast, width: isTight ? 56 : 76)
    return [
      .heading("Where A is more similar than \(next.letter)"),
      .columns([
        Block.Column(2, [.figure(face)]), Block.Column(3, [.figure(map)]),
        Block.Column(7, ContrastBlocks.words(contrast, subject)),
      ]),
    ]
  }

  /// The people after the first three, where a map would explain a difference that chance makes.
  private static func others(_ subject: ReportSubject, isTight: Bool) -> [Block] {
    let people = subject.search.people
    let next = people.dropFirst(min(3, subject.people.count)).prefix(4).filter {
      subject.evidence.exhibits[$0.best] != nil
    }
    guard !next.isEmpty else { return [] }
    let last = next.last!
    let range = subject.score(of: people[0]) - subject.score(of: last)
    return [
      .heading("The next people, by patches"),
      .columns([
        Block.Column(
          8,
          [
            .faces(
              next.map { person in
                FaceBlock(
                  face: .candidate(person.best), aspect: subject.aspect(of: person.best),
                  widthPoints: isTight ? 44 : 60,
                  title: "\(person.letter)  \(subject.label(of: person))",
                  lines: [score(subject.score(of: person))],
                  alternativeText: "Face of person \(person.letter).", minimumWidth: 74)
              })
          ]),
        Block.Column(
          4,
          [
            .text(
              """
              A to \(last.letter) are within \(score(range)) of each other. This page has no map: it \
              would explain a difference that chance can make.
              """)
          ]),
      ]),
    ]
  }

  // MARK: How it was searched

  private static func how(_ subject: ReportSubject) -> [Fact] {
    let people = subject.search
    let provenance = subject.provenance
    func short(_ digest: SHA256Digest) -> String { String(digest.hexadecimal.prefix(8)) + "…" }
    func setting(_ name: String) -> String? {
      provenance.settings.first { $0.name == name }.map { displayed($0.value) }
    }
    var facts = [
      Fact(
        name: "Gallery",
        value: """
          \(counted(people.galleryPictures, "picture")) of \
          \(counted(people.galleryPeople, "person", "people")), \(short(provenance.gallerySHA256))
          """)
    ]
    for model in provenance.models where model.role == "Backbone" {
      facts.append(
        Fact(
          name: "Network", value: "\(displayed(model.architecture)), \(short(model.sha256))"))
    }
    if subject.template.ranksPeople {
      facts.append(
        Fact(name: "First method", value: "whole face: \(subject.template.words)"))
    }
    let grid = subject.first?.candidate.flowMaps.last?.grid.words
    let parts = [
      grid.map { "EMD, \($0) patches" } ?? "EMD", setting("solver"),
      setting("weights")?.uppercased(), "alpha \(decimal(subject.alpha))",
    ].compactMap(\.self)
    facts.append(Fact(name: "Second method", value: parts.joined(separator: ", ")))
    if let h2l = provenance.models.first(where: { $0.role == "Re-ranker" }),
      subject.methods.contains(.h2l)
    {
      facts.append(
        Fact(name: "Third method", value: "H2L transformer, \(short(h2l.sha256))"))
    } else if !subject.methods.contains(.h2l) {
      facts.append(
        Fact(
          name: "Not used",
          value: "H2L (not trained: 'facet train h2l')"))
    }
    facts.append(Fact(name: "Check it", value: "facet check FOLDER"))
    return facts
  }
}

extension SearchState.Kind {
  /// The state in words, as on every page.
  var title: String {
    switch self {
    case .standsApart: "One person stands apart"
    case .weakLead: "A weak lead"
    case .nobody: "Nobody stands apart"  // lint-words: allow, the name of the state
    }
  }
}
