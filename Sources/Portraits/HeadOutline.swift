import Basics
import Drawing

#if canImport(Glibc)
  import Glibc
#endif

/// The outline of a turned head in the picture.
struct HeadOutline {
  private struct Rim {
    let y: Double
    let left: Point
    let right: Point
  }

  private let rims: [Rim]

  init(_ shape: HeadShape, view: HeadView) {
    // On each row's ellipse, find the least and the greatest turned x.
    let steps = stride(from: -1.0, through: 1.0, by: 0.1)
    rims = shape.rows.map { row in
      var least: (SIMD3<Double>, Double)?
      var greatest: (SIMD3<Double>, Double)?
      for step in steps {
        let sine = step < 0 ? -1 + (1 + step) * (1 + step) * 0.5 : 1 - (1 - step) * (1 - step) * 0.5
        let rounding = pow(max(0, 1 - sine * sine), 0.425)
        let point = SIMD3(
          row.halfWidth * sine, row.y, row.center + row.depth * rounding)
        let x = view.turned(point).x
        if x < least?.1 ?? .infinity { least = (point, x) }
        if x > greatest?.1 ?? -.infinity { greatest = (point, x) }
      }
      return Rim(y: row.y, left: view(least!.0), right: view(greatest!.0))
    }
  }

  /// Returns the point of the outline at a height of the head.
  func point(at y: Double, isRight: Bool) -> Point {
    let index = min(rims.firstIndex { $0.y >= y } ?? rims.count - 1, rims.count - 1)
    guard index > 0 else { return isRight ? rims[0].right : rims[0].left }
    let (above, below) = (rims[index - 1], rims[index])
    let part = min(max((y - above.y) / max(below.y - above.y, 1e-9), 0), 1)
    let (from, to) = isRight ? (above.right, below.right) : (above.left, below.left)
    return Point(x: from.x + part * (to.x - from.x), y: from.y + part * (to.y - from.y))
  }

  /// The path around the whole head.
  var path: Path {
    Path(polygon: rims.map(\.left) + rims.reversed().map(\.right))
  }

  /// Returns the outline from a height on the left over the crown to the same height on the right.
  func over(from y: Double) -> [Point] {
    let part = rims.filter { $0.y <= y }
    return [point(at: y, isRight: false)] + part.reversed().map(\.left)
      + part.dropFirst().map(\.right) + [point(at: y, isRight: true)]
  }

  /// Returns 17 points of the jaw, from a height at the left around the chin to that height at the
  /// right; on each side evenly along the outline.
  func jaw(from y: Double, chin: Point) -> [Point] {
    func side(isRight: Bool) -> [Point] {
      let below = rims.filter { $0.y > y }.map { isRight ? $0.right : $0.left }
      return evenly([point(at: y, isRight: isRight)] + below.dropLast() + [chin], count: 9)
    }
    return side(isRight: false) + side(isRight: true).reversed().dropFirst()
  }
}

/// Returns points at equal distances along a line, including its ends.
private func evenly(_ line: [Point], count: Int) -> [Point] {
  let lengths = lengths(along: line)
  return evenSteps(count, from: 0, to: lengths[line.count - 1]).map { wanted in
    let index = min(max(lengths.firstIndex { $0 >= wanted } ?? line.count - 1, 1), line.count - 1)
    let (from, to) = (line[index - 1], line[index])
    let part = (wanted - lengths[index - 1]) / max(lengths[index] - lengths[index - 1], 1e-9)
    return Point(x: from.x + part * (to.x - from.x), y: from.y + part * (to.y - from.y))
  }
}

/// Returns the lengths from a line's start to each of its points.
func lengths(along line: [Point]) -> [Double] {
  var lengths = [0.0]
  for (from, to) in zip(line, line.dropFirst()) {
    let (dx, dy) = (to.x - from.x, to.y - from.y)
    lengths.append(lengths[lengths.count - 1] + (dx * dx + dy * dy).squareRoot())
  }
  return lengths
}
