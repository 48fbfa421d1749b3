/// The filling of an area.
package enum Paint: Sendable, Equatable {
  case color(PaperColor)
  /// A gradient along the line from `start` to `end`, continued by the colors of its ends.
  case linear(start: Point, end: Point, stops: [Stop])
  /// A gradient from the center outwards, continued by the last color. The rings are ellipses of
  /// `radiusX` and `radiusY`, which are more than 0.
  case radial(center: Point, radiusX: Double, radiusY: Double, stops: [Stop])

  /// A color at a position of the gradient, 0...1.
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
  /// Returns a soft spot: `color` in the center, transparent at the edge.
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
