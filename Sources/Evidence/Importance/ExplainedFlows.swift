import Identification
import Networks

/// The flows that a report explains: those by which the EMD ranked, and the same pairs by the same
/// solver on the grids of the other flow maps.
struct ExplainedFlows: Sendable {
  private let ranking: [Int: FlowMap]
  /// On 4x4 and the backbone's own grid, without the ranking's grid.
  private let others: [[Int: FlowMap]]

  /// - Parameter wanted: Re-ranked candidates.
  /// - Throws: The errors of the ranking.
  init(
    _ search: TwoStageSearch, _ settings: IdentificationSettings, _ query: Query,
    _ rankings: Rankings, of wanted: [Int]
  ) throws {
    let scored = rankings[.stage1].candidates.prefix(settings.topK).map(\.galleryIndex)
    let wanted = Array(Set(wanted)).sorted()
    func maps(on choice: GridChoice) throws -> [Int: FlowMap] {
      let flows = try search.flows(
        query, scored, of: wanted, EarthMoversDistance(settings), grid: choice)
      let grid = search.grid(choice)
      return Dictionary(
        uniqueKeysWithValues: zip(wanted, flows).map { ($0, FlowMap(grid: grid, $1)) })
    }
    ranking = try maps(on: settings.grid)
    var grids = [search.grid(settings.grid)]
    var others: [[Int: FlowMap]] = []
    for choice in [GridChoice.fourByFour, .native] where !grids.contains(search.grid(choice)) {
      grids.append(search.grid(choice))
      others.append(try maps(on: choice))
    }
    self.others = others
  }

  /// The flow by which a candidate was ranked.
  subscript(index: Int) -> FlowMap { ranking[index]! }

  /// All maps of a candidate, the ranking's last.
  func maps(of index: Int) -> [FlowMap] { others.map { $0[index]! } + [self[index]] }
}
