import Basics
import Identification
import Networks
import Pictures
import Testing
import _TestSupport

@testable import Evidence

@Suite struct ImportanceTests {
  private let grid = PatchGrid(rows: 7, columns: 6)

  /// A number that adds up over the visible patches of a picture.
  private func additive(_ map: [Double], constant: Double = 0.3) -> (CoveredPicture) -> Double {
    { picture in
      map.indices.reduce(constant) { $0 + (picture.covered.contains($1) ? 0 : map[$1]) }
    }
  }

  /// Values of neighbors are alike, as those of faces are.
  private var map: [Double] {
    (0..<grid.count).map { patch in
      let (row, column) = (Double(patch / 6) - 3, Double(patch % 6) - 2.5)
      return exponentialOf(-(row * row + column * column) / 6) - 0.2
    }
  }

  @Test func aSubsetAndTheOtherPatchesAreAllPatches() {
    for count in [1, 16, 42, 64] {
      let some = PatchSubset(stride(from: 0, to: count, by: 3))
      let others = some.complement(of: count)
      #expect(some.union(others) == .all(of: count))
      #expect(
        some.patches + others.patches != [] && Set(some.patches + others.patches).count == count)
      #expect(PatchSubset.all(of: count).patches == Array(0..<count))
    }
  }

  @Test(arguments: [42, 16, 49, 64])
  func randomOrdersOfGroupsShareTheirPictures(count: Int) {
    let random = RandomCovers(patchCount: count, divisions: 3, seed: 4)
    #expect(random.orders.count == 72)
    #expect(random.subsets.count == 2 + 3 * 14)
    #expect(Set(random.orders).count == 72)
    for order in random.orders {
      let counts = order.map(\.bits.nonzeroBitCount)
      #expect(counts.first == 0 && counts.last == count)
      #expect(zip(counts, random.steps).allSatisfy { abs($0 - $1) <= 1 })
      #expect(zip(order, order.dropFirst()).allSatisfy { $0.union($1) == $1 })
    }
    #expect(zip(random.steps, random.steps.reversed()).allSatisfy { abs($0 + $1 - count) <= 1 })
    #expect(
      RandomCovers(patchCount: count, divisions: 3, seed: 4).orders == random.orders
        && RandomCovers(patchCount: count, divisions: 3, seed: 5).orders != random.orders)
  }

  @Test func aNumberThatAddsUpGivesItsMap() {
    let design = CoverDesign(grid: grid, filling: .gray, halves: 30, seed: 1)
    #expect(design.pictures.count == 2 * (1 + 42 + 30) && design.pictures[0] == design.whole)
    let found = design.map([], additive(map))
    let largest = zip(found, map).map { abs($0 - $1) }.max()!
    #expect(largest < 0.05)
    // What acts alike on both pictures of a pair leaves no trace.
    let holes = design.map { picture in
      let covered = picture.covered.bits.nonzeroBitCount
      return Double(covered * (42 - covered))
    }
    #expect(holes.allSatisfy { abs($0) < 1e-12 })
  }

  @Test func theRightOrderBeatsEveryRandomOneAndItsReverseNone() throws {
    let judge = MapJudge(
      filling: .blur, RandomCovers(patchCount: 42, divisions: 3, seed: 2), seed: 2)
    let number = additive(map)
    let judged = judge.judgment(of: map, number)
    #expect(judged.beatsAll == true && judged.randomOrders == 72 && judged.filling == .blur)
    guard case .judged(let deletion, let insertion) = judged.outcome else {
      Issue.record("not judged")
      return
    }
    #expect(deletion.z > 2 && insertion.z > 2)
    let whole = 0.3 + map.reduce(0, +)
    #expect(deletion.shares == [0, 11.0 / 42, 0.5, 31.0 / 42, 1])
    #expect(abs(deletion.values[0] - whole) < 1e-12 && abs(deletion.values.last! - 0.3) < 1e-12)
    #expect(abs(insertion.values[0] - 0.3) < 1e-12 && abs(insertion.values.last! - whole) < 1e-12)
    // Random orders neither raise nor lower: halfway they are halfway.
    #expect(abs(deletion.randomMean - insertion.randomMean) < 1e-9)
    #expect(abs(deletion.randomMean - (whole + 0.3) / 2) < 0.02)
    let reversed = judge.judgment(of: map.map { -$0 }, number)
    guard case .judged(let worst, _) = reversed.outcome else {
      Issue.record("not judged")
      return
    }
    #expect(reversed.beatsAll == false && worst.rank == 73 && worst.z < -2)
  }

  @Test func anEmptyPictureThatScoresAsHighCannotBeTested() {
    let judge = MapJudge(
      filling: .blur, RandomCovers(patchCount: 42, divisions: 3, seed: 2), seed: 2)
    let sinking = judge.judgment(of: map, additive(map.map { -abs($0) }))
    #expect(sinking.outcome == .notApplicable(.emptyScoresAsHigh) && sinking.beatsAll == nil)
    let even = judge.judgment(
      of: [Double](repeating: 1, count: 42), additive(map.map { abs($0) }))
    #expect(even.outcome == .notApplicable(.evenMap))
  }

  /// By trapezoids, as numpy gives it.
  @Test func areasOfJudgedCurvesAreTrapezoids() {
    let shares = [0, 0.25, 0.5, 0.75, 1]
    let flat = (shares: shares, values: [0.8, 0.8, 0.8, 0.8, 0.8])
    let steep = (shares: shares, values: [0.8, 0.2, 0.2, 0.2, 0.2])
    let curve = JudgedCurve(
      shares, [0.8, 0.72, 0.65, 0.4, 0.1], random: [flat, steep], isLowBetter: true)
    #expect(abs(curve.area - 0.555) < 1e-12)
    #expect(abs(curve.randomMean - (0.8 + 0.275) / 2) < 1e-12 && curve.rank == 2)
  }

  @Test func areasBetweenGridsKeepTheirSum() {
    let values = (0..<42).map { Double($0 * $0) - 100 }
    for other in [PatchGrid.fourByFour, .eightByEight, PatchGrid(rows: 1, columns: 1)] {
      let moved = redistributed(values, from: grid, to: other)
      #expect(moved.count == other.count)
      #expect(abs(moved.reduce(0, +) - values.reduce(0, +)) < 1e-9)
    }
    #expect(redistributed(values, from: grid, to: grid) == values)
    // Two columns of three: the middle one is halved.
    #expect(
      redistributed(
        [1, 10, 100], from: PatchGrid(rows: 1, columns: 3), to: PatchGrid(rows: 1, columns: 2))
        == [6, 105])
  }

  @Test func aSystemOfEquationsIsSolved() {
    let solution = CholeskyFactor([4, 2, 0.5, 2, 5, 1, 0.5, 1, 3], count: 3)
      .solution(of: [1, -2, 3])
    let back = [
      4 * solution[0] + 2 * solution[1] + 0.5 * solution[2],
      2 * solution[0] + 5 * solution[1] + solution[2],
      0.5 * solution[0] + solution[1] + 3 * solution[2],
    ]
    #expect(zip(back, [1, -2, 3]).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  @Test func hiddenPixelsThatLowerANumberCorrelateWithIt() {
    let masks = PixelMasks(width: 56, height: 56, count: 400, seed: 1)
    let white = Picture(
      width: 56, height: 56, channels: .gray, samples: [UInt8](repeating: 255, count: 56 * 56))
    // A number that counts what is visible of the left upper quarter.
    let numbers = (0..<masks.count).map { mask -> Double in
      let picture = masks.picture(mask, of: white)
      return (0..<28 * 28).reduce(0) { $0 + Double(picture.samples[$1 / 28 * 56 + $1 % 28]) }
    }
    let correlations = masks.correlations(numbers)
    #expect(correlations.count == 56 * 56 && correlations.allSatisfy { abs($0) <= 1 })
    #expect(correlations[14 * 56 + 14] > 0.3 && correlations[42 * 56 + 42] < 0.1)
    #expect(masks.correlations([Double](repeating: 3, count: 400)).allSatisfy { $0 == 0 })
  }

  @Test func facesOfATrainingAreFoundByPictureAndByLabel() throws {
    func digest(_ text: String) -> SHA256Digest { SHA256.digest(of: Array(text.utf8)) }
    func shown(_ picture: String, _ label: String?) -> ShownPicture {
      ShownPicture(
        path: picture, label: label, sha256: digest(picture), width: 1, height: 1,
        face: Picture(width: 1, height: 1, channels: .gray, samples: [0]))
    }
    let known = TrainingPictures(
      pictures: [digest("a.png")], people: [TrainingPictures.digest(ofLabel: "Ann")])
    #expect(known.match(shown("a.png", nil)) == .picture)
    #expect(known.match(shown("a.png", "Ann")) == .picture)
    #expect(known.match(shown("b.png", "Ann")) == .label)
    #expect(known.match(shown("b.png", "Bea")) == nil && known.match(shown("b.png", nil)) == nil)
  }
}
