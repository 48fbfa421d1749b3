import Identification
import Networks

extension EvidenceBuilder {
  func importanceMeasurement(_ backbone: any Backbone) -> ImportanceMeasurement {
    ImportanceMeasurement(
      search: search, settings: settings, backbone: backbone,
      isOtherPerson: { isOtherPerson($0, than: $1) })
  }

  /// Adds the sums over patches, and the contrast of the first person with the best other one.
  ///
  /// - Throws: `ScoreDecompositionError`.
  func explainSums(
    _ evidence: inout QueryEvidence, _ query: Query, _ rankings: Rankings,
    _ explained: ExplainedFlows, otherPerson: Int?
  ) throws {
    let parts = embeddingSum?.parts(of: query)
    func decomposition(_ index: Int) throws -> ScoreDecomposition {
      let place = rankings[.emd].candidates.first { $0.galleryIndex == index }!
      return try ScoreDecomposition(
        of: index, explained[index], parts, native: search.gallery.grid,
        embedding: search.comparedEmbedding(of: index, for: query), cosineOfRanking: place.cosine,
        score: place.score, alpha: settings.alpha, layout: layout)
    }
    for place in evidence.candidates.indices {
      evidence.candidates[place].decomposition = try decomposition(
        evidence.candidates[place].galleryIndex)
    }
    guard let otherPerson, let first = rankings[.emd].candidates.first?.galleryIndex else { return }
    evidence.personContrasts = [
      PersonContrast(
        first: try decomposition(first), explained[first], other: try decomposition(otherPerson),
        explained[otherPerson], layout: layout)
    ]
  }
}
