import Identification
import Networks
import Testing
import _TestSupport

@testable import Evidence

@Suite struct ContrastTests {
  private func face(_ name: String, grid: PatchGrid) -> FacePatches {
    FacePatches(
      patches: PatchSet(
        grid: grid, channels: 12,
        networkOutput: HashedValues.unit(name, count: grid.count * 12).map { max(0, $0 + 0.2) }))
  }

  private func ranked(_ index: Int, _ score: Double) -> RankedCandidate {
    RankedCandidate(
      galleryIndex: index, rank: index + 1, score: score, cosine: score, similarity: score)
  }

  private let layout = FaceLayout(inputWidth: 96, inputHeight: 112)

  @Test(arguments: [
    PatchGrid.fourByFour, PatchGrid(rows: 7, columns: 6), PatchGrid(rows: 3, columns: 3),
  ])
  func nothingIsLeftOver(grid: PatchGrid) throws {
    for weighting in [PatchWeighting.uniform, .apc, .sc] {
      let query = face("query", grid: grid)
      let a = try FlowMap(query: query, gallery: face("a", grid: grid), weighting: weighting)
      let b = try FlowMap(query: query, gallery: face("b", grid: grid), weighting: weighting)
      let contrast = Contrast(
        .runnerUp, first: ranked(0, 0.9), a, other: ranked(1, 0.8), b, layout: layout)
      let difference = a.emdSimilarity - b.emdSimilarity
      #expect(abs(contrast.differences.reduce(0, +) - difference) < 1e-12)
      #expect(abs(contrast.regions.reduce(0) { $0 + $1.difference } - difference) < 1e-12)
      #expect(contrast.regions.reduce(0) { $0 + $1.patchCount } == grid.count)
      #expect(
        zip(contrast.regions, contrast.regions.dropFirst())
          .allSatisfy { abs($0.difference) >= abs($1.difference) })
      // With equal weights all is likeness.
      if weighting == .uniform {
        for (whole, likeness) in zip(contrast.differences, contrast.likeness) {
          #expect(abs(whole - likeness) < 1e-12)
        }
      }
      // The other way round it is the opposite.
      let back = Contrast(
        .runnerUp, first: ranked(1, 0.8), b, other: ranked(0, 0.9), a, layout: layout)
      #expect(zip(contrast.differences, back.differences).allSatisfy { abs($0 + $1) < 1e-15 })
      #expect(zip(contrast.likeness, back.likeness).allSatisfy { abs($0 + $1) < 1e-12 })
    }
  }

  @Test func aFaceAgainstItselfHasNoDifference() throws {
    let grid = PatchGrid.fourByFour
    let map = try FlowMap(
      query: face("query", grid: grid), gallery: face("a", grid: grid), weighting: .apc)
    let contrast = Contrast(
      .runnerUp, first: ranked(0, 0.9), map, other: ranked(1, 0.9), map, layout: layout)
    #expect(contrast.differences.allSatisfy { $0 == 0 } && contrast.likeness.allSatisfy { $0 == 0 })
  }

  @Test func partsOfTheFaceAreWhereTheTemplateHasThem() {
    let grid = PatchGrid(rows: 7, columns: 6)
    func region(_ row: Int, _ column: Int) -> FaceRegion {
      layout.region(of: (row - 1) * 6 + column - 1, on: grid)
    }
    #expect(region(1, 3) == .forehead && region(2, 6) == .forehead)
    #expect(region(4, 2) == .leftEye && region(4, 5) == .rightEye)
    #expect(region(5, 3) == .nose && region(5, 4) == .nose)
    #expect(region(6, 3) == .mouth && region(6, 4) == .mouth)
    #expect(region(7, 3) == .chin && region(5, 2) == .leftCheek && region(6, 5) == .rightCheek)
    #expect(region(4, 1) == .leftEdge && region(6, 6) == .rightEdge)
    // Every input size and grid names the middle of the eyes' line and the lowest middle alike.
    let square = FaceLayout(inputWidth: 128, inputHeight: 128)
    #expect(square.region(of: 2 * 8 + 3, on: .eightByEight) == .leftEye)
    #expect(square.region(of: 2 * 8 + 5, on: .eightByEight) == .rightEye)
    #expect(square.region(of: 6 * 8 + 4, on: .eightByEight) == .mouth)
    #expect(square.region(of: 7 * 8 + 4, on: .eightByEight) == .chin)
    #expect(square.region(of: 4, on: .eightByEight) == .forehead)
  }
}
