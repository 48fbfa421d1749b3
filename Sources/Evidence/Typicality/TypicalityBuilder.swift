import Identification

/// Compares the shown candidates' scores with those of others, for one query.
struct TypicalityBuilder {
  private let populations: [Population]
  private let calibration: Calibration?
  private let label: (Int) -> String?

  /// The scores of one method.
  private struct Population {
    let method: ScoringMethod
    let kind: Typicality.Population
    /// The gallery pictures, and their scores in the same order.
    let indices: [Int]
    let scores: [Double]
    /// The scores of some of them in double precision; `nil` if `scores` already have it.
    let exact: (([Int]) -> [Double])?
  }

  /// The largest gallery of which all pictures count for stage 1's distribution; of a larger one,
  /// every n-th counts.
  private static let mostPictures = 20_000

  /// - Parameters:
  ///   - label: Returns the label of a gallery picture.
  init(
    _ query: Query, rankings: Rankings, search: TwoStageSearch, calibration: Calibration?,
    label: @escaping (Int) -> String?
  ) {
    self.calibration = calibration
    self.label = label
    let count = search.gallery.entries.count
    let every = max(1, (count + Self.mostPictures - 1) / Self.mostPictures)
    let own = search.ownPictures(of: query)
    let indices = stride(from: 0, to: count, by: every).filter { !own.contains($0) }
    let stage1 = Population(
      method: .stage1, kind: .gallery(every: every), indices: indices,
      scores: search.nearCosines(query, indices), exact: { search.cosines(query, $0) })
    populations =
      [stage1]
      + rankings.rerankers.map { ranking in
        let candidates = ranking.candidates.filter { $0.similarity != nil }
        return Population(
          method: ranking.method, kind: .reranked, indices: candidates.map(\.galleryIndex),
          scores: candidates.map(\.score), exact: nil)
      }
  }

  func typicality(of candidate: CandidateEvidence) -> Typicality {
    let index = candidate.galleryIndex
    let own = label(index)
    let standings = populations.compactMap { population -> Typicality.Standing? in
      let method = population.method
      let places = population.indices.indices.filter {
        let other = population.indices[$0]
        return other != index && (own == nil || label(other) != own)
      }
      guard !places.isEmpty, let score = candidate.scores.score(method) else { return nil }
      let others = Self.settled(places, of: population, marked: score)
      return Typicality.Standing(
        method: method, score: score, population: population.kind, others: others.count,
        atLeast: others.count { $0 >= score }, histogram: Histogram(others, marked: score),
        calibrated: calibration?.samples[method].map { sample in
          Typicality.Calibrated(
            falseSearches: CalibratedRate(
              sample.wrongPeople(
                atLeast: score, galleryPeople: calibration?.galleryPeopleCount ?? 0)),
            missedMates: CalibratedRate(sample.rightPeople(below: score)))
        })
    }
    return Typicality(isByLabel: own != nil, standings: standings)
  }

  /// Returns scores in double precision if a count or a limit depends on it, otherwise unchanged.
  private static func settled(
    _ places: [Int], of population: Population, marked: Double
  ) -> [Double] {
    var scores = places.map { population.scores[$0] }
    guard let exact = population.exact else { return scores }
    func settle(near marks: [Double]) {
      let margin = TwoStageSearch.cosineMargin
      let unsure = scores.indices.filter { place in
        marks.contains { abs($0 - scores[place]) <= 2 * margin }
      }
      let settled = exact(unsure.map { population.indices[places[$0]] })
      for (place, score) in zip(unsure, settled) { scores[place] = score }
    }
    settle(near: [marked, scores.min()!, scores.max()!])
    settle(
      near: Histogram.edges(
        low: min(scores.min()!, marked), high: max(scores.max()!, marked)))
    return scores
  }
}
