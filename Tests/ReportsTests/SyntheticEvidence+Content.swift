import Evidence
import Identification

extension SyntheticEvidence {
  /// What follows from rankings and flows by the program's own arithmetic.
  func withContent(_ evidence: QueryEvidence) throws -> QueryEvidence {
    var evidence = evidence
    if galleryCount > 0 {
      evidence.ledger = Ledger(
        rankings: evidence.rankings, alpha: alpha, listed: shownCount
      ) { evidence.exhibits[$0]?.label }
    }
    let layout = FaceLayout(inputWidth: faceWidth, inputHeight: faceHeight)
    let first = evidence.candidates.first.map { one in
      (evidence.rankings[.emd].candidates.first { $0.galleryIndex == one.galleryIndex }!, one)
    }
    if let first {
      evidence.contrasts = evidence.candidates.dropFirst().prefix(2).enumerated().map {
        place, one in
        Contrast(
          place == 0 ? .runnerUp : .otherIdentity, first: first.0, first.1.flowMaps.last!,
          other: evidence.rankings[.emd].candidates.first { $0.galleryIndex == one.galleryIndex }!,
          one.flowMaps.last!, layout: layout)
      }
    }
    evidence.disagreement = Disagreement(
      rankings: evidence.rankings, label: { evidence.exhibits[$0]?.label }, unusualPatches: nil,
      queryWeights: nil)
    evidence.suitability = Suitability(
      face: evidence.query.face, width: evidence.query.width, points: nil, layout: layout)
    return evidence
  }
}
