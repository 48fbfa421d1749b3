import Evidence
import Faces
import Identification
import Pictures

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The row of one query in the index, small enough to keep a batch of any length in memory.
package struct IndexRow: Sendable, Equatable, Codable {
  /// The top match by one method.
  package struct First: Sendable, Equatable, Codable {
    package let method: ScoringMethod
    package let galleryIndex: Int
    package let path: String
    package let label: String?
    package let score: Double
    /// The score as the query's report prints it.
    package let printedScore: String
    /// Whether it has the query's label; `nil` if one of the labels is missing.
    package let isSame: Bool?
  }

  /// The name of the query's folder in `queries`.
  package let identifier: String
  package let path: String
  package let label: String?
  /// The top matches in the order of the rankings, without rankings that have no candidates.
  package let firsts: [First]
  /// The disagreement, 0...1; the index is sorted by it.
  package let disagreement: Double?
  package let printedDisagreement: String?
  /// The reasons for the disagreement in a few words.
  package let reasons: String
  package let suitability: Suitability.Outcome?
  /// The detector's boxes in the query's photograph that were not used.
  package struct Doubtful: Sendable, Equatable, Codable {
    package let path: String
    package let faces: [DoubtfulFace]
  }
  /// `nil`: there is none, or the query is an aligned face.
  package let doubtful: Doubtful?
  /// A small JPEG of the query's face.
  let thumbnail: Data
  /// The height of the face divided by its width.
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
      // If a photograph has several faces, the path ends with the number of the face.
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
    // Twice the width on the page, for screens with high resolution.
    let width = 96
    thumbnailAspect = query.aspect
    thumbnail = Data(
      query.face.resized(
        width: width, height: max(Int((Double(width) * query.aspect).rounded()), 1)
      ).encodedJPEG(quality: 75))
  }

  /// Whether all methods have the same top match; `nil` with fewer than two methods.
  package var methodsAgree: Bool? {
    guard firsts.count > 1 else { return nil }
    return firsts.allSatisfy { $0.galleryIndex == firsts[0].galleryIndex }
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
