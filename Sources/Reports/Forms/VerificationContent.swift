import Basics
import Evidence

/// The faces of a verification: one picture per person, in an order and with codes that follow from
/// digests alone, so that neither shows a rank.
struct VerificationContent {
  struct Face {
    /// Four digits.
    let code: String
    let person: FormPictures.Person
  }

  let query: CutOut
  let faces: [Face]

  /// - Parameter key: What the codes depend on in addition to the pictures: the query's digest in the report's
  ///   own form, a secret in the blind edition.
  init(_ pictures: FormPictures, key: String) {
    query = pictures.query
    var codes: Set<String> = []
    let hashed = pictures.people.map { person in
      (
        digest: SHA256.digest(
          of: Array("verification:\(key):\(person.sha256.hexadecimal):\(person.path)".utf8)
        ).hexadecimal,
        person: person
      )
    }.sorted { $0.digest < $1.digest }
    faces = hashed.map { digest, person in
      var number = Int(digest.suffix(8), radix: 16)! % 9000
      while !codes.insert(Self.code(number)).inserted { number = (number + 1) % 9000 }
      return Face(code: Self.code(number), person: person)
    }
  }

  private static func code(_ number: Int) -> String { String(1000 + number) }

  static let title = "Verification form"
  static let explanation = """
    This form is for a person who does not know the first finding, the scores or the case. Each page \
    shows the query and one other face. The faces stand in an order that means nothing, and some of them \
    are fillers. None of them has to show the person in the query.
    """
  static let comparison = """
    The case manager compares this form with the first finding. Do not look for it.
    """

  /// How many people the form shows, if they are fewer than a verification needs.
  var warning: String? {
    guard faces.count < FormPictures.leastPeople else { return nil }
    return """
      The gallery contains only \(faces.count) \(faces.count == 1 ? "person" : "people"), so this form \
      has too few fillers: it may suggest who is meant.
      """
  }
}

/// The content of `verification-key.json`: which code is which picture. It is for the case manager, not
/// for the person who fills in the form.
package struct VerificationKey: Codable, Sendable, Equatable {
  static let fileName = "verification-key.json"

  package struct Face: Codable, Sendable, Equatable {
    package var code: String
    /// The letter in the report; absent for a filler.
    package var letter: String?
    package var path: String
    package var label: String?
    package var sha256: SHA256Digest

    init(_ face: VerificationContent.Face) {
      code = face.code
      letter = face.person.letter
      path = face.person.path
      label = face.person.label
      sha256 = face.person.sha256
    }
  }

  var format = 1
  var remark = """
    For the case manager. Do not give this file to the person who fills in verification-form.pdf.
    """
  var faces: [Face]

  init(_ content: VerificationContent) { faces = content.faces.map(Face.init) }
}
