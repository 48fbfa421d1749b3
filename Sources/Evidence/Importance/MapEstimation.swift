import Networks

/// Estimates importance maps of one face: the pictures of a design, and more pictures in the order of one
/// of the maps, from which it is solved again.
struct MapEstimation {
  let design: CoverDesign

  /// The random halves of the design.
  private static let halves = 30
  /// The rounds in which one map is measured in its own order and solved again.
  private static let rounds = 3
  private static let ownWeight = 2.0

  init(grid: PatchGrid, seed: UInt64) {
    design = CoverDesign(grid: grid, filling: .gray, halves: Self.halves, seed: seed)
  }

  /// Measures what is missing, and solves the maps.
  ///
  /// - Parameters:
  ///   - numbers: What the maps explain, one or more.
  ///   - refined: The number whose map is refined on its own order; the pictures serve all maps.
  ///   - scores: The scores of the face's pictures; gains those that are measured.
  /// - Returns: Shape `[numbers, N]`.
  /// - Throws: The errors of the network and of a ranking.
  func maps(
    of numbers: [ExplainedNumber], refining refined: Int, _ scores: inout CoveredScores
  ) throws -> [[Double]] {
    try scores.measure(design.pictures)
    var own: Set<PatchSubset> = []
    func map(_ number: Int, _ scores: CoveredScores) -> [Double] {
      let more = own.sorted { $0.bits < $1.bits }
        .map { (visible: $0, weight: number == refined ? Self.ownWeight : 1) }
      return design.map(more) { numbers[number](scores[$0]) }
    }
    var best: (gain: Double, map: [Double])?
    for _ in 0...Self.rounds {
      let candidate = map(refined, scores)
      let subsets = design.own(order: MapJudge.order(candidate))
      try scores.measure(subsets.flatMap(design.pair))
      let gain = subsets.reduce(0) { sum, visible in
        let pair = design.pair(visible).map { numbers[refined](scores[$0]) }
        return sum + pair[0] - pair[1]
      }
      if best == nil || gain > best!.gain { best = (gain, candidate) }
      own.formUnion(subsets)
    }
    return numbers.indices.map { $0 == refined ? best!.map : map($0, scores) }
  }
}
