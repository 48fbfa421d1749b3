import Identification
import Networks
import Pictures

/// A picture of the query with some patches covered.
struct CoveredPicture: Hashable, Sendable {
  let filling: MapJudgment.Filling
  let covered: PatchSubset
}

/// The scores of covered pictures of one query, each embedded once and scored for all candidates.
struct CoveredScores {
  private let face: Picture
  private let grid: PatchGrid
  private let backbone: any Backbone
  private let scoring: CandidateScoring
  private var fillings: [MapJudgment.Filling: Picture] = [:]
  private var scores: [CoveredPicture: [Double]] = [:]

  /// Pictures are embedded together up to this number, so that their patches do not fill the memory.
  private static let batchSize = 64

  init(
    face: Picture, grid: PatchGrid, backbone: any Backbone, scoring: CandidateScoring
  ) {
    self.face = face
    self.grid = grid
    self.backbone = backbone
    self.scoring = scoring
  }

  /// The number of measured pictures.
  var count: Int { scores.count }

  /// Embeds and scores the pictures that are not known yet.
  ///
  /// - Throws: The errors of the network and of a ranking.
  mutating func measure(_ pictures: [CoveredPicture]) throws {
    var missing: [CoveredPicture] = []
    var seen: Set<CoveredPicture> = []
    for picture in pictures where scores[picture] == nil && seen.insert(picture).inserted {
      missing.append(picture)
    }
    for filling in Set(missing.map(\.filling)) where fillings[filling] == nil {
      fillings[filling] = face.filled(as: filling)
    }
    for start in stride(from: 0, to: missing.count, by: Self.batchSize) {
      let batch = Array(missing[start..<min(start + Self.batchSize, missing.count)])
      let features = try backbone.features(
        of: batch.map { picture in
          face.covering(
            cells: picture.covered.patches, rows: grid.rows, columns: grid.columns,
            with: fillings[picture.filling]!)
        })
      for (picture, scores) in zip(batch, try scoring.scores(of: features)) {
        self.scores[picture] = scores
      }
    }
  }

  /// The scores by candidate.
  ///
  /// - Precondition: The picture was measured.
  subscript(picture: CoveredPicture) -> [Double] { scores[picture]! }
}

extension Picture {
  /// The picture that shows where patches are covered.
  func filled(as filling: MapJudgment.Filling) -> Picture {
    switch filling {
    case .gray: covering(cells: [0], rows: 1, columns: 1)
    case .blur: blurred(sigma: 0.04 * Double(width))
    }
  }
}
