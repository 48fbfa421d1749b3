import Basics
import Evidence
import Identification

/// The lists of all methods side by side, who is first by the share of the re-ranker, and the people by
/// their best pictures.
enum RankingSection {
  /// The number of pictures listed of each method.
  static let listed = 10
  /// The number of people in the table.
  static let peopleShown = 8

  static func section(_ subject: ReportSubject) -> Section {
    let people = subject.search
    var blocks: [Block] = [.lead(agreement(subject))]
    blocks += notCounted(subject)
    blocks += [
      .figure(
        RankingSlopes(lists(subject)),
        caption: """
          A line joins one picture in two lists. A number on gray: the picture's rank in the list on \
          that side, beyond its first \(listed). Scores of two methods are not on one scale.
          """)
    ]
    if let ledger = subject.evidence.ledger, !ledger.alphaSpans.isEmpty {
      blocks += [
        .heading(
          "Who is first, by the share alpha of the re-ranker", aside: spansInWords(ledger, subject)),
        .figure(AlphaBar(spans(ledger, subject), used: subject.alpha)),
      ]
    }
    blocks += [
      .heading("The people, each by the best picture"), .table(table(subject)),
    ]
    if people.people.count > peopleShown {
      blocks.append(
        .note(
          """
          \(counted(people.people.count - peopleShown, "more person", "more people")) among the \
          re-ranked pictures: see report.json.
          """))
    }
    return Section(
      "ranking", "Ranking and scores", shortTitle: "Ranking",
      aside: [
        "\(counted(people.galleryPictures, "picture")) of \(counted(people.galleryPeople, "person", "people")) searched by cosine",
        reranked(subject),
      ],
      foot: "ranks in the lists count pictures, letters stand for people", isFolded: true, blocks)
  }

  private static func reranked(_ subject: ReportSubject) -> String {
    let count = subject.evidence.rankings[.emd].candidates.count { $0.similarity != nil }
    let times = subject.methods.count { $0.reranks }
    let often = times == 1 ? "" : times == 2 ? ", twice" : ", \(times) times"
    return "the first \(grouped(max(count, subject.evidence.rerankedCount))) ranked again\(often)"
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
      let names = listed(named.map { $0.0.plainName })
      let lead = people.lead.map { ", by \(score($0)) by patches" } ?? ""
      return named.count == 1
        ? "\(capitalized(names)) puts \(subject.name(of: first.person)) first\(lead)."
        : "\(capitalized(names)) put \(subject.name(of: first.person)) first\(lead)."
    }
    return named.map { method, person in
      let lead = people.leads[method].map { ", by \(score($0))" } ?? ""
      let verb = method == .emd ? "put" : "puts"
      return "\(capitalized(method.plainName)) \(verb) \(person.letter) first\(lead)"
    }.joined(separator: "; ") + "."
  }

  private static func table(_ subject: ReportSubject) -> Table {
    let people = subject.search
    var columns = [Table.Column("Person", 4.4), Table.Column("pictures", 1.4, isNumber: true)]
    for method in subject.methods {
      let name = capitalized(method.plainName)
      columns += [
        Table.Column("\(name): \(method.reranks ? "score" : "cosine")", 1.7, isNumber: true),
        Table.Column("rank", 1, isNumber: true),
      ]
    }
    let rows = people.people.prefix(peopleShown).enumerated().map { place, person in
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
