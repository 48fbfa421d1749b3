import Basics
import Identification
import Networks
import Testing
import _TestSupport

@testable import Evidence

@Suite struct FlowMapTests {
  func face(_ name: String, grid: PatchGrid, channels: Int = 16) -> FacePatches {
    let output = HashedValues.unit(name, count: grid.count * channels).map { max(0, $0 + 0.3) }
    return FacePatches(
      patches: PatchSet(grid: grid, channels: channels, networkOutput: output),
      descriptor: HashedValues.unit("descriptor " + name, count: channels))
  }

  @Test(arguments: [
    PatchGrid(rows: 1, columns: 1), .fourByFour, PatchGrid(rows: 7, columns: 6), .eightByEight,
  ])
  func numbersAddUp(grid: PatchGrid) throws {
    let (query, gallery) = (face("query", grid: grid), face("gallery", grid: grid))
    let map = try FlowMap(query: query, gallery: gallery, weighting: .apc)
    let count = grid.count
    for row in 0..<count {
      let flows = map.flow[row * count..<(row + 1) * count]
      #expect(abs(flows.reduce(0, +) - map.queryWeights[row]) < 1e-12)
      let best = map.bestGalleryPatch[row]
      #expect(flows[row * count + best] == flows.max())
      #expect(!flows.prefix(best).contains(flows.max()!))
      #expect((0...1).contains(map.brightness[row]))
    }
    for column in 0..<count {
      let sum = (0..<count).reduce(0) { $0 + map.flow[$1 * count + column] }
      #expect(abs(sum - map.galleryWeights[column]) < 1e-12)
    }
    #expect(map.brightness.max() == 1)
    #expect(map.dualityGap! < 1e-10)
    let sum = zip(map.flow, map.similarity).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(abs(sum - map.emdSimilarity) < 1e-12)
    let exact = try EarthMoversDistance(weighting: .apc, solver: .exact)
      .plan(query: query, gallery: gallery)
    #expect(map.emdSimilarity == exact.similarity)
  }

  @Test func aPatchWithoutWeightIsDark() {
    let pair = PatchGrid(rows: 1, columns: 2)
    let weights = PatchWeights(query: [0, 1], gallery: [0.25, 0.75])
    let cosines = [1, 0, 0, 1.0]
    let plan = EarthMoversDistance(weighting: .uniform, solver: .exact).plan(cosines, weights)
    let map = FlowMap(grid: pair, plan: plan, cosines: cosines, weights: weights)
    #expect(map.bestGalleryPatch == [0, 1])
    #expect(map.brightness == [0, 1])
    #expect(map.emdSimilarity == 0.75)
  }

  @Test func aTieGoesToTheEarlierPatch() {
    let pair = PatchGrid(rows: 1, columns: 2)
    let plan = EarthMoversDistance(weighting: .uniform, solver: .sinkhorn)
      .plan([1, 1, 1, 1], PatchWeights(query: [1, 1], gallery: [1, 1]))
    let map = FlowMap(
      grid: pair, plan: plan, cosines: [1, 1, 1, 1],
      weights: PatchWeights(query: [1, 1], gallery: [1, 1]))
    #expect(map.bestGalleryPatch == [0, 0])
    #expect(map.brightness == [1, 1])
    #expect(map.dualityGap == nil)
  }

  @Test func walksTheQueryAndNotTheGallery() throws {
    // Query patch 0 is gallery patch 2, and so on round.
    let grid = PatchGrid(rows: 1, columns: 3)
    let query = face("rotated", grid: grid)
    let gallery = FacePatches(
      patches: PatchSet(
        grid: grid, channels: 16,
        networkOutput: Array(query.patches.values[16...] + query.patches.values[..<16])))
    let map = try FlowMap(query: query, gallery: gallery, weighting: .uniform)
    #expect(map.bestGalleryPatch == [2, 0, 1])
  }

  @Test func contributionsSumToTheSimilarity() throws {
    let grid = PatchGrid.fourByFour
    let map = try FlowMap(
      query: face("query", grid: grid), gallery: face("gallery", grid: grid), weighting: .sc)
    let all = map.strongestPairs(count: .max)
    #expect(abs(all.reduce(0) { $0 + $1.contribution } - map.emdSimilarity) < 1e-12)
    #expect(abs(map.contribution(beyond: all)) < 1e-12)
    let first = map.strongestPairs(count: 5)
    #expect(first == Array(all.prefix(5)))
    #expect(
      abs(
        first.reduce(0) { $0 + $1.contribution } + map.contribution(beyond: first)
          - map.emdSimilarity) < 1e-12)
    #expect(zip(all, all.dropFirst()).allSatisfy { $0.contribution >= $1.contribution })
    for pair in all {
      #expect(map.flow[pair.queryPatch * 16 + pair.galleryPatch] == pair.flow && pair.flow > 0)
      #expect(map.similarity[pair.queryPatch * 16 + pair.galleryPatch] == pair.similarity)
    }
  }

  @Test func equalContributionsComeInOrderOfTheirPatches() {
    let pair = PatchGrid(rows: 1, columns: 2)
    let weights = PatchWeights(query: [1, 1], gallery: [1, 1])
    let cosines = [0.5, -1, -1, 0.5]
    let plan = EarthMoversDistance(weighting: .uniform, solver: .exact).plan(cosines, weights)
    let map = FlowMap(grid: pair, plan: plan, cosines: cosines, weights: weights)
    #expect(map.strongestPairs(count: 9).map(\.queryPatch) == [0, 1])
  }

  /// Tests of the program: what holds for every face is not printed for each.
  @Test(arguments: [PatchWeighting.uniform, .apc, .cc, .sc])
  func aFaceAgainstItselfMovesNothing(weighting: PatchWeighting) throws {
    let query = face("query", grid: PatchGrid(rows: 7, columns: 6))
    let map = try FlowMap(query: query, gallery: query, weighting: weighting)
    #expect(abs(map.emdSimilarity - 1) < 1e-6)
    for row in 0..<42 {
      #expect(abs(map.flow[row * 42 + row] - map.queryWeights[row]) < 1e-9)
    }
  }

  @Test(arguments: [PatchWeighting.uniform, .apc, .cc, .sc])
  func theFlowFollowsPatchesInAnotherOrder(weighting: PatchWeighting) throws {
    let grid = PatchGrid(rows: 7, columns: 6)
    let (query, gallery) = (face("query", grid: grid), face("gallery", grid: grid))
    var generator = SeededGenerator(seed: 3)
    let order = Array(0..<42).shuffled(using: &generator)
    let channels = query.patches.channels
    func rows(_ set: PatchSet) -> [Float] {
      order.flatMap { patch in
        set.values[patch * channels..<(patch + 1) * channels].map { $0 * set.lengths[patch] }
      }
    }
    let moved = FacePatches(
      patches: PatchSet(grid: grid, channels: channels, networkOutput: rows(query.patches)),
      descriptor: query.descriptor)
    let map = try FlowMap(query: query, gallery: gallery, weighting: weighting)
    let again = try FlowMap(query: moved, gallery: gallery, weighting: weighting)
    #expect(abs(again.emdSimilarity - map.emdSimilarity) < 1e-6)
    for (row, patch) in order.enumerated() {
      for column in 0..<42 {
        #expect(abs(again.flow[row * 42 + column] - map.flow[patch * 42 + column]) < 1e-6)
      }
    }
  }

  @Test func weightingsThatLackSomethingAreRefused() {
    let bare = face("bare", grid: .fourByFour)
    #expect(throws: WeightingError.missingLandmarks(.query)) {
      try FlowMap(query: bare, gallery: bare, weighting: .lmk)
    }
  }
}
