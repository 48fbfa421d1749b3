import Basics
import Evidence
import Identification

/// The lists of all methods side by side, who is first by the share of the re-ranker, and the people by
/// their best pictures.
enum RankingSection {
  /// The number of pictures listed of each method.
  static let listed = 10
  /// The number of people in the table.
  static let peopleShown = 5

  static func section(_ subject: ReportSubject) -> Section {
    let people = subject.search
    var section = Section(
      "ranking", "Ranking and scores", shortTitle: "Ranking",
      aside: [
        "\(counted(people.galleryPictures, "picture")) of \(counted(people.galleryPeople, "person", "people")) searched by cosine",
        reranked(subject),
      ],
      foot: "ranks in the lists count pictures, letters stand for people", isFolded: true,
      blocks(subject, listed: listed, people: peopleShown))
    section.tighterBlocks = blocks(subject, listed: 8, people: 3)
    return section
  }

  /// - Parameters:
  ///   - listed: The number of pictures in each list.
  ///   - shown: The number of people in the table.
  private static func blocks(
    _ subject: ReportSubject, listed: Int, people shown: Int
  ) -> [Block] {
    let people = subject.search
    var blocks: [Block] = [.lead(agreement(subject))]
    blocks += MethodSentences.notCounted(subject).map(Block.warning)
    blocks += [
      .figure(
        RankingSlopes(
          lists: lists(subject, listed), widthPoints: PageFlow.width,
          aspect: subject.evidence.query.aspect),
        caption: """
          A line joins one picture in two lists. A number on gray: the picture's rank in the list on \
          that side, beyond its first \(listed). Scores of two methods are not on one scale.\
          \(subject.template.ranksPeople ? " Whole face lists people, by \(subject.template.words)." : "")
          """)
    ]
    let spans = spans(subject)
    if !spans.isEmpty {
      blocks += [
        .heading("Who is first, by the share alpha of the re-ranker"),
        .figure(
          AlphaBar(
            rows: spans, used: subject.alpha, usedWords: "\(decimal(subject.alpha)) used",
            widthPoints: PageFlow.width)),
      ]
    }
    blocks += [
      .heading(
        "The people, each by the best picture",
        aside: people.people.count > shown
          ? "the first \(shown) of \(grouped(people.people.count)) re-ranked people" : nil),
      .table(table(subject, shown)),
    ]
    return blocks
  }

  private static func reranked(_ subject: ReportSubject) -> String {
    let count = subject.search.people.reduce(0) { $0 + $1.pictures.count }
    let times = subject.methods.count { $0.reranks }
    let often = times == 1 ? "" : times == 2 ? ", twice" : ", \(times) times"
    return "the first \(grouped(count)) ranked again\(often)"
  }

  /// Says whom each method puts first, and by how much.
  static func agreement(_ subject: ReportSubject) -> String {
    let people = subject.search
    guard let first = subject.first else { return "No candidate was found." }
    let named = subject.methods.compactMap { method in
      people.first(by: method).map { (method, $0) }
    }
    let letters = Set(named.map(\.1.letterIndex))
    guard letters.count > 1 else {
      let names = inSentence(named.map { $0.0.plainName })
      let lead = people.lead.map { ", by \(score($0)) by patches" } ?? ""
      return named.count == 1
        ? "\(capitalized(names)) puts \(subject.name(of: first.person)) first\(lead)."
        : "\(capitalized(names)) put \(subject.name(of: first.person)) first\(lead)."
    }
    let sentences = named.map { method, person -> String in
      let lead = people.leads[method].map { ", by \(score($0))" } ?? ""
      let verb = method == .emd ? "put" : "puts"
      return "\(method.plainName) \(verb) \(person.letter) first\(lead)"
    }
    return capitalized(sentences.joined(separator: "; ")) + "."
  }

  /// The first pictures of each method's list.
  private static func lists(_ subject: ReportSubject, _ listed: Int) -> [RankingSlopes.List] {
    let methods = subject.methods
    return subject.evidence.rankings.map { ranking in
      RankingSlopes.List(
        title: capitalized(ranking.method.plainName),
        subtitle: ranking.method.formula(alpha: subject.alpha),
        entries: ranking.candidates.prefix(listed).map { candidate in
          let person = subject.search.person(ofPicture: candidate.galleryIndex)
          let isShown = person.map { $0.letterIndex < subject.people.count } ?? false
          let ranks = subject.evidence.ledger?.ranks(of: candidate.galleryIndex)
          return RankingSlopes.Entry(
            galleryIndex: candidate.galleryIndex, letter: isShown ? person?.letter : nil,
            name: subject.nameOfPicture(candidate.galleryIndex), score: score(candidate.score),
            picture: subject.pictureName(candidate.galleryIndex),
            ranks: methods.map { ranks?[$0] })
        })
    }
  }

  /// Who is first by each re-ranker, over all shares; pictures of one person count as one.
  private static func spans(_ subject: ReportSubject) -> [AlphaBar.Row] {
    (subject.evidence.ledger?.firstPlaces ?? []).map { first in
      var spans: [AlphaBar.Span] = []
      for span in first.spans.spans {
        let next = AlphaBar.Span(
          from: span.from, to: span.to,
          letter: subject.search.person(ofPicture: span.galleryIndex)?.letter,
          name: subject.nameOfPicture(span.galleryIndex))
        if let last = spans.last, last.letter != nil, last.letter == next.letter {
          spans[spans.count - 1] = AlphaBar.Span(
            from: last.from, to: next.to, letter: last.letter, name: last.name)
        } else {
          spans.append(next)
        }
      }
      return AlphaBar.Row(title: capitalized(first.method.fullTitle), spans: spans)
    }
  }

  private static func table(_ subject: ReportSubject, _ shown: Int) -> Table {
    let people = subject.search
    var columns = [Table.Column("Person", 4.4), Table.Column("pictures", 1.4, isNumber: true)]
    for method in subject.methods {
      let name = capitalized(method.plainName)
      columns += [
        Table.Column("\(name): \(method.reranks ? "score" : "cosine")", 1.7, isNumber: true),
        Table.Column("rank", 1, isNumber: true),
      ]
    }
    let rows = people.people.prefix(shown).enumerated().map { place, person in
      var cells: [Table.Cell] = [
        place < subject.people.count
          ? .bold("\(person.letter)  \(subject.label(of: person))")
          : .text("\(person.letter)  \(subject.label(of: person))"),
        .faint(grouped(person.pictures.count)),
      ]
      for method in subject.methods {
        let rank = person.ranks[method]
        cells += [
          person.scores[method].map { .text(score($0)) } ?? .faint("–"),
          rank.map { $0 == 1 ? .bold("1") : .text(grouped($0)) } ?? .faint("–"),
        ]
      }
      return cells
    }
    return Table(
      caption: "The people by their best pictures, with scores and ranks among people",
      columns: columns, rows: Array(rows))
  }
}
