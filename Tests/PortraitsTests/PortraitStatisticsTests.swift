import Faces
import Pictures
import Portraits
import Testing

/// The differences between people exceed those between pictures, and lie everywhere in a face. They
/// are measured on gray, evened pictures by the nearest other picture, so that color does not
/// matter.
@Suite struct PortraitStatisticsTests {
  private static let people = 12
  private static let each = 4
  private static let side = 32

  /// The pictures, `[side, side]`, gray with the local mean removed.
  private static let faces: [[Float]] = {
    let series = PortraitSeries(seed: 21)
    return (0..<people * each).map { index in
      let portrait = try! series.portrait(
        person: index / each, picture: index % each, frame: .aligned(width: 128, height: 128)!)
      let small = portrait.picture.converted(to: .gray).resized(width: side, height: side)
      return evened(small.samples.map(Float.init))
    }
  }()

  private static func evened(_ samples: [Float]) -> [Float] {
    (0..<samples.count).map { place in
      let (y, x) = (place / side, place % side)
      var (sum, count) = (Float(0), Float(0))
      for row in max(0, y - 4)...min(side - 1, y + 4) {
        for column in max(0, x - 4)...min(side - 1, x + 4) {
          sum += samples[row * side + column]
          count += 1
        }
      }
      return samples[place] - sum / count
    }
  }

  /// Returns how often the nearest other picture by correlation over these rows shows the same
  /// person.
  private func hits(rows: Range<Int>) -> Double {
    let parts = Self.faces.map { face -> [Float] in
      let part = Array(face[rows.lowerBound * Self.side..<rows.upperBound * Self.side])
      let length = part.map { $0 * $0 }.reduce(0, +).squareRoot()
      return part.map { $0 / length }
    }
    let found = parts.indices.count { index in
      let nearest = parts.indices.filter { $0 != index }.max { a, b in
        dot(parts[index], parts[a]) < dot(parts[index], parts[b])
      }!
      return nearest / Self.each == index / Self.each
    }
    return Double(found) / Double(parts.count)
  }

  private func dot(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).map(*).reduce(0, +) }

  /// By chance, 6% would be correct.
  @Test(arguments: [
    (0..<32, 0.5), (0..<8, 0.3), (8..<15, 0.3), (14..<21, 0.3), (20..<32, 0.3),
  ])
  func everyRegionTellsPeopleApart(rows: Range<Int>, least: Double) {
    let part = hits(rows: rows)
    #expect(part >= least, "rows \(rows): \(part)")
  }
}
