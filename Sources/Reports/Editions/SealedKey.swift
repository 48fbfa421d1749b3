import Basics
import Evidence
import Identification

/// `sealed/key.json`: what undoes the blind and the redacted edition. Not for their readers.
public struct SealedKey: Codable, Sendable, Equatable {
  public static let path = "sealed/key.json"

  public var remark = """
    Keep this file from whoever reads the blind or the redacted edition: it names every picture and \
    the order of the candidates.
    """
  public var recipe = EditionSecret.recipe
  public var secret: String
  public var queries: [Query]

  public struct Query: Codable, Sendable, Equatable {
    /// In the blind and in the redacted edition.
    public var report: String
    /// In the full edition.
    public var fullReport: String
    public var path: String
    public var label: String?
    public var sha256: SHA256Digest
    /// In the blind edition's order.
    public var candidates: [Candidate]

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
          ranks: Dictionary(
            uniqueKeysWithValues: evidence.ranks.map { ($0.key.rawValue, $0.value) }))
      }
    }
  }

  public struct Candidate: Codable, Sendable, Equatable {
    public var letter: String
    public var path: String
    public var label: String?
    public var sha256: SHA256Digest
    /// By the method's name.
    public var ranks: [String: Int]
  }
}
