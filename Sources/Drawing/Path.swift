import Basics

/// An outline of lines and curves, in points.
package struct Path: Sendable, Equatable {
  enum Element: Sendable, Equatable {
    case move(Point)
    case line(Point)
    case curve(Point, Point, Point)
    case close
  }

  var elements: [Element] = []

  package init() {}

  package mutating func move(to point: Point) { elements.append(.move(point)) }
  package mutating func line(to point: Point) { elements.append(.line(point)) }
  package mutating func close() { elements.append(.close) }

  /// Adds a cubic Bézier curve.
  package mutating func curve(to point: Point, _ first: Point, _ second: Point) {
    elements.append(.curve(first, second, point))
  }
}

extension Path {
  /// Creates a path of straight lines from point to point.
  package init(polygon points: [Point], isClosed: Bool = true) {
    for (index, point) in points.enumerated() {
      elements.append(index == 0 ? .move(point) : .line(point))
    }
    if isClosed, !points.isEmpty { close() }
  }

  /// Creates a smooth path through all points: cubic curves whose ends meet in one direction
  /// (Catmull and Rom 1974, tension 1/2).
  package init(through points: [Point], isClosed: Bool = false) {
    guard points.count > 2 else {
      self.init(polygon: points, isClosed: isClosed)
      return
    }
    self.init()
    move(to: points[0])
    append(through: points, isClosed: isClosed)
    if isClosed { close() }
  }

  /// Continues through more points, the first of which is the current point.
  package mutating func append(through points: [Point], isClosed: Bool = false) {
    let count = points.count
    func point(_ index: Int) -> Point {
      isClosed ? points[(index + count) % count] : points[min(max(index, 0), count - 1)]
    }
    for index in 0..<(isClosed ? count : count - 1) {
      let (before, start) = (point(index - 1), point(index))
      let (end, after) = (point(index + 1), point(index + 2))
      curve(
        to: end,
        Point(x: start.x + (end.x - before.x) / 6, y: start.y + (end.y - before.y) / 6),
        Point(x: end.x - (after.x - start.x) / 6, y: end.y - (after.y - start.y) / 6))
    }
  }

  /// - Parameter angle: The angle in radians; positive turns the x axis toward the y axis.
  package init(
    ellipseAround center: Point, radiusX: Double, radiusY: Double, angle: Double = 0
  ) {
    self.init()
    let (along, across) = (cosineOf(angle), sineOf(angle))
    func point(_ x: Double, _ y: Double) -> Point {
      Point(
        x: center.x + along * x * radiusX - across * y * radiusY,
        y: center.y + across * x * radiusX + along * y * radiusY)
    }
    // 4/3 (sqrt 2 - 1): a quarter of a circle to 0.03%.
    let pull = 0.5522847498
    move(to: point(1, 0))
    curve(to: point(0, 1), point(1, pull), point(pull, 1))
    curve(to: point(-1, 0), point(-pull, 1), point(-1, pull))
    curve(to: point(0, -1), point(-1, -pull), point(-pull, -1))
    curve(to: point(1, 0), point(pull, -1), point(1, -pull))
    close()
  }
}
