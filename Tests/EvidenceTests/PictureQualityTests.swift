import Faces
import Foundation
import Pictures
import Testing
import _TestSupport

@testable import Evidence

@Suite struct PictureQualityTests {
  /// The scale of the standard, at places that can be worked out by hand.
  @Test(arguments: [
    (QualityComponent.interEyeDistance, 70.0, 50.0), (.interEyeDistance, 90, 73.1059),
    (.headSize, 0.45, 100), (.headSize, 0.5, 53.7883), (.headSize, 0.4, 53.7883),
    (.leftwardCrop, 0.9, 50), (.rightwardCrop, 1.0, 73.1059), (.marginAbove, 1.4, 50),
    (.marginBelow, 1.8, 50), (.luminanceMean, 0.2, 49.9997), (.luminanceMean, 0.5, 99.5055),
    (.luminanceVariance, 1 / 60.0, 100), (.underExposure, 0, 99.84), (.underExposure, 1, 0),
    (.overExposure, 0, 100), (.overExposure, 0.01, 50), (.overExposure, 1, 1),
    (.dynamicRange, 8, 100), (.dynamicRange, 4, 50), (.illuminationUniformity, 1, 100),
    (.illuminationUniformity, 0.5, 81.2252), (.singleFacePresent, 0.25, 75), (.eyesOpen, 0.02, 50),
    (.mouthClosed, 0.2, 50), (.mouthClosed, 0, 96.5555), (.yaw, 60, 25), (.pitch, -60, 25),
    (.roll, 100, 0),
  ])
  func valuesFollowTheStandard(component: QualityComponent, native: Double, value: Double) {
    let found = component.value(ofNative: native)
    #expect(abs((found ?? .nan) - value) < 1e-3, "\(component): \(found ?? .nan)")
  }

  @Test func facetsOwnAndMagFacesComponentsHaveNoValueOfTheStandard() {
    for component in QualityComponent.allCases {
      #expect((component.value(ofNative: 0.5) == nil) == !component.isOfStandard)
    }
    #expect(
      QualityComponent.allCases.filter { !$0.isOfStandard } == [.sharpness, .embeddingLength])
  }

  private func gray(_ width: Int, _ height: Int, _ value: (Int, Int) -> UInt8) -> Picture {
    Picture(
      width: width, height: height, channels: .gray,
      samples: (0..<width * height).map { value($0 % width, $0 / width) })
  }

  /// The points of the template, magnified and moved.
  private func points(scale: Double, x: Double, y: Double) -> FivePoints {
    FivePoints(
      points: AlignmentTemplate.upright.points.points.map {
        Landmarks68.Point(x: x + scale * $0.x, y: y + scale * $0.y)
      })
  }

  private func sighting(_ points: FivePoints, number: Int = 1, count: Int = 1) -> FoundFace {
    FoundFace(
      number: number, count: count,
      face: DetectedFace(
        box: FaceBox(left: 100, top: 100, right: 260, bottom: 300), score: 0.999, points: points),
      similarity: AlignmentTemplate.upright.similarity(from: points)!, cropWidth: 96,
      cropHeight: 112)
  }

  private func measured(
    picture: Picture, face: Picture, sighting: FoundFace?, landmarks: Landmarks68?,
    faces: [DetectedFace]? = nil
  ) throws -> PictureQuality {
    try PictureQuality(
      photograph: Photograph(picture), face: face, sighting: sighting, landmarks: landmarks,
      faces: faces)
  }

  @Test func anAlignedCropHasNoEyeDistanceAndNoEdgesOfItsOwn() throws {
    let crop = gray(96, 112) { x, y in UInt8((x + y) % 256) }
    let quality = try measured(picture: crop, face: crop, sighting: nil, landmarks: nil)
    #expect(quality.points == .template)
    for component in [
      QualityComponent.interEyeDistance, .headSize, .leftwardCrop, .rightwardCrop, .marginAbove,
      .marginBelow, .roll, .singleFacePresent,
    ] {
      #expect(quality[component]?.gap == .alignedCrop && quality[component]?.value == nil)
    }
    for component in [QualityComponent.yaw, .pitch, .eyesOpen, .mouthClosed] {
      #expect(quality[component]?.gap == .noLandmarks)
    }
    #expect(quality[.luminanceMean]?.isMeasured == true && quality[.sharpness]?.isMeasured == true)
    #expect(quality.measures.map(\.component) == QualityComponent.ofPictures)
    #expect(quality.measures.allSatisfy { ($0.native == nil) == ($0.gap != nil) })
  }

  @Test func aPhotographIsMeasuredInItsOwnPixels() throws {
    let photograph = gray(600, 500) { _, _ in 128 }
    let five = points(scale: 2, x: 80, y: 60)
    let quality = try measured(
      picture: photograph, face: gray(96, 112) { _, _ in 128 }, sighting: sighting(five),
      landmarks: nil)
    #expect(quality.points == .detector)
    let eyes = try #require(quality[.interEyeDistance]?.native)
    // 35.2 template pixels, twice as large, and a hardly turned head.
    #expect(abs(eyes - 70.5) < 1, "\(eyes)")
    #expect(abs(quality[.yaw]!.native!) < 5 && abs(quality[.roll]!.native!) < 1)
    #expect(abs(quality[.pitch]!.native!) < 5)
    #expect(abs(quality[.leftwardCrop]!.native! - (80 + 2 * 30.2946) / 70.475) < 0.01)
    #expect(quality[.singleFacePresent]?.native == 0)
    #expect(quality[.eyesOpen]?.gap == .meanShape)
    // A picture of one gray has one level.
    #expect(quality[.dynamicRange]?.native == 0)
    #expect(abs(quality[.luminanceVariance]!.native!) < 1e-12)
    #expect(quality[.illuminationUniformity]?.native == 1)
    // sRGB 128 is light 0.2159, which is level 55 of 255.
    #expect(abs(quality[.luminanceMean]!.native! - 55 / 255.0) < 1e-9)
  }

  @Test func aTurnedHeadHasAYawOnItsSide() throws {
    var places = points(scale: 2, x: 80, y: 60).points
    places[2] = Landmarks68.Point(x: places[2].x + 15, y: places[2].y)
    let five = FivePoints(points: places)
    let quality = try measured(
      picture: gray(600, 500) { _, _ in 100 }, face: gray(96, 112) { _, _ in 100 },
      sighting: sighting(five), landmarks: nil)
    let yaw = try #require(quality[.yaw]?.native)
    #expect(yaw > 20 && yaw < 35, "\(yaw)")
    #expect(quality[.yaw]!.value! < 90)
  }

  @Test func lightAndShadowAreMeasuredInsideTheFaceOnly() throws {
    let five = points(scale: 2, x: 80, y: 60)
    let dark = try measured(
      picture: gray(600, 500) { _, _ in 20 }, face: gray(96, 112) { _, _ in 20 },
      sighting: sighting(five), landmarks: nil)
    #expect(dark[.underExposure]?.native == 1 && dark[.underExposure]?.value == 0)
    // A bright wall beside a dark face changes nothing.
    let wall = try measured(
      picture: gray(600, 500) { x, _ in x < 90 || x > 270 ? 255 : 20 },
      face: gray(96, 112) { _, _ in 20 }, sighting: sighting(five), landmarks: nil)
    #expect(wall[.underExposure] == dark[.underExposure])
    #expect(wall[.overExposure]?.native == 0)
    // Light from one side parts the cheeks.
    let side = try measured(
      picture: gray(600, 500) { x, _ in x < 176 ? 30 : 220 }, face: gray(96, 112) { _, _ in 20 },
      sighting: sighting(five), landmarks: nil)
    #expect(side[.illuminationUniformity]!.native! < 0.2)
  }

  @Test func landmarksOfAFileShowLidsAndLips() throws {
    let shape = Landmarks68(meanShapeFittedTo: points(scale: 2, x: 80, y: 60))
    let quality = try measured(
      picture: gray(600, 500) { _, _ in 100 }, face: gray(96, 112) { _, _ in 100 },
      sighting: sighting(points(scale: 2, x: 80, y: 60)), landmarks: shape)
    #expect(quality.points == .landmarkFile)
    // Lids 10 of 116 mm apart, lips 2 of 116.
    #expect(abs(quality[.eyesOpen]!.native! - 10 / 116.0) < 0.01)
    #expect(abs(quality[.mouthClosed]!.native! - 2 / 116.0) < 0.01)
  }

  @Test func aSecondFaceIsComparedWithTheLargest() throws {
    let five = points(scale: 2, x: 80, y: 60)
    func face(_ side: Float) -> DetectedFace {
      DetectedFace(
        box: FaceBox(left: 0, top: 0, right: side, bottom: side), score: 1, points: five)
    }
    func second(_ faces: [DetectedFace]?) throws -> PictureQuality.Measure? {
      try measured(
        picture: gray(600, 500) { _, _ in 100 }, face: gray(96, 112) { _, _ in 100 },
        sighting: sighting(five, count: 2), landmarks: nil, faces: faces)[.singleFacePresent]
    }
    #expect(try second([face(100), face(50)])?.native == 0.25)
    #expect(try second(nil)?.gap == .otherFacesUnknown)
  }

  @Test func percentilesCountThoseWithAtMostThisValue() {
    let quality = PictureQuality(
      points: .detector, measures: [.init(.yaw, native: 30), .init(.sharpness, native: 0.1)])
    let ranked = quality.withPercentiles(among: [.yaw: [10, 75.0, 74, 90], .sharpness: [0.05]])
    // cos² of 30° is 75 of 100 to rounding.
    #expect(ranked[.yaw]?.percentile == 50 || ranked[.yaw]?.percentile == 75)
    #expect(ranked[.sharpness]?.percentile == 100)
    #expect(quality.withPercentiles(among: [:])[.yaw]?.percentile == nil)
  }
}
