import Faces
import Pictures
import Portraits
import Testing

@Suite struct OcclusionTests {
  private static let masks: [OccluderKind] = [.surgical, .cloth, .ffp2, .patterned]

  private func portrait(_ person: Int, width: Int = 160, height: Int = 160) throws -> Portrait {
    var condition = PortraitSeries(seed: 11).condition(person: person, picture: 0)
    condition.yaw = person == 0 ? 0 : condition.yaw
    return try Portrait.draw(
      PortraitSeries(seed: 11).identity(person), condition,
      frame: .aligned(width: width, height: height)!)
  }

  private func pixel(_ picture: Picture, _ point: Landmarks68.Point) -> [UInt8]? {
    let (x, y) = (Int(point.x.rounded()), Int(point.y.rounded()))
    guard x >= 0, y >= 0, x < picture.width, y < picture.height else { return nil }
    let place = (y * picture.width + x) * picture.channels.rawValue
    return Array(picture.samples[place..<place + picture.channels.rawValue])
  }

  @Test(arguments: masks, 0..<4)
  func masksCoverNoseAndMouthAndLeaveTheEyes(kind: OccluderKind, person: Int) throws {
    let before = try portrait(person)
    let after = try Occlusion.of(
      before.picture, landmarks: before.landmarks, kind: kind, seed: UInt64(person))
    for index in [30, 31, 33, 35, 48, 51, 54, 57, 7, 9] {
      let point = before.landmarks.points[index]
      guard let old = pixel(before.picture, point) else { continue }
      #expect(pixel(after.picture, point) != old, "\(kind) misses landmark \(index)")
    }
    for index in Array(17..<27) + Array(36..<48) {
      let point = before.landmarks.points[index]
      #expect(
        pixel(after.picture, point) == pixel(before.picture, point),
        "\(kind) covers landmark \(index)")
    }
    #expect(after.moved(before.landmarks) == before.landmarks)
  }

  @Test(arguments: 0..<8) func sunglassesCoverTheEyesAndLeaveTheMouth(seed: UInt64) throws {
    let before = try portrait(Int(seed))
    let after = try Occlusion.of(
      before.picture, landmarks: before.landmarks, kind: .sunglasses, seed: seed)
    let glass = after.picture.converted(to: .gray)
    for eye in before.fivePoints.prefix(2) {
      #expect(pixel(glass, eye)![0] < 110)
      #expect(pixel(after.picture, eye) != pixel(before.picture, eye))
    }
    for index in 48..<68 {
      let point = before.landmarks.points[index]
      #expect(pixel(after.picture, point) == pixel(before.picture, point))
    }
  }

  @Test func kindsOfMaskAndShapesOfGlassesComeBySeed() throws {
    let face = try portrait(0)
    func names(_ kind: OccluderKind) throws -> Set<String> {
      Set(
        try (0..<40).map {
          try Occlusion.of(face.picture, landmarks: face.landmarks, kind: kind, seed: $0)
            .description.split(separator: ",").first!.description
        })
    }
    #expect(
      try names(.mask) == ["surgical mask", "cloth mask", "FFP2 mask", "patterned mask"])
    #expect(try names(.sunglasses).count == 5)
    #expect(try names(.surgical) == ["surgical mask"])
  }

  @Test(arguments: OccluderKind.allCases) func sameSeedSamePicture(kind: OccluderKind) throws {
    let face = try portrait(1, width: 96, height: 112)
    func made(_ seed: UInt64) throws -> Picture {
      try Occlusion.of(face.picture, landmarks: face.landmarks, kind: kind, seed: seed).picture
    }
    let first = try made(3)
    #expect(try made(3) == first)
    #expect((first.width, first.height) == (96, 112))
    #expect(try (4..<10).contains { try made($0) != first })
  }

  @Test(arguments: OccluderKind.allCases) func grayStaysGray(kind: OccluderKind) throws {
    let face = try portrait(2)
    let gray = face.picture.converted(to: .gray)
    let after = try Occlusion.of(gray, landmarks: face.landmarks, kind: kind, seed: 1).picture
    #expect(after.channels == .gray)
    #expect((after.width, after.height) == (gray.width, gray.height))
    #expect(after != gray)
  }

  /// On a picture whose samples encode their position, a landmark moves with the sample under it.
  @Test(arguments: [OccluderKind.crop, .rotate], 0..<6)
  func landmarksMoveAlong(kind: OccluderKind, seed: UInt64) throws {
    let (width, height) = (120, 90)
    var samples: [UInt8] = []
    for y in 0..<height { for x in 0..<width { samples += [UInt8(2 * x), UInt8(2 * y), 255] } }
    let picture = Picture(width: width, height: height, channels: .rgb, samples: samples)
    let points = (0..<68).map {
      Landmarks68.Point(x: 40 + Double($0 % 17) * 2, y: 35 + Double($0 / 17) * 5)
    }
    let landmarks = Landmarks68(points: points)
    let after = try Occlusion.of(picture, landmarks: nil, kind: kind, seed: seed)
    for (point, moved) in zip(points, after.moved(landmarks).points) {
      guard moved.x > 1, moved.y > 1, moved.x < Double(width - 2), moved.y < Double(height - 2)
      else { continue }
      let found = try #require(pixel(after.picture, moved))
      // There are two levels per pixel, and the landmark is up to 0.7 pixels from the sampled
      // position.
      #expect(abs(Double(found[0]) / 2 - point.x) < 1.1)
      #expect(abs(Double(found[1]) / 2 - point.y) < 1.1)
    }
  }

  @Test func cropTakesSeventyPercentOfEachSide() throws {
    let picture = Picture(
      width: 100, height: 60, channels: .gray, samples: [UInt8](repeating: 7, count: 6000))
    for seed: UInt64 in 0..<20 {
      let after = try Occlusion.of(picture, landmarks: nil, kind: .crop, seed: seed)
      guard case .cut(let x, let y, let width, let height) = after.change else {
        Issue.record("nothing was cut")
        return
      }
      #expect((width, height) == (70, 42))
      #expect((0...30).contains(x) && (0...18).contains(y))
    }
  }

  @Test func whatIsNoFaceIsRefused() throws {
    let picture = Picture(
      width: 64, height: 64, channels: .gray, samples: [UInt8](repeating: 90, count: 4096))
    func shifted(_ x: Double, _ y: Double, scale: Double) throws -> Landmarks68 {
      let points = try portrait(0).landmarks.points
      return Landmarks68(points: points.map { .init(x: $0.x * scale + x, y: $0.y * scale + y) })
    }
    #expect(throws: OcclusionError.landmarksMissing) {
      try Occlusion.of(picture, landmarks: nil, kind: .mask, seed: 1)
    }
    for (x, y, scale) in [
      (0.0, 0.0, 0.0), (0, 0, 0.01), (1e300, 0, 0.4), (0, 0, 1e6), (-500, 0, 0.4),
    ] {
      let landmarks = try shifted(x, y, scale: scale)
      for kind in [OccluderKind.ffp2, .sunglasses] {
        #expect(throws: OcclusionError.self) {
          try Occlusion.of(picture, landmarks: landmarks, kind: kind, seed: 1)
        }
      }
    }
  }

  @Test func onePixelIsCroppedAndTurned() throws {
    let picture = Picture(width: 1, height: 1, channels: .rgb, samples: [1, 2, 3])
    #expect(try Occlusion.of(picture, landmarks: nil, kind: .crop, seed: 1).picture == picture)
    #expect(try Occlusion.of(picture, landmarks: nil, kind: .rotate, seed: 1).picture.width == 1)
  }
}
