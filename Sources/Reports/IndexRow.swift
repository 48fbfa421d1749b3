import Evidence
import Faces
import Identification
import Pictures

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// One query's row in the index: small, so that a batch of any length fits into memory.
package struct IndexRow: Sendable, Equatable, Codable {
  /// Who stands first by one method.
  package struct First: Sendable, Equatable, Codable {
    package let method: ScoringMethod
    package let galleryIndex: Int
    package let path: String
    package let label: String?
    package let score: Double
    /// As the query's report prints it.
    package let printedScore: String
    /// Whether it shows the query's identity; `nil` where one of the labels is missing.
    package let isSame: Bool?
  }

  /// The name of the query's folder in `queries`.
  package let identifier: String
  package let path: String
  package let label: String?
  /// In the order of the rankings; a ranking without candidates is absent.
  package let firsts: [First]
  /// How much it asks for a reviewer, 0...1; the index is sorted by it.
  package let disagreement: Double?
  package let printedDisagreement: String?
  /// Why, in a few words.
  package let reasons: String
  package let suitability: Suitability.Outcome?
  /// Boxes of the detector in the query's photograph that were not used.
  package struct Doubtful: Sendable, Equatable, Codable {
    package let path: String
    package let faces: [DoubtfulFace]
  }
  /// `nil`: there is none, or the query is an aligned face.
  package let doubtful: Doubtful?
  /// A small JPEG of the query's face.
  let thumbnail: Data
  /// Height over width of the face.
  let thumbnailAspect: Double

  init(identifier: String, content: ReportContent) {
    let evidence = content.evidence
    let query = evidence.query
    self.identifier = identifier
    path = query.path
    label = query.label
    disagreement = evidence.disagreement?.value
    printedDisagreement = content.review?.disagreement
    reasons = content.review?.shortReasons ?? ""
    suitability = evidence.suitability?.outcome
    doubtful = evidence.sighting.flatMap { sighting in
      guard !sighting.taken.doubtful.isEmpty else { return nil }
      // Of several faces of a photograph each has its number behind the path.
      let suffix = "#\(sighting.taken.number)"
      return Doubtful(
        path: query.path.hasSuffix(suffix)
          ? String(query.path.dropLast(suffix.count)) : query.path,
        faces: sighting.taken.doubtful)
    }
    firsts = zip(evidence.rankings, content.galleries).compactMap { ranking, gallery in
      guard let candidate = ranking.candidates.first, let entry = gallery.entries.first else {
        return nil
      }
      let exhibit = evidence.exhibit(of: candidate)
      return First(
        method: ranking.method, galleryIndex: candidate.galleryIndex, path: exhibit.path,
        label: exhibit.label, score: candidate.score, printedScore: entry.score,
        isSame: entry.identity == .unknown ? nil : entry.identity == .same)
    }
    // Twice the width it is shown in, for fine screens.
    let width = 96
    thumbnailAspect = query.aspect
    thumbnail = Data(
      query.face.resized(
        width: width, height: max(Int((Double(width) * query.aspect).rounded()), 1)
      ).encodedJPEG(quality: 75))
  }

  /// Whether all methods put the same picture first; `nil` with fewer than two.
  package var methodsAgree: Bool? {
    guard firsts.count > 1 else { return nil }
    return firsts.allSatisfy { $0.galleryIndex == firsts[0].galleryIndex }
  }
}

/// A query for which there is no report.
package struct IndexFailure: Sendable, Equatable, Codable {
  package let path: String
  /// A sentence.
  package let reason: String

  package init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }
}
