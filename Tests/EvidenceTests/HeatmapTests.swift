import Identification
import Networks
import Testing
import _TestSupport

@testable import Evidence

@Suite struct HeatmapTests {
  @Test func correlationIsTheCosineWithTheOthersMean() {
    let pair = PatchGrid(rows: 1, columns: 2)
    // The candidate's mean is (4, 3) / 2; the query's (0, 2) / 2.
    let query = PatchSet(grid: pair, channels: 2, networkOutput: [2, 0, -2, 2])
    let candidate = PatchSet(grid: pair, channels: 2, networkOutput: [4, 0, 0, 3])
    let maps = HeatmapPair(correlating: query, with: candidate)
    let expected = ([0.8, (0.6 - 0.8) / 2.0.squareRoot()], [0.0, 1.0])
    for patch in 0..<2 {
      #expect(abs(maps.query.values[patch] - expected.0[patch]) < 1e-6)
      #expect(abs(maps.candidate.values[patch] - expected.1[patch]) < 1e-6)
    }
  }

  @Test func tokensAreTreatedAsPatches() {
    let grid = PatchGrid(rows: 2, columns: 3)
    let (first, second) = (
      HashedValues.unit("first", count: 60), HashedValues.unit("second", count: 60)
    )
    let tokens = HeatmapPair(
      correlating: first, with: second, dimension: 10, grid: grid)
    let patches = HeatmapPair(
      correlating: PatchSet(grid: grid, channels: 10, networkOutput: first),
      with: PatchSet(grid: grid, channels: 10, networkOutput: second))
    #expect(tokens == patches)
    #expect((tokens.query.values + tokens.candidate.values).allSatisfy { abs($0) <= 1 + 1e-6 })
    let swapped = HeatmapPair(correlating: second, with: first, dimension: 10, grid: grid)
    #expect(swapped.query == tokens.candidate && swapped.candidate == tokens.query)
  }

  @Test func aFaceOfZerosCorrelatesWithNothing() {
    let grid = PatchGrid(rows: 1, columns: 2)
    let maps = HeatmapPair(
      correlating: [Float](repeating: 0, count: 4), with: [1, 2, 3, 4], dimension: 2, grid: grid)
    #expect(maps.query.values == [0, 0] && maps.candidate.values == [0, 0])
  }
}
