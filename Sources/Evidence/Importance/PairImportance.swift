import Identification
import Networks
import Pictures

/// Measures which patches of a face matter for its score against one other face, as a report measures them
/// for a candidate without another person.
///
/// - Complexity: about 230 forward passes and transports for each face with 42 patches.
package struct PairImportance: Sendable {
  private let search: TwoStageSearch
  private let settings: IdentificationSettings
  private let backbone: any Backbone
  private let estimation: MapEstimation

  /// - Parameters:
  ///   - search: Its gallery has both faces of every pair.
  ///   - settings: How a pair is scored: grid, weights, alpha.
  package init(
    search: TwoStageSearch, settings: IdentificationSettings, backbone: any Backbone
  ) {
    self.search = search
    self.settings = settings
    self.backbone = backbone
    // Covered on the backbone's own patches, whatever grid the score has.
    estimation = MapEstimation(
      grid: ImportanceMeasurement.grid(search.gallery.grid), seed: ImportanceMeasurement.seed)
  }

  /// Returns the map of the fused score.
  ///
  /// - Parameters:
  ///   - covered: The face whose patches are covered, in the gallery.
  ///   - picture: It as the network saw it.
  ///   - other: The face that stays whole.
  /// - Throws: The errors of the network and of a ranking.
  package func map(of covered: Int, _ picture: Picture, against other: Int) throws -> Heatmap {
    var scores = CoveredScores(
      face: picture, grid: estimation.design.grid, backbone: backbone,
      scoring: try CandidateScoring(
        search, try Query(covered, of: search.gallery), shape: backbone.shape, [other], settings))
    let maps = try estimation.maps(
      of: [ExplainedNumber(place: 0, others: [])], refining: 0, &scores)
    return Heatmap(grid: estimation.design.grid, values: maps[0])
  }
}
