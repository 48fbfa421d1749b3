import Faces
import Identification
import Networks
import Pictures
import Testing
import _TestSupport

@testable import Evidence

/// What is covered, what can be compared, and what may not be a face.
@Suite struct FitnessTests {
  private let grid = PatchGrid(rows: 7, columns: 6)
  private let layout = FaceLayout(inputWidth: 96, inputHeight: 112)
  private let channels = 24

  /// Faces of one pattern and a little of each one's own.
  private func face(_ name: String, strange: Set<Int> = []) -> PatchSet {
    let all = HashedValues.unit("all", count: grid.count * channels)
    let own = HashedValues.unit("face \(name)", count: grid.count * channels)
    let other = HashedValues.unit("strange", count: grid.count * channels)
    return PatchSet(
      grid: grid, channels: channels,
      networkOutput: (0..<grid.count * channels).map { place in
        strange.contains(place / channels) ? other[place] : all[place] + 0.3 * own[place]
      })
  }

  private func candidates(_ count: Int, strange: Set<Int> = []) -> [CoveredAreas.Face] {
    (0..<count).map { number in
      CoveredAreas.Face(
        patches: face("\(number)", strange: number == 3 ? strange : []), label: "p\(number / 2)")
    }
  }

  @Test func coveredPatchesOfTheFaceAreFoundAndOthersAreNot() throws {
    // The mouth and the chin, and a patch of hair, which does not count.
    let strange: Set<Int> = [0, 25, 26, 27, 28, 31, 32, 33, 34]
    let areas = try #require(
      CoveredAreas(query: face("q", strange: strange), faces: candidates(40), layout: layout))
    let found = Set(areas.query.covered)
    #expect(found.isSuperset(of: strange.subtracting([0])) && !found.contains(0))
    #expect(areas.query.distances[0] > CoveredArea.level)
    #expect(found.count <= strange.count + 4)
    #expect(areas.query.share == Double(found.count) / Double(areas.query.counted.count))
    #expect(areas.query.regions(layout).contains(.mouth))
    // Of the patches of clean faces few lie two deviations below the median.
    let clean = (0..<10).compactMap {
      CoveredAreas(query: face("clean \($0)"), faces: candidates(40), layout: layout)?.query.share
    }
    #expect(clean.count == 10 && clean.reduce(0, +) / 10 < 0.1, "\(clean)")
  }

  @Test func aCandidateIsComparedWithTheOthers() throws {
    let areas = try #require(
      CoveredAreas(
        query: face("q"), faces: candidates(40, strange: [25, 26, 27, 28]), layout: layout))
    #expect(areas.candidates.count == 40)
    #expect(Set(areas.candidates[3].covered).isSuperset(of: [25, 26, 27, 28]))
    #expect(areas.candidates[4].share < 0.2)
  }

  @Test func fewCandidatesAndOnePersonGiveNoCoveredArea() {
    #expect(CoveredAreas(query: face("q"), faces: candidates(18), layout: layout) == nil)
    #expect(CoveredAreas(query: face("q"), faces: candidates(19), layout: layout) != nil)
    let one = candidates(40).map { CoveredAreas.Face(patches: $0.patches, label: "p") }
    #expect(CoveredAreas(query: face("q"), faces: one, layout: layout) == nil)
    // Without labels each picture is a person of its own.
    let unlabeled = candidates(40).map { CoveredAreas.Face(patches: $0.patches, label: nil) }
    #expect(CoveredAreas(query: face("q"), faces: unlabeled, layout: layout) != nil)
  }

  @Test func moreCandidatesThanFiftyAreNotCompared() throws {
    let areas = try #require(
      CoveredAreas(query: face("q"), faces: candidates(80), layout: layout))
    #expect(areas.query.candidates == 50 && areas.candidates.count == 50)
  }

  private func quality(yaw: Double?, eyes: Double?) -> PictureQuality {
    PictureQuality(
      points: .detector,
      measures: [
        eyes.map { .init(.interEyeDistance, native: $0) }
          ?? .init(.interEyeDistance, notMeasured: .alignedCrop),
        yaw.map { .init(.yaw, native: $0) } ?? .init(.yaw, notMeasured: .noLandmarks),
      ])
  }

  private func comparability(_ first: (Double?, Double?), _ second: (Double?, Double?))
    -> Comparability
  {
    Comparability(
      query: quality(yaw: first.0, eyes: first.1),
      candidate: quality(yaw: second.0, eyes: second.1), queryCovered: nil, candidateCovered: nil)
  }

  @Test func headsTurnedApartAndFewPixelsStandAgainstAComparison() {
    #expect(comparability((0, 80), (14, 80)).isUnlimited)
    let turned = comparability((-10, 80), (6, 80))
    #expect(turned.obstacles.map(\.kind) == [.yaw] && turned.yawApart == 16)
    #expect(turned.notComparable == [.places, .regions])
    #expect(turned.obstacles[0].words == "the heads are turned about 16° apart")
    let small = comparability((0, 39), (0, 80))
    #expect(small.notComparable == [.fineFeatures])
    #expect(small.obstacles[0].words == "the query has 39 pixels between the eyes")
    #expect(comparability((0, 80), (0, 20)).obstacles[0].side == .candidate)
  }

  @Test func whatWasNotMeasuredStandsAgainstNothingAndIsListed() {
    let aligned = comparability((nil, nil), (0, 80))
    #expect(aligned.isUnlimited && aligned.notMeasured == [.yaw, .interEyeDistance])
    #expect(comparability((0, 80), (0, 80)).notMeasured.isEmpty)
  }

  @Test func aCoveredFaceStandsAgainstAComparisonOfWhatIsCovered() {
    let area = CoveredArea(
      distances: (0..<42).map { $0 < 10 ? 5 : 0 }, counted: Array(0..<40), grid: grid,
      candidates: 40)
    let found = Comparability(
      query: quality(yaw: 0, eyes: 80), candidate: quality(yaw: 0, eyes: 80), queryCovered: area,
      candidateCovered: nil)
    #expect(found.notComparable == [.coveredParts])
    #expect(found.obstacles[0].words == "25% of the face in the query is covered or unusual")
  }

  @Test func aLowScoreASmallBoxOrAnUnusualPictureIsFlagged() {
    func sighting(_ score: Float, _ side: Float) -> FoundFace {
      FoundFace(
        number: 1, count: 1,
        face: DetectedFace(
          box: FaceBox(left: 0, top: 0, right: side, bottom: 2 * side), score: score,
          points: AlignmentTemplate.upright.points),
        similarity: .identity, cropWidth: 96, cropHeight: 112)
    }
    #expect(FaceDoubt.all(sighting: sighting(0.999, 80), covered: nil).isEmpty)
    #expect(FaceDoubt.all(sighting: nil, covered: nil).isEmpty)
    #expect(
      FaceDoubt.all(sighting: sighting(0.9, 20), covered: nil).map(\.reason) == [.lowScore, .small])
    let area = CoveredArea(
      distances: [Double](repeating: 9, count: 42), counted: Array(0..<40), grid: grid,
      candidates: 40)
    #expect(FaceDoubt.all(sighting: nil, covered: area).map(\.reason) == [.unlikeFaces])
  }
}
