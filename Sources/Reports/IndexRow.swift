import Basics
import Evidence
import Faces
import Identification

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What the index, the summary and `results.csv` show of one query's report.
package struct IndexRow: Sendable, Equatable, Codable {
  /// The person whom a search names first, or next.
  package struct Person: Sendable, Equatable, Codable {
    /// The label, or the picture's name without one.
    package let name: String
    package let label: String?
    /// The path of the best picture; comes from outside.
    package let path: String
    package let galleryIndex: Int
    package let score: Double
    package let cosine: Double
    /// The rank among people by each method.
    package let ranks: ByMethod<Int>
    let thumbnail: Thumbnail?
  }

  /// A small JPEG of a face.
  struct Thumbnail: Sendable, Equatable, Codable {
    let jpeg: Data
    /// The height of the face divided by its width.
    let aspect: Double
  }

  /// The detector's boxes in a photograph that were not used.
  package struct Doubtful: Sendable, Equatable, Codable {
    package let path: String
    package let faces: [DoubtfulFace]
  }

  /// The name of the report's folder; see `queryIdentifier`.
  package internal(set) var identifier: String
  package let path: String
  package let label: String?
  package let state: SearchState.Kind?
  package let first: Person?
  package let next: Person?
  /// The score of the first person minus that of the next.
  package let lead: Double?
  /// How many test searches end as high with a wrong person: "3 of 200 test searches".
  let test: String?
  package let testCount: Int?
  package let testSearches: Int?
  /// What to read first, in a few words each.
  let reasons: [String]
  /// `nil`: there is none, or the query is an aligned face.
  package let doubtful: Doubtful?
  let thumbnail: Thumbnail

  init(identifier: String, subject: ReportSubject) {
    let evidence = subject.evidence
    let query = evidence.query
    self.identifier = identifier
    path = query.path
    label = query.label
    state = evidence.state?.kind
    first = subject.first.map { Person($0.person, subject, withPicture: true) }
    next = subject.next.map { Person($0.person, subject, withPicture: false) }
    lead = subject.search.lead
    let height = subject.first?.candidate.height
    test = TestSentences.short(height)
    testCount = height?.wrongPeople?.count
    testSearches = height?.wrongPeople?.trials
    reasons = RowReasons.all(subject)
    doubtful = evidence.sighting.flatMap { sighting in
      guard !sighting.taken.doubtful.isEmpty else { return nil }
      // If a photograph has several faces, the path ends with the number of the face.
      let suffix = "#\(sighting.taken.number)"
      return Doubtful(
        path: query.path.hasSuffix(suffix)
          ? String(query.path.dropLast(suffix.count)) : query.path,
        faces: sighting.taken.doubtful)
    }
    thumbnail = Thumbnail(query)
  }

  /// The place of the picture in the list of queries, with which the name of a folder of the full
  /// edition begins; `nil` in the others, whose names are codes.
  var number: Int? { Int(identifier.prefix { $0.isASCII && $0.isNumber }) }

  /// Whether the first person has the query's label; `nil` if a label is missing.
  package var isRight: Bool? {
    guard let label, let other = first?.label else { return nil }
    return label == other
  }
}

extension IndexRow.Person {
  fileprivate init(_ person: ResultPerson, _ subject: ReportSubject, withPicture: Bool) {
    let exhibit = subject.evidence.exhibits[person.best]
    name = subject.label(of: person)
    label = person.label
    path = exhibit?.path ?? ""
    galleryIndex = person.best
    score = subject.score(of: person)
    cosine = person.scores[.stage1] ?? 0
    ranks = person.ranks
    thumbnail = withPicture ? exhibit.map(IndexRow.Thumbnail.init) : nil
  }
}

extension IndexRow.Thumbnail {
  fileprivate init(_ picture: ShownPicture) {
    // Twice the width on the page, for screens with high resolution.
    let width = 160
    aspect = picture.aspect
    jpeg = Data(
      picture.face.resized(
        width: width, height: max(Int((Double(width) * picture.aspect).rounded()), 1)
      ).encodedJPEG(quality: 75))
  }
}

/// What a reader of the index must know of a search, in a few words each.
enum RowReasons {
  static func all(_ subject: ReportSubject) -> [String] {
    var words: [String] = []
    for reason in subject.evidence.state?.reasons ?? [] {
      switch reason {
      case .methodsDiffer(let firsts):
        words.append("\(Set(firsts.values).count) people by \(firsts.count) methods")
      case .leadWithinSpread: words.append("the lead is within small changes of the query")
      case .mostlyWrong: words.append("most wrong people score as high")
      case .onlyPerson: words.append("only one person")
      case .fewGalleryPeople(let count, _):
        words.append("only \(counted(count, "person", "people")) in the gallery")
      case .notTried: words.append("not tried with changed copies")
      case .noRate(.fewPeople(let count, _)):
        words.append("\(counted(count, "test person", "test people")): no error rate")
      case .noRate(.noCalibration): words.append("no test set")
      case .noRate(.otherKind): words.append("test of another kind of query")
      case .noRate(.largerGallery): words.append("gallery larger than the test's")
      case .noRate(.noPeople): words.append("test without people")
      case .noMethod: words.append("no method counts")
      case .methodsAgree, .oneMethod, .rarelyWrong, .notRarelyWrong, .leadBeyondSpread: break
      }
    }
    return words + QualitySentences.short(subject)
  }
}

/// A query without a report, or a gallery picture that was left out.
package struct IndexFailure: Sendable, Equatable, Codable {
  package let path: String
  /// The reason as a sentence.
  package let reason: String

  package init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }
}
