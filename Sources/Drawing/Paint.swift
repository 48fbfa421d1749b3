/// What an area is filled with.
package enum Paint: Sendable, Equatable {
  case color(PaperColor)
  /// Along the line from `start` to `end`, and beyond with the colors of its ends.
  case linear(start: Point, end: Point, stops: [Stop])
  /// From the middle outwards, and beyond with the last color. The rings are ellipses of
  /// `radiusX` and `radiusY`, more than 0.
  case radial(center: Point, radiusX: Double, radiusY: Double, stops: [Stop])

  /// A color at a part of the way, 0...1.
  package struct Stop: Sendable, Equatable {
    package let place: Double
    package let color: PaperColor

    package init(_ place: Double, _ color: PaperColor) {
      self.place = place
      self.color = color
    }
  }
}

extension Paint {
  /// A soft spot: `color` in the middle, nothing at the rim.
  package static func spot(
    center: Point, radiusX: Double, radiusY: Double, _ color: PaperColor
  ) -> Paint {
    .radial(
      center: center, radiusX: radiusX, radiusY: radiusY,
      stops: [
        Stop(0, color), Stop(0.5, color.with(opacity: color.opacity * 0.55)),
        Stop(1, color.with(opacity: 0)),
      ])
  }
}
