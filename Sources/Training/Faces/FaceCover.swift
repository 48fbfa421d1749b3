import Basics
import Faces
import Pictures

#if canImport(Glibc)
  import Glibc
#endif

/// Covers a part of an aligned face, as chance has it: a mask, sunglasses, a rectangle, or the rest
/// of the picture around a random 70 %.
///
/// Rougher and more varied than `facet occlude` draws, on purpose: what is learnt is to do without
/// what is covered, not to know a drawn mask.
struct FaceCover {
  private var generator: SeededGenerator

  init(generator: SeededGenerator) { self.generator = generator }

  private enum Kind {
    case mask
    case glasses
    case rectangle
    case crop
  }

  func covered(_ face: FaceSource.Face) -> Picture {
    var copy = self
    return copy.cover(face)
  }

  private mutating func cover(_ face: FaceSource.Face) -> Picture {
    let picture = face.picture
    let marks = FaceMarks(face)
    let chance = generator.share()
    let kind: Kind =
      chance < 0.4 ? .mask : chance < 0.6 ? .glasses : chance < 0.75 ? .rectangle : .crop
    if kind == .crop { return crop(picture) }
    var canvas = CoveredSamples(picture)
    let color = (0..<3).map { _ in Double(generator.share()) * (kind == .glasses ? 70 : 255) }
    let shade = Double(generator.unit()) * 40
    switch kind {
    case .mask:
      canvas.fill(mask(marks), color: color, shade: shade)
    case .glasses:
      for outline in glasses(marks) { canvas.fill(outline, color: color, shade: shade / 4) }
    case .rectangle, .crop:
      canvas.fill(rectangle(picture), color: color, shade: shade)
    }
    return canvas.picture
  }

  /// A random number around 1.
  private mutating func about(_ spread: Double) -> Double { 1 + spread * Double(generator.unit()) }

  private mutating func mask(_ marks: FaceMarks) -> [FaceMarks.Point] {
    let unit = marks.eyeDistance
    let middle = marks.middle
    // From the bridge or the tip of the nose to below the chin.
    let top = middle.y + unit * (0.12 + 0.35 * Double(generator.share()))
    let side = unit * 0.95 * about(0.2)
    let bottom = marks.mouth.y + unit * 0.85 * about(0.25)
    let low = marks.mouth.y + unit * 0.35 * about(0.3)
    return [
      .init(x: middle.x, y: top), .init(x: middle.x + side, y: top + unit * 0.2 * about(0.8)),
      .init(x: middle.x + side * 0.95, y: low), .init(x: middle.x + side * 0.45, y: bottom),
      .init(x: middle.x - side * 0.45, y: bottom), .init(x: middle.x - side * 0.95, y: low),
      .init(x: middle.x - side, y: top + unit * 0.2 * about(0.8)),
    ]
  }

  private mutating func glasses(_ marks: FaceMarks) -> [[FaceMarks.Point]] {
    let unit = marks.eyeDistance
    let (wide, high) = (unit * 0.42 * about(0.2), unit * 0.3 * about(0.25))
    let power = 2 + 2 * Double(generator.share())
    let down = unit * 0.06 * about(1)
    let lenses = [marks.leftEye, marks.rightEye].map { eye in
      FaceMarks.roundedOutline(
        x: eye.x, y: eye.y + down, halfWidth: wide, halfHeight: high, power: power)
    }
    let bridge = FaceMarks.roundedOutline(
      x: marks.middle.x, y: marks.middle.y + down - high * 0.3, halfWidth: unit * 0.2,
      halfHeight: unit * 0.04, power: 4)
    return lenses + [bridge]
  }

  private mutating func rectangle(_ picture: Picture) -> [FaceMarks.Point] {
    let (width, height) = (Double(picture.width), Double(picture.height))
    let (w, h) = (
      width * (0.35 + 0.35 * Double(generator.share())),
      height * (0.35 + 0.3 * Double(generator.share()))
    )
    let (x, y) = (
      (width - w) * Double(generator.share()), (height - h) * Double(generator.share())
    )
    return [
      .init(x: x, y: y), .init(x: x + w, y: y), .init(x: x + w, y: y + h), .init(x: x, y: y + h),
    ]
  }

  /// A random 70 % of each side, scaled back.
  private mutating func crop(_ picture: Picture) -> Picture {
    let width = max(1, picture.width * 7 / 10)
    let height = max(1, picture.height * 7 / 10)
    let x = Int.random(in: 0...picture.width - width, using: &generator)
    let y = Int.random(in: 0...picture.height - height, using: &generator)
    return picture.cropped(x: x, y: y, width: width, height: height)
      .resized(width: picture.width, height: picture.height)
  }
}

/// Where eyes and mouth of an aligned face lie, in pixels: by its landmarks, or by the template that
/// pictures of its shape are aligned to.
struct FaceMarks {
  struct Point {
    var x: Double
    var y: Double
  }

  let leftEye: Point
  let rightEye: Point
  let mouth: Point

  init(_ face: FaceSource.Face) {
    if let points = face.landmarks?.points {
      func middle(_ range: Range<Int>) -> Point {
        let count = Double(range.count)
        return Point(
          x: points[range].map(\.x).reduce(0, +) / count,
          y: points[range].map(\.y).reduce(0, +) / count)
      }
      leftEye = middle(36..<42)
      rightEye = middle(42..<48)
      mouth = middle(48..<60)
      return
    }
    let (width, height) = (Double(face.picture.width), Double(face.picture.height))
    let isUpright = height > 1.08 * width
    func place(_ x: Double, _ y: Double, of size: (Double, Double)) -> Point {
      Point(x: x / size.0 * width, y: y / size.1 * height)
    }
    if isUpright {
      leftEye = place(30.3, 51.7, of: (96, 112))
      rightEye = place(65.5, 51.5, of: (96, 112))
      mouth = place(48.1, 92.3, of: (96, 112))
    } else {
      leftEye = place(61.4, 54.7, of: (160, 160))
      rightEye = place(118.5, 54.7, of: (160, 160))
      mouth = place(89.6, 122.4, of: (160, 160))
    }
  }

  var eyeDistance: Double {
    let (x, y) = (rightEye.x - leftEye.x, rightEye.y - leftEye.y)
    return max(1, (x * x + y * y).squareRoot())
  }

  /// Between the eyes.
  var middle: Point { Point(x: (leftEye.x + rightEye.x) / 2, y: (leftEye.y + rightEye.y) / 2) }

  /// From an ellipse (power 2) to nearly a rectangle.
  static func roundedOutline(
    x: Double, y: Double, halfWidth: Double, halfHeight: Double, power: Double
  ) -> [Point] {
    // |a|^power + |b|^power = 1, walked along both axes.
    (0..<32).map { step in
      let angle = Double(step) / 32 * 2 * Double.pi
      let (c, s) = (cos(angle), sin(angle))
      return Point(
        x: x + halfWidth * root(c, power), y: y + halfHeight * root(s, power))
    }
  }
}

private func root(_ value: Double, _ power: Double) -> Double {
  (value < 0 ? -1 : 1) * pow(abs(value), 2 / power)
}

/// A picture's samples while a part of it is covered.
private struct CoveredSamples {
  private let original: Picture
  private var samples: [UInt8]

  init(_ picture: Picture) {
    original = picture
    samples = picture.samples
  }

  var picture: Picture {
    Picture(
      width: original.width, height: original.height, channels: original.channels,
      samples: samples)
  }

  /// - Parameters:
  ///   - color: Red, green, blue, 0...255.
  ///   - shade: How much brighter it becomes from top to bottom.
  mutating func fill(_ outline: [FaceMarks.Point], color: [Double], shade: Double) {
    let ys = outline.map(\.y)
    let top = max(0, Int(ys.min()!.rounded(.up)))
    let bottom = min(original.height - 1, Int(ys.max()!.rounded(.down)))
    guard top <= bottom else { return }
    let count = original.channels.rawValue
    let grey = 0.299 * color[0] + 0.587 * color[1] + 0.114 * color[2]
    let values = count == 1 ? [grey] : color
    for y in top...bottom {
      let added = shade * (Double(y - top) / Double(max(1, bottom - top)) - 0.5)
      let bytes = values.map { UInt8(min(max(($0 + added).rounded(), 0), 255)) }
      let edges = crossings(outline, Double(y))
      for index in stride(from: 0, to: edges.count - 1, by: 2) {
        let from = max(0, Int(edges[index].rounded(.up)))
        let to = min(original.width - 1, Int(edges[index + 1].rounded(.down)))
        guard from <= to else { continue }
        for x in from...to {
          for channel in 0..<count {
            samples[(y * original.width + x) * count + channel] = bytes[channel]
          }
        }
      }
    }
  }

  /// Where an outline crosses a row, from the left.
  private func crossings(_ outline: [FaceMarks.Point], _ y: Double) -> [Double] {
    var edges: [Double] = []
    for (index, a) in outline.enumerated() {
      let b = outline[(index + 1) % outline.count]
      guard (a.y <= y) != (b.y <= y) else { continue }
      edges.append(a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y))
    }
    return edges.sorted()
  }
}
