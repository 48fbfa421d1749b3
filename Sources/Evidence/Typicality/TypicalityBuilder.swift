import Identification

/// Compares the shown candidates' scores with those of others, for one query.
struct TypicalityBuilder {
  /// Gallery index and score, by the method.
  private let scores: [(method: Method, population: Typicality.Population, list: [Scored])]
  private let calibration: Calibration?
  private let label: (Int) -> String?

  private struct Scored {
    let galleryIndex: Int
    let score: Double
  }

  /// Of a larger gallery every n-th picture is taken for stage 1's distribution.
  private static let mostPictures = 20_000

  /// - Parameters:
  ///   - rankings: Stage 1, EMD and H2L.
  ///   - label: Of a gallery picture.
  init(
    _ query: Query, rankings: [Ranking], identifier: Identifier, calibration: Calibration?,
    label: @escaping (Int) -> String?
  ) {
    self.calibration = calibration
    self.label = label
    let count = identifier.gallery.entries.count
    let every = max(1, (count + Self.mostPictures - 1) / Self.mostPictures)
    let own = identifier.ownPictures(of: query)
    let indices = stride(from: 0, to: count, by: every).filter { !own.contains($0) }
    let cosines = identifier.cosines(query, indices)
    scores =
      [
        (
          .stage1, .gallery(every: every),
          zip(indices, cosines).map { Scored(galleryIndex: $0, score: $1) }
        )
      ]
      + rankings.dropFirst().map { ranking in
        (
          ranking.method, .reranked,
          ranking.candidates.lazy.filter { $0.similarity != nil }.map {
            Scored(galleryIndex: $0.galleryIndex, score: $0.score)
          }
        )
      }
  }

  func typicality(of candidate: CandidateEvidence) -> Typicality {
    let index = candidate.galleryIndex
    let own = label(index)
    let standings = scores.compactMap { method, population, list -> Typicality.Standing? in
      let others = list.filter {
        $0.galleryIndex != index && (own == nil || label($0.galleryIndex) != own)
      }.map(\.score)
      guard !others.isEmpty else { return nil }
      let score =
        switch method {
        case .stage1: candidate.scores.cosine
        case .emd: candidate.scores.emdScore
        case .h2l: candidate.scores.h2lScore
        }
      return Typicality.Standing(
        method: method, score: score, population: population, others: others.count,
        atLeast: others.count { $0 >= score }, histogram: Histogram(others, marked: score),
        calibrated: calibration.map { calibration in
          let sample = calibration.sample(of: method)
          return Typicality.Calibrated(
            falseMatches: sample.falseMatches(at: score),
            falseSearches: sample.falseSearches(at: score),
            missedMates: sample.missedMates(at: score))
        })
    }
    return Typicality(isByLabel: own != nil, standings: standings)
  }
}
