import Faces
import Identification

extension EvidenceBuilder {
  /// Returns how far the methods disagree on a query.
  func disagreement(
    _ query: Query, _ rankings: Rankings, first: CandidateEvidence?
  ) throws -> Disagreement {
    let reranked = rankings[.emd].candidates.lazy.filter { $0.similarity != nil }
    return try Disagreement(
      rankings: rankings, label: label,
      unusualPatches: UnusualPatches(
        query: query.patches,
        candidates: reranked.map { try search.gallery.patches(of: $0.galleryIndex) }),
      queryWeights: first?.flowMaps.last { $0.grid == search.gallery.grid }?.queryWeights)
  }

  /// Returns whether a query is suitable for a search. It uses the detector's five points or, without
  /// them, landmarks beside the picture.
  func suitability(_ query: Query, _ exhibit: ShownPicture) -> Suitability {
    // A landmark file that cannot be read is reported where landmarks are needed.
    let landmarks =
      query.sighting == nil
      ? (try? search.landmarks.landmarks(at: query.listed.location, nil))??.landmarks : nil
    return Suitability(
      face: exhibit.face, width: exhibit.width,
      points: query.sighting?.face.points ?? landmarks.map(FivePoints.init), layout: layout)
  }
}
