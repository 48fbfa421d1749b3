import Basics
import Drawing
import Evidence
import Identification

/// What limits a search, the most important first, in one sentence each.
enum LimitSentences {
  /// The most sentences on the first page; the others are on the page of the test.
  static let mostOnFirstPage = 3

  /// Returns the first sentences, and how many more there are.
  static func first(_ subject: ReportSubject, count: Int) -> [String] {
    let every = every(subject)
    guard every.count > count else {
      return every.isEmpty ? ["The checks of this report found no limit."] : every
    }
    return every.prefix(count) + ["\(grouped(every.count - count)) more: see Test and checks."]
  }

  static func every(_ subject: ReportSubject) -> [String] {
    var sentences: [String] = []
    let evidence = subject.evidence
    let people = subject.search
    if let state = evidence.state {
      for case .fewGalleryPeople(let count, _) in state.reasons {
        sentences.append(
          "Ranks mean little among \(counted(count, "person", "people")).")
      }
    }
    sentences += QualitySentences.all(subject)
    if let stability = evidence.stability, stability.others > 0 {
      sentences.append(
        """
        \(grouped(stability.others)) of \(stability.copies.count) slightly changed copies of the query \
        put another person first.
        """)
    }
    sentences += MethodSentences.notCounted(subject)
    if let height = subject.first?.candidate.height, height.wrongPeople != nil,
      let calibration = evidence.calibration
    {
      let kind = calibration.kind.map { " (\($0.words))" } ?? ""
      sentences.append(
        """
        The test shows \(counted(calibration.peopleCount, "other person", "other people"))\(kind), not \
        the people of this search.
        """)
    }
    if people.people.count == 1 {
      sentences.append(
        "All re-ranked pictures show one person, so there is no one to compare A with.")
    }
    return sentences + evidence.notes.map(displayed) + QualitySentences.others(subject)
      + missingGlyphs(subject)
  }
}

extension LimitSentences {
  /// Names the characters of names and case data that no installed font has.
  private static func missingGlyphs(_ subject: ReportSubject) -> [String] {
    let pictures =
      [subject.evidence.query]
      + subject.evidence.exhibits.sorted { $0.key < $1.key }
      .map(\.value)
    let texts =
      CaseContent(subject.provenance).fields.compactMap(\.value)
      + pictures.flatMap { [$0.label, $0.path] }.compactMap(\.self)
    return missingGlyphsWarnings(texts.map(displayed))
  }
}

/// Which methods do not count in this search, and why.
enum MethodSentences {
  static func notCounted(_ subject: ReportSubject) -> [String] {
    guard let state = subject.evidence.state else { return [] }
    return subject.methods.filter { !state.voters.contains($0) }.compactMap { method in
      guard let letters = subject.trainedOn[method], !letters.isEmpty else {
        return "\(capitalized(method.fullTitle)) is not trained, so it does not count."
      }
      return """
        \(capitalized(method.fullTitle)) was trained on pictures of \(inSentence(letters)): it is shown, but \
        does not count here.
        """
    }
  }
}
