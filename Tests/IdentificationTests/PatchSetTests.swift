import Networks
import Testing
import _TestSupport

@testable import Identification

@Suite struct PatchSetTests {
  @Test func rowsHaveLengthOneAndGiveTheOutputBack() {
    let grid = PatchGrid(rows: 3, columns: 5)
    var output = HashedValues.unit("output", count: 15 * 7)
    for channel in 0..<7 { output[4 * 7 + channel] = 0 }
    let set = PatchSet(grid: grid, channels: 7, networkOutput: output)
    for patch in 0..<15 {
      let row = set.values[patch * 7..<(patch + 1) * 7]
      let square = row.reduce(0.0) { $0 + Double($1) * Double($1) }
      #expect(abs(square - (patch == 4 ? 0 : 1)) < 1e-6)
      for channel in 0..<7 {
        let back = set.values[patch * 7 + channel] * set.lengths[patch]
        #expect(abs(back - output[patch * 7 + channel]) < 1e-6)
      }
    }
    #expect(set.lengths[4] == 0)
  }

  // One channel counts patches, so that a mean shows which patches it covers, and a constant one
  // undoes the normalization.
  func means(from old: PatchGrid, to new: PatchGrid) -> [Float] {
    let output: [Float] = (0..<old.count).flatMap { patch -> [Float] in [Float(patch), 1] }
    let pooled = PatchSet(grid: old, channels: 2, networkOutput: output).pooled(to: new)
    #expect(pooled.grid == new)
    return (0..<new.count).map { pooled.values[$0 * 2] / pooled.values[$0 * 2 + 1] }
  }

  @Test func poolingCoversTheCellsOfAdaptiveAveragePooling() {
    // Rows 0-1, 1-3, 3-5, 5-6 of seven (42 patches); columns 0-1, 1-2, 3-4, 4-5 of six.
    let found = means(from: PatchGrid(rows: 7, columns: 6), to: .fourByFour)
    let rows: [Float] = [0.5, 2, 4, 5.5]
    let columns: [Float] = [0.5, 1.5, 3.5, 4.5]
    let expected = rows.flatMap { row in columns.map { row * 6 + $0 } }
    #expect(relativeError(found, expected) < 1e-6)
  }

  @Test func poolingOfEqualCells() {
    let found = means(from: .eightByEight, to: .fourByFour)
    let expected = (0..<16).map { cell -> Float in
      let first = cell / 4 * 16 + cell % 4 * 2
      return Float(first) + 4.5
    }
    #expect(relativeError(found, expected) < 1e-6)
  }

  @Test func poolingToAFinerGridRepeatsPatches() {
    let found = means(from: PatchGrid(rows: 2, columns: 1), to: PatchGrid(rows: 4, columns: 2))
    #expect(relativeError(found, [0, 0, 0, 0, 1, 1, 1, 1]) < 1e-6)
  }

  @Test func poolingToTheOwnGridChangesNothing() {
    let set = TestFaces.face("same", grid: .fourByFour).patches
    #expect(set.pooled(to: .fourByFour) == set)
  }

  @Test func poolingWeighsPatchesByTheirLength() {
    // Two patches, (3, 0) and (0, 1): their mean is (1.5, 0.5).
    let set = PatchSet(
      grid: PatchGrid(rows: 1, columns: 2), channels: 2, networkOutput: [3, 0, 0, 1])
    let pooled = set.pooled(to: PatchGrid(rows: 1, columns: 1))
    #expect(abs(pooled.lengths[0] - Float(2.5).squareRoot()) < 1e-6)
    #expect(abs(pooled.values[0] / pooled.values[1] - 3) < 1e-5)
  }
}
