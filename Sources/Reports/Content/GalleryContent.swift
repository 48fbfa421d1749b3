import Basics
import Drawing
import Evidence
import Identification

/// The first candidates of one method.
struct GalleryContent {
  struct Entry {
    let galleryIndex: Int
    let rank: Int
    let path: String
    let label: String?
    let identity: Identity
    let score: String
    /// The place among the explained candidates, from 1.
    let explainedAs: Int?
    let tile: FaceTile
  }

  let method: ScoringMethod
  let entries: [Entry]

  /// The heading of the gallery: "Patches (EMD)".
  var title: String { capitalized(method.fullTitle) }
  /// The title of the first entry: "Top match by patches (EMD)".
  var topMatchTitle: String { "Top match by \(method.fullTitle)" }

  /// The width of a face in a gallery.
  static let tileWidthPoints = 44.0

  init(_ ranking: Ranking, of evidence: QueryEvidence, precision: ScorePrecision, shown: [Int]) {
    method = ranking.method
    entries = ranking.candidates.prefix(ReportContent.countPerRanking).map { candidate in
      let exhibit = evidence.exhibit(of: candidate)
      let identity = Identity(query: evidence.query.label, candidate: exhibit.label)
      let score = precision.score(candidate.score)
      let name = displayed(exhibit.label ?? exhibit.path)
      return Entry(
        galleryIndex: candidate.galleryIndex, rank: candidate.rank,
        path: displayedPath(exhibit.path), label: exhibit.label.map(displayed), identity: identity,
        score: score, explainedAs: shown.firstIndex(of: candidate.galleryIndex).map { $0 + 1 },
        tile: FaceTile(
          .candidate(candidate.galleryIndex), identity: identity, aspect: exhibit.aspect,
          widthPoints: Self.tileWidthPoints,
          alternativeText: """
            Face of \(name), rank \(candidate.rank) by \(ranking.method.title), score \(score)\
            \(identity.words.map { ", \($0)" } ?? "").
            """))
    }
  }
}

extension ShownPicture {
  /// The height of the face divided by its width.
  var aspect: Double { Double(face.height) / Double(face.width) }
}
