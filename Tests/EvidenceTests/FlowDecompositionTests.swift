import Identification
import Networks
import Testing
import _TestSupport

@testable import Evidence

@Suite struct FlowDecompositionTests {
  private func map(_ seed: String, grid: PatchGrid) throws -> FlowMap {
    func face(_ name: String) -> FacePatches {
      FacePatches(
        patches: PatchSet(
          grid: grid, channels: 10,
          networkOutput: HashedValues.unit(name + seed, count: grid.count * 10)))
    }
    return try FlowMap(query: face("q"), gallery: face("g"), weighting: .uniform)
  }

  @Test(arguments: ["a", "b", "c", "d"])
  func everythingIsAccountedFor(seed: String) throws {
    for grid in [PatchGrid(rows: 1, columns: 1), .fourByFour, PatchGrid(rows: 7, columns: 6)] {
      let map = try map(seed, grid: grid)
      for count in [0, 1, 5, 1000] {
        let balance = try FlowDecomposition(map, count: count)
        let sum = balance.pairs.reduce(balance.rest) { $0 + $1.contribution }
        #expect(abs(sum - map.emdSimilarity) < 1e-12)
        #expect(balance.pairs.count + balance.restCount == map.flow.count { $0 > 0 })
        #expect(balance.total == map.emdSimilarity && balance.dualityGap == map.dualityGap)
      }
    }
  }

  private func changed(
    _ map: FlowMap, flow: [Double]? = nil, similarity: Double? = nil
  ) -> FlowMap {
    FlowMap(
      grid: map.grid, flow: flow ?? map.flow, similarity: map.similarity,
      queryWeights: map.queryWeights, galleryWeights: map.galleryWeights,
      bestGalleryPatch: map.bestGalleryPatch, brightness: map.brightness,
      emdSimilarity: similarity ?? map.emdSimilarity, dualityGap: map.dualityGap)
  }

  @Test func whatIsLostOrMadeIsFound() throws {
    let map = try map("x", grid: .fourByFour)
    #expect(throws: FlowDecompositionError.self) {
      try FlowDecomposition(changed(map, similarity: map.emdSimilarity + 1e-6), count: 3)
    }
    var lost = map.flow
    lost[lost.firstIndex { $0 > 0 }!] = 0
    #expect(throws: FlowDecompositionError.self) {
      try FlowDecomposition(changed(map, flow: lost), count: 3)
    }
    var moved = map.flow
    let full = moved.firstIndex { $0 > 0 }!
    moved[(full + 1) % 16 + full / 16 * 16] += moved[full]
    moved[full] = 0
    #expect(throws: FlowDecompositionError.self) {
      try FlowDecomposition(changed(map, flow: moved), count: 3)
    }
    var negative = map.flow
    negative[0] = -0.1
    #expect(throws: FlowDecompositionError.notAShare) {
      try FlowDecomposition(changed(map, flow: negative), count: 3)
    }
    let error = FlowDecompositionError.weight(isQuery: true, patch: 2, flow: 0.1, weight: 0.2)
    #expect("\(error)".contains("query patch 3 has the weight 0.2, but a flow of 0.1"))
  }
}
