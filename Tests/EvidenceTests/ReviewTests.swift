import Faces
import Foundation
import Identification
import Networks
import Pictures
import Testing
import _TestSupport

@testable import Evidence

@Suite struct ReviewTests {
  private func ranking(_ method: ScoringMethod, _ scores: [(Int, Double)]) -> Ranking {
    Ranking(
      method: method,
      candidates: scores.enumerated().map { place, entry in
        RankedCandidate(
          galleryIndex: entry.0, rank: place + 1, score: entry.1, cosine: entry.1,
          similarity: method == .stage1 ? nil : entry.1)
      })
  }

  private func disagreement(_ firsts: [Int], lead: Double = 1) -> Disagreement {
    Disagreement(
      rankings: Rankings(
        zip([.stage1, .emd, .h2l], firsts).map { method, first in
          ranking(
            method,
            [(first, 0.5 + lead)] + (10..<20).map { ($0, 0.5 - 0.01 * Double($0 - 10)) })
        }), label: { "p\($0 % 5 == 4 ? 3 : $0)" }, unusualPatches: nil, queryWeights: nil)
  }

  @Test func bandsSortByHowManyPeopleStandFirst() {
    let one = disagreement([1, 1, 1])
    #expect(one.named == 1 && one.value == 0 && one.isByLabel)
    // Two pictures of one person are one person.
    #expect(disagreement([3, 4, 3]).named == 1)
    let two = disagreement([1, 2, 1])
    let three = disagreement([1, 2, 3])
    #expect(two.value == 0.5 && three.value == 0.75)
    // However thin the margins, the bands do not meet.
    #expect(disagreement([1, 1, 1], lead: 0).value < 0.5)
    #expect(disagreement([1, 2, 1], lead: 0).value < 0.75)
    #expect(disagreement([1, 2, 3], lead: 0).value <= 1)
    // Thinner is more.
    let values = [1, 0.02, 0.01, 0].map { disagreement([1, 1, 1], lead: $0).value }
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 < $1 || ($0 == 0 && $1 == 0) })
    #expect(values.last! > 0.4)
  }

  private func faces(_ count: Int) -> [PatchSet] {
    (0..<count).map { face in
      // One pattern, and a little of each face's own.
      let own = HashedValues.unit("face \(face)", count: 16 * 32)
      let all = HashedValues.unit("all", count: 16 * 32)
      return PatchSet(
        grid: .fourByFour, channels: 32, networkOutput: zip(all, own).map { $0 + 0.2 * $1 })
    }
  }

  @Test func whatIsCoveredIsFoundAndNothingElse() throws {
    let all = faces(41)
    let candidates = Array(all.dropFirst())
    var output = zip(all[0].values, (0..<16).flatMap { Array(repeating: $0, count: 32) }).map {
      $0.0 * all[0].lengths[$0.1]
    }
    let strange = HashedValues.unit("strange", count: 32)
    for patch in [9, 10] {
      for channel in 0..<32 { output[patch * 32 + channel] = strange[channel] }
    }
    let query = PatchSet(grid: .fourByFour, channels: 32, networkOutput: output)
    let found = try #require(UnusualPatches(query: query, candidates: candidates))
    #expect(found.shares[9] == 1 / 41.0 && found.shares[10] == 1 / 41.0)
    #expect(found.unusual.contains(9) && found.unusual.contains(10))
    #expect(found.shares.allSatisfy { $0 >= 1 / 41.0 && $0 <= 1 })
    // Of the 14 others one in twenty may be by chance.
    #expect(found.unusual.count <= 5)
    #expect(UnusualPatches(query: query, candidates: Array(candidates.prefix(18))) == nil)
    let flow = Disagreement(
      rankings: Rankings([ranking(.stage1, [(1, 0.9), (2, 0.1)])]), label: { "\($0)" },
      unusualPatches: found,
      queryWeights: (0..<16).map {
        found.unusual.contains($0) ? 1 / Double(found.unusual.count) : 0
      })
    #expect(abs(flow.unusualFlow! - 1) < 1e-12)
  }

  private let layout = FaceLayout(inputWidth: 96, inputHeight: 112)

  private func points(yaw: Double, roll: Double, distance: Double) -> FivePoints {
    // A head whose nose stands 0.45 eye distances before its eyes, seen from far away.
    let (c, s) = (cosine(yaw), sine(yaw))
    let flat: [(Double, Double)] = [
      (-0.5 * c, 0), (0.5 * c, 0), (0.45 * s, 0.6), (-0.4 * c, 1.1), (0.4 * c, 1.1),
    ]
    let (a, b) = (cosine(roll), sine(roll))
    return FivePoints(
      points: flat.map {
        Landmarks68.Point(
          x: 50 + distance * (a * $0.0 - b * $0.1), y: 50 + distance * (b * $0.0 + a * $0.1))
      })
  }

  private func cosine(_ degrees: Double) -> Double { sine(degrees + 90) }
  private func sine(_ degrees: Double) -> Double {
    Foundation.sin(degrees * .pi / 180)
  }

  @Test(arguments: [(0.0, 0.0), (25, 0), (-40, 10), (10, -30), (60, 0)])
  func poseIsFoundAgain(yaw: Double, roll: Double) throws {
    let pose = try #require(FacePose(points(yaw: yaw, roll: roll, distance: 80)))
    #expect(abs(pose.yaw - yaw) < 0.1 && abs(pose.roll - roll) < 0.1)
    #expect(abs(pose.eyeDistance - 80 * cosine(yaw)) < 0.1)
  }

  private func face(contrast: Int, blur: Int) -> Picture {
    var samples = HashedValues.unit("texture", count: 96 * 112).map { 128 + Double($0) * 60 }
    for _ in 0..<blur {
      samples = samples.indices.map { place in
        let near = [place - 96, place - 1, place, place + 1, place + 96].filter {
          samples.indices.contains($0)
        }
        return near.reduce(0) { $0 + samples[$1] } / Double(near.count)
      }
    }
    let mean = samples.reduce(0, +) / Double(samples.count)
    let most = samples.map { abs($0 - mean) }.max()!
    return Picture(
      width: 96, height: 112, channels: .gray,
      samples: samples.map { UInt8(clamping: Int(128 + ($0 - mean) / most * Double(contrast))) })
  }

  @Test func blurAndLowContrastAndSmallFacesAreTold() {
    func measure(_ picture: Picture, width: Int, _ quantity: Suitability.Quantity)
      -> Suitability.Measure
    {
      Suitability(face: picture, width: width, points: nil, layout: layout).measures
        .first { $0.quantity == quantity }!
    }
    let sharp = face(contrast: 100, blur: 0)
    let values = [0, 2, 8, 60].map {
      measure(face(contrast: 100, blur: $0), width: 96, .sharpness).value!
    }
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 > $1 })
    // Contrast does not change sharpness.
    let dull = face(contrast: 60, blur: 2)
    #expect(abs(measure(dull, width: 96, .sharpness).value! / values[1] - 1) < 0.1)
    #expect(measure(face(contrast: 10, blur: 0), width: 96, .contrast).outcome == .insufficient)
    #expect(measure(sharp, width: 96, .contrast).outcome == .sufficient)
    #expect(abs(measure(sharp, width: 96, .eyeDistance).value! - 35.24) < 0.01)
    #expect(measure(sharp, width: 96, .eyeDistance).outcome == .sufficient)
    #expect(measure(sharp, width: 60, .eyeDistance).outcome == .limited)
    #expect(measure(sharp, width: 40, .eyeDistance).outcome == .insufficient)
    let whole = Suitability(face: sharp, width: 40, points: nil, layout: layout)
    #expect(whole.outcome == .insufficient && !whole.isEyeDistanceMeasured)
    #expect(whole.measures.filter { $0.value == nil }.map(\.quantity) == [.yaw, .roll])
    let turned = Suitability(
      face: sharp, width: 400, points: points(yaw: 50, roll: 0, distance: 80), layout: layout)
    #expect(turned.outcome == .insufficient && turned.isEyeDistanceMeasured)
  }
}
