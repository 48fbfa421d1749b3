import Basics
import Evidence

/// The forms of one query as files beside its report.
struct QueryForms {
  static let examinerName = "examiner-form.pdf"
  static let verificationName = "verification-form.pdf"

  /// Returns the files with their names; none if the evidence has no pictures for forms.
  ///
  /// - Throws: `DrawingError` if memory runs out.
  static func files(
    _ evidence: QueryEvidence, _ provenance: Provenance, paper: PaperSize
  ) throws -> [(name: String, content: [UInt8])] {
    guard let pictures = evidence.forms else { return [] }
    let content = VerificationContent(pictures, key: evidence.query.sha256.hexadecimal)
    // In parallel, because they do not depend on each other.
    let papers = try collectInParallel(count: 2) { place, _ in
      Result { () throws -> [UInt8] in
        if place == 0 {
          return try ExaminerFormDocument(
            pictures: pictures, provenance: provenance, paper: paper
          ).pdf()
        }
        return try VerificationFormDocument(
          content: content, scale: provenance.scale, number: provenance.formNumber, paper: paper,
          programVersion: provenance.programVersion
        ).pdf()
      }
    }.map { try $0.get() }
    return [
      (examinerName, papers[0]), (verificationName, papers[1]),
      (VerificationKey.fileName, Array(try JSONText.encode(VerificationKey(content)).utf8)),
    ]
  }
}
