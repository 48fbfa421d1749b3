import Networks
import Testing
import _TestSupport

@testable import Identification

@Suite struct PatchWeightsTests {
  @Test(arguments: GoldenTransport.sizes, [PatchWeighting.uniform, .apc, .sc])
  func agreeWithThePublishedCode(patches: Int, weighting: PatchWeighting) throws {
    let golden = try GoldenTransport(patches: patches)
    for (index, face) in golden.gallery.enumerated() {
      let weights = try PatchWeights(
        weighting, query: golden.query, gallery: face,
        cosines: cosines(query: golden.query.patches, gallery: face.patches),
        arithmetic: .published)
      // The published code divides by the sum plus 1e-7, in single precision.
      #expect(farthest(weights.query, golden.row("query_weights", weighting, index)) < 3e-7)
      #expect(farthest(weights.gallery, golden.row("gallery_weights", weighting, index)) < 3e-7)
    }
  }

  @Test(arguments: PatchWeighting.allCases, WeightArithmetic.allCases)
  func sumToOne(weighting: PatchWeighting, arithmetic: WeightArithmetic) throws {
    let query = TestFaces.face("q", grid: PatchGrid(rows: 3, columns: 2))
    let gallery = TestFaces.face("g", grid: PatchGrid(rows: 2, columns: 5))
    let weights = try PatchWeights(
      weighting, query: query, gallery: gallery,
      cosines: cosines(query: query.patches, gallery: gallery.patches), arithmetic: arithmetic)
    #expect(weights.query.count == 6 && weights.gallery.count == 10)
    for side in [weights.query, weights.gallery] {
      #expect(abs(side.reduce(0, +) - 1) < 1e-12)
      #expect(side.allSatisfy { $0 >= 0 })
    }
  }

  /// Occluded patches that resemble nothing of the other face: the thesis's APC and SC give them no
  /// weight, the published SC, which sums distances, the greatest.
  @Test func patchesThatResembleNothingHaveNoWeight() throws {
    let query = TestFaces.face("q", grid: .fourByFour)
    let gallery = TestFaces.face("g", grid: .fourByFour)
    let covered = 8..<16
    let cosines = (0..<16 * 16).map { covered.contains($0 / 16) ? 0.0 : 0.5 }
    for weighting in [PatchWeighting.apc, .sc] {
      let weights = try PatchWeights(weighting, query: query, gallery: gallery, cosines: cosines)
      #expect(covered.allSatisfy { weights.query[$0] == 0 })
      #expect(abs(weights.query.prefix(8).reduce(0, +) - 1) < 1e-12)
    }
    let published = try PatchWeights(
      .sc, query: query, gallery: gallery, cosines: cosines, arithmetic: .published)
    // More than their share of the area, a half.
    #expect(abs(covered.reduce(0) { $0 + published.query[$1] } - 2.0 / 3) < 1e-12)
  }

  @Test func spatialCorrelationOfTheThesisSumsSimilarities() throws {
    let query = TestFaces.face("q", grid: .fourByFour)
    let gallery = TestFaces.face("g", grid: .fourByFour)
    let cosines = cosines(query: query.patches, gallery: gallery.patches)
    let thesis = try PatchWeights(.sc, query: query, gallery: gallery, cosines: cosines)
    let sums = (0..<16).map { row in cosines[row * 16..<(row + 1) * 16].reduce(0, +) }
    let total = sums.reduce(0, +)
    #expect(farthest(thesis.query, sums.map { $0 / total }) < 1e-12)
    // The published code weighs distances: patches that are heavy there are light here.
    let published = try PatchWeights(
      .sc, query: query, gallery: gallery, cosines: cosines, arithmetic: .published)
    let heaviest = thesis.query.indices.max { thesis.query[$0] < thesis.query[$1] }!
    #expect(published.query[heaviest] == published.query.min())
  }

  @Test func averageIsOfTheOutputAndNotOfUnitVectors() throws {
    // The gallery's mean (9, 1) points to its long patch.
    let pair = PatchGrid(rows: 1, columns: 2)
    let gallery = FacePatches(
      patches: PatchSet(grid: pair, channels: 2, networkOutput: [9, 0, 0, 1]))
    let query = FacePatches(
      patches: PatchSet(grid: pair, channels: 2, networkOutput: [1, 0, 0, 1]))
    let weights = try PatchWeights(
      .apc, query: query, gallery: gallery,
      cosines: cosines(query: query.patches, gallery: gallery.patches))
    #expect(farthest(weights.query, [0.9, 0.1]) < 1e-6)
    #expect(farthest(weights.gallery, [0.5, 0.5]) < 1e-6)
  }

  @Test func crossCorrelationComparesWithTheOthersDescriptor() throws {
    let pair = PatchGrid(rows: 1, columns: 2)
    let patches = PatchSet(grid: pair, channels: 2, networkOutput: [1, 0, 0, 1])
    let query = FacePatches(patches: patches, descriptor: [-1, 5])
    let gallery = FacePatches(patches: patches, descriptor: [3, 1])
    let weights = try PatchWeights(
      .cc, query: query, gallery: gallery, cosines: cosines(query: patches, gallery: patches))
    #expect(farthest(weights.query, [0.75, 0.25]) < 1e-12)
    #expect(farthest(weights.gallery, [0, 1]) < 1e-12)
  }

  @Test func weightsThatWouldAllBeZeroAreUniform() throws {
    let pair = PatchGrid(rows: 1, columns: 2)
    let query = FacePatches(
      patches: PatchSet(grid: pair, channels: 2, networkOutput: [1, 0, 1, 0]))
    let gallery = FacePatches(
      patches: PatchSet(grid: pair, channels: 2, networkOutput: [-1, 0, -1, 0]))
    let weights = try PatchWeights(
      .apc, query: query, gallery: gallery,
      cosines: cosines(query: query.patches, gallery: gallery.patches))
    #expect(weights.query == [0.5, 0.5] && weights.gallery == [0.5, 0.5])
  }

  @Test(arguments: [
    (PatchWeighting.cc, true, WeightingError.missingDescriptor(.gallery)),
    (.cc, false, .missingDescriptor(.query)),
    (.lmk, true, .missingLandmarks(.gallery)),
    (.lmk, false, .missingLandmarks(.query)),
  ])
  func saysWhatIsMissing(weighting: PatchWeighting, queryHasAll: Bool, error: WeightingError) {
    let full = TestFaces.face("full", grid: .fourByFour)
    let bare = FacePatches(patches: full.patches)
    let (query, gallery) = queryHasAll ? (full, bare) : (bare, full)
    #expect(throws: error) {
      try PatchWeights(
        weighting, query: query, gallery: gallery,
        cosines: [Double](repeating: 0, count: 256))
    }
    #expect(throws: error) {
      try EarthMoversDistance(weighting: weighting, solver: .sinkhorn)
        .scores(of: query, against: CandidatePatches([gallery]))
    }
  }

  @Test(arguments: [
    (
      WeightingError.missingDescriptor(.gallery),
      "The weighting cc needs the network's global descriptor of the gallery face, which is missing."
        + " Choose another weighting, or enroll the pictures again."
    ),
    (
      .missingLandmarks(.query),
      "The weighting lmk needs the 68 facial landmarks of the query face, which are missing. Choose"
        + " another weighting, or add a landmark file."
    ),
  ])
  func errorsReadWell(error: WeightingError, text: String) {
    #expect(error.description == text)
  }
}
