import Faces
import Foundation
import Pictures
import Testing
import _TestSupport

@testable import Evidence

@Suite struct FacePoseTests {
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

  @Test func blurLowersSharpnessAndContrastDoesNot() {
    let values = [0, 2, 8, 60].map { face(contrast: 100, blur: $0).sharpness }
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 > $1 })
    #expect(abs(face(contrast: 60, blur: 2).sharpness / values[1] - 1) < 0.1)
  }
}
