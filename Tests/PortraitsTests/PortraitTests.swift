import Basics
import Faces
import Pictures
import Portraits
import Testing

@Suite struct PortraitTests {
  private let series = PortraitSeries(seed: 5)
  private let frame = PortraitFrame.aligned(width: 128, height: 128)!

  @Test func sameNumbersGiveSamePicture() throws {
    let first = collectInParallel(count: 4) { index, _ in
      try? series.portrait(person: index / 2, picture: index % 2, frame: frame)
    }
    for index in 0..<4 {
      let again = try series.portrait(person: index / 2, picture: index % 2, frame: frame)
      #expect(first[index] == again)
    }
    #expect(Set(first.map { $0!.picture.samples }).count == 4)
  }

  @Test(arguments: 0..<6) func fivePointsLieAtTheTemplate(person: Int) throws {
    var condition = series.condition(person: person, picture: 0)
    condition.roll = 7
    let portrait = try Portrait.draw(series.identity(person), condition, frame: frame)
    // Of the 160x160 template, made smaller; faces differ from it by some pixels.
    let template = [(49.1, 43.8), (94.8, 43.8), (74.8, 72.6), (54.8, 97.9), (88.6, 97.9)]
    for (point, place) in zip(portrait.fivePoints, template) {
      #expect(abs(point.x - place.0) < 10 && abs(point.y - place.1) < 10)
    }
  }

  /// The center of an eye is darker than the cheek below it.
  @Test(arguments: 0..<6) func eyesAreWhereTheLandmarksSay(person: Int) throws {
    let large = PortraitFrame(width: 300, height: 360)
    let portrait = try Portrait.draw(series.identity(person), PortraitCondition(), frame: large)
    let picture = portrait.picture.converted(to: .gray)
    func gray(_ x: Double, _ y: Double) -> Double {
      var sum = 0.0
      for dy in -1...1 {
        for dx in -1...1 {
          let place = (Int(y.rounded()) + dy) * 300 + Int(x.rounded()) + dx
          sum += Double(picture.samples[place])
        }
      }
      return sum / 9
    }
    let distance = portrait.fivePoints[1].x - portrait.fivePoints[0].x
    for eye in portrait.fivePoints.prefix(2) {
      #expect(gray(eye.x, eye.y) < 0.75 * gray(eye.x, eye.y + 0.55 * distance), "person \(person)")
    }
  }
}
