import Testing
import _TestSupport

@testable import Pictures

/// Large photographs, which are read at a reduced scale and in parts at full scale.
@Suite struct PhotographTests {
  static let names = [
    "part_420.jpg", "part_422.jpg", "part_444.jpg", "part_progressive.jpg", "part_gray.jpg",
    "part_inks.jpg",
  ]

  /// Opens a fixture as if it were very large.
  private func reduced(_ bytes: [UInt8], to leastPixels: Int = 2000) throws -> Photograph {
    try Picture.decoded(bytes, name: "a", reducedTo: leastPixels).photograph
  }

  /// Returns a JPEG with an EXIF segment that contains an orientation.
  private func turned(_ jpeg: [UInt8], _ orientation: Orientation) -> [UInt8] {
    let tiff: [UInt8] = [
      0x49, 0x49, 0x2a, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0,
      UInt8(orientation.rawValue), 0, 0, 0, 0, 0, 0, 0,
    ]
    let segment = Array("Exif\u{0}\u{0}".utf8) + tiff
    return Array(jpeg[..<2]) + [0xff, 0xe1, 0, UInt8(segment.count + 2)] + segment + jpeg[2...]
  }

  /// Areas at all edges and inside, small and large.
  private func areas(_ width: Int, _ height: Int) -> [PictureArea] {
    var areas: [PictureArea] = []
    for columns in [0..<1, 0..<width, 3..<40, width - 1..<width, width / 2 - 9..<width / 2 + 9] {
      for rows in [0..<1, 200..<201, 150..<230, height - 20..<height, 17..<height - 1] {
        areas.append(PictureArea(columns: columns, rows: rows))
      }
    }
    return areas
  }

  @Test(arguments: names) func aPartHasThePixelsOfTheWholePicture(name: String) throws {
    let bytes = try Fixtures.bytes(name)
    let whole = try Picture.decode(bytes, name: "a")
    #expect((whole.width, whole.height) == (291, 533))
    for area in areas(whole.width, whole.height) {
      let photograph = try reduced(bytes)
      #expect(photograph.whole == nil && photograph.reduction == 8)
      #expect((photograph.width, photograph.height) == (291, 533))
      #expect(photograph.channels == whole.channels)
      let part = try photograph.part(area)
      #expect(
        part.cropped(to: area) == PhotographPart(whole).cropped(to: area), "\(name) \(area)")
    }
    #expect(try reduced(bytes).decodedWhole() == whole)
  }

  @Test(arguments: Orientation.allCases) func partsOfTurnedPicturesAreUpright(
    orientation: Orientation
  ) throws {
    let bytes = turned(try Fixtures.bytes("part_444.jpg"), orientation)
    let whole = try Picture.decode(bytes, name: "a")
    let photograph = try reduced(bytes)
    #expect((photograph.width, photograph.height) == (whole.width, whole.height))
    let area = PictureArea(columns: 30..<71, rows: 222..<230)
    #expect(try photograph.part(area).cropped(to: area) == PhotographPart(whole).cropped(to: area))
    // Several at once.
    let all = areas(whole.width, whole.height).filter { $0.pixelCount < 2000 }
    try photograph.prepare(all)
    for area in all {
      #expect(
        try photograph.part(area).cropped(to: area) == PhotographPart(whole).cropped(to: area))
    }
  }

  /// A bright spot is at the same place in both scales, whichever edge was cut.
  @Test(arguments: Orientation.allCases, [2, 4, 8]) func positionsFollowTheScale(
    orientation: Orientation, reduction: Int
  ) throws {
    let (width, height) = (203, 301)
    var samples = [UInt8](repeating: 0, count: width * height)
    for y in 96..<112 { for x in 48..<64 { samples[y * width + x] = 255 } }
    let jpeg = Picture(width: width, height: height, channels: .gray, samples: samples)
      .encodedJPEG(quality: 95)
    let bytes = turned(jpeg, orientation)
    let whole = try Picture.decode(bytes, name: "a")
    let photograph = try reduced(bytes, to: width * height / (reduction * reduction))
    #expect(photograph.reduction == reduction)
    func middle(_ picture: Picture) -> (x: Double, y: Double) {
      var (x, y, sum) = (0.0, 0.0, 0.0)
      for (place, sample) in picture.samples.enumerated() where sample > 20 {
        x += (Double(place % picture.width) + 0.5) * Double(sample)
        y += (Double(place / picture.width) + 0.5) * Double(sample)
        sum += Double(sample)
      }
      return (x / sum, y / sum)
    }
    let small = try middle(photograph.searched())
    let found = photograph.position(x: small.x, y: small.y)
    // Where pixels are counted from 1, the first begins at 0.5.
    let counted = photograph.position(x: small.x + 0.5, y: small.y + 0.5, edge: 0.5)
    #expect((counted.x, counted.y) == (found.x + 0.5, found.y + 0.5))
    // Decoded again, it is the same.
    let before = try photograph.searched()
    photograph.forgetSearched()
    #expect(try photograph.searched() == before)
    let expected = middle(whole)
    #expect(abs(found.x - expected.x) < 0.05 && abs(found.y - expected.y) < 0.05)
  }

  @Test func onlyVeryLargePicturesAreReduced() throws {
    let bytes = try Fixtures.bytes("part_gray.jpg")
    let pixels = 291 * 533
    #expect(try reduced(bytes, to: pixels / 4 + 1).whole == Picture.decode(bytes, name: "a"))
    #expect(try reduced(bytes, to: pixels / 4).reduction == 2)
    // From 64 million pixels on, detectors begin with half the scale anyway.
    #expect(Photograph.leastReducedPixelCount == 16_000_000)
    let file = try PictureFile(photographAt: Fixtures.path("part_420.jpg"))
    #expect(file.photograph.whole == file.picture)
  }

  /// What the file says and what is noted does not depend on the scale.
  @Test func notesAndFactsAreThoseOfTheWholePicture() throws {
    for name in Self.names {
      let path = Fixtures.path(name)
      let whole = try PictureFile(path: path)
      let reduced = try PictureFile(photographAt: path, reducedTo: 2000)
      #expect(reduced.photograph.reduction == 8)
      #expect(reduced.notes == whole.notes && reduced.convertsColors == whole.convertsColors)
      #expect(PictureFacts(reduced) == PictureFacts(whole))
      #expect(reduced.paperJPEG(limit: 1 << 20) == whole.paperJPEG(limit: 1 << 20))
    }
    #expect(try PictureFile(path: Fixtures.path("part_444.jpg")).convertsColors)
  }

  @Test(arguments: names) func aDamagedFileIsRefusedAsAWhole(name: String) throws {
    var bytes = try Fixtures.bytes(name)
    bytes.removeSubrange((bytes.count - 200)...)
    let expected = #expect(throws: PictureError.self) { try Picture.decode(bytes, name: "a") }
    #expect(throws: try #require(expected)) { try reduced(bytes) }
  }

  @Test func areasStayInsideAndContainWhatIsAskedFor() {
    let all = PictureArea(columns: 0..<30, rows: 0..<20)
    for (left, right) in [(-50.0, -40.0), (100, 120), (.nan, .infinity), (4.2, 4.3), (29, 29)] {
      let area = PictureArea(
        left: left, top: 3, right: right, bottom: 3, inWidth: 30, height: 20)
      #expect(all.contains(area))
      #expect(area.rows == 2..<5)
    }
    let area = PictureArea(left: 4.2, top: 0, right: 7.5, bottom: 19, inWidth: 30, height: 20)
    #expect(area == PictureArea(columns: 3..<10, rows: 0..<20))
  }

  @Test func aPartIsWarpedAsTheWholePicture() throws {
    let picture = Picture.noise(width: 90, height: 70, channels: .rgb)
    for (a, b, x, y) in [(0.7, 0.3, 4.5, -20.0), (-2, 1.1, 300, 10), (0.9, 0, -70, -50)] {
      let similarity = Similarity2D(a: a, b: b, translationX: x, translationY: y)
      let area = PictureArea(
        warpedBy: similarity, width: 40, height: 30, fromWidth: 90, height: 70)
      let part = PhotographPart(
        PhotographPart(picture).cropped(to: area), area: area, width: 90, height: 70)
      for border in [UInt8(9), nil] {
        #expect(
          part.warped(by: similarity, width: 40, height: 30, border: border)
            == picture.warped(by: similarity, width: 40, height: 30, border: border))
      }
    }
  }
}
