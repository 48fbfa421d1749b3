import Identification

extension EvidenceBuilder {
  /// Adds the quality of the query and of the shown candidates, their covered areas, and whether they
  /// can be compared.
  func addFitness(
    to evidence: inout QueryEvidence, _ query: Query, _ rankings: Rankings
  ) throws {
    func ranked(_ quality: PictureQuality?) -> PictureQuality? {
      quality?.withPercentiles(among: heights.calibration?.qualityOfManyPeople ?? [:])
    }
    evidence.limits = limits
    evidence.quality = ranked(evidence.query.quality)
    let reranked = rankings[.emd].candidates.filter { $0.similarity != nil }
    let first = reranked.prefix(CoveredArea.mostCandidates).map(\.galleryIndex)
    let areas = CoveredAreas(
      query: query.patches,
      faces: try first.map {
        CoveredAreas.Face(patches: try search.gallery.patches(of: $0), label: label($0))
      }, layout: layout)
    evidence.coveredArea = areas?.query
    for place in evidence.candidates.indices {
      let candidate = evidence.candidates[place]
      let quality = ranked(candidate.exhibit.quality)
      let covered = areas.flatMap { areas in
        first.firstIndex(of: candidate.galleryIndex).map { areas.candidates[$0] }
      }
      evidence.candidates[place].quality = quality
      evidence.candidates[place].coveredArea = covered
      evidence.candidates[place].faceDoubts = FaceDoubt.all(
        sighting: candidate.exhibit.sighting, covered: covered)
      if let own = evidence.quality, let quality {
        evidence.candidates[place].comparability = Comparability(
          query: own, candidate: quality, queryCovered: areas?.query, candidateCovered: covered)
      }
    }
  }
}
