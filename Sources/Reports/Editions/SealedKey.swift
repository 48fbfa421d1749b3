import Basics
import Evidence
import Identification

/// `sealed/key.json`: what undoes the blind and the redacted edition. Not for their readers.
package struct SealedKey: Codable, Sendable, Equatable {
  package static let path = "sealed/key.json"

  package var remark = """
    Keep this file from whoever reads the blind or the redacted edition: it names every picture and \
    the order of the candidates.
    """
  package var recipe = EditionSecret.recipe
  package var secret: String
  package var queries: [Query]

  package struct Query: Codable, Sendable, Equatable {
    /// In the blind and in the redacted edition.
    package var report: String
    /// In the full edition.
    package var fullReport: String
    package var path: String
    package var label: String?
    package var sha256: SHA256Digest
    /// In the blind edition's order.
    package var candidates: [Candidate]

    init(_ content: BlindContent, fullReport: String) {
      report = content.number
      self.fullReport = fullReport
      let query = content.evidence.query
      path = query.path
      label = query.label
      sha256 = query.sha256
      candidates = content.candidates.map { candidate in
        let exhibit = content.evidence.exhibits[candidate.galleryIndex]!
        let evidence = content.evidence.candidates.first {
          $0.galleryIndex == candidate.galleryIndex
        }!
        return Candidate(
          letter: candidate.letter, path: exhibit.path, label: exhibit.label,
          sha256: exhibit.sha256,
          ranks: evidence.ranks)
      }
    }
  }

  package struct Candidate: Codable, Sendable, Equatable {
    package var letter: String
    package var path: String
    package var label: String?
    package var sha256: SHA256Digest
    /// By the method's name.
    package var ranks: ByMethod<Int>
  }
}
