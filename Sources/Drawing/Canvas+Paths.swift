import CCairo

extension Canvas {
  package func fill(_ path: Path, _ paint: Paint) {
    add(path)
    setSource(paint)
    cairo_fill(context)
  }

  package func fill(_ path: Path, _ color: PaperColor) { fill(path, .color(color)) }

  /// Draws a line with round ends and corners.
  package func stroke(_ path: Path, _ paint: Paint, width: Double) {
    add(path)
    setSource(paint)
    cairo_set_line_width(context, width)
    cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
    cairo_set_line_cap(context, CAIRO_LINE_CAP_ROUND)
    cairo_stroke(context)
    cairo_set_line_cap(context, CAIRO_LINE_CAP_BUTT)
  }

  package func stroke(_ path: Path, _ color: PaperColor, width: Double) {
    stroke(path, .color(color), width: width)
  }

  /// Draws equal discs in one operation; nothing if there are none.
  package func drawDots(_ centers: [Point], radius: Double, _ color: PaperColor) {
    guard !centers.isEmpty else { return }
    // The round ends of lines without length: a sixth of the bytes of ellipses.
    var path = Path()
    for center in centers {
      path.move(to: center)
      path.line(to: center)
    }
    stroke(path, color, width: 2 * radius)
  }

  /// Draws a line of dashes.
  ///
  /// - Parameter dashes: The lengths of dashes and gaps in turn, in points.
  package func stroke(
    _ path: Path, _ color: PaperColor, width: Double, dashes: [Double]
  ) {
    cairo_set_dash(context, dashes, Int32(dashes.count), 0)
    add(path)
    setSource(.color(color))
    cairo_set_line_width(context, width)
    cairo_set_line_join(context, CAIRO_LINE_JOIN_MITER)
    cairo_stroke(context)
    cairo_set_dash(context, nil, 0, 0)
  }

  /// Fills an area with slanted lines, which gray print shows as hatching.
  package func hatch(
    _ rectangle: Rectangle, _ color: PaperColor, width: Double, distance: Double
  ) {
    guard rectangle.width > 0, rectangle.height > 0 else { return }
    saved {
      clip(to: rectangle)
      // Whole multiples of the distance, so that neighboring areas continue each other's lines.
      let sum = rectangle.x + rectangle.y
      let end = rectangle.maxX + rectangle.maxY
      var lines: [[Point]] = []
      var offset = (sum / distance).rounded(.down) * distance
      while offset <= end {
        lines.append([
          Point(x: offset - rectangle.y, y: rectangle.y),
          Point(x: offset - rectangle.maxY, y: rectangle.maxY),
        ])
        offset += distance
      }
      strokeLines(lines, color, width: width)
    }
  }

  /// Restricts drawing to `path` until the state is restored.
  package func clip(to path: Path) {
    add(path)
    cairo_clip(context)
  }

  /// Fills everything that is not clipped.
  package func paint(_ paint: Paint) {
    setSource(paint)
    cairo_paint(context)
  }

  private func add(_ path: Path) {
    cairo_new_path(context)
    for element in path.elements {
      switch element {
      case .move(let point): cairo_move_to(context, point.x, point.y)
      case .line(let point): cairo_line_to(context, point.x, point.y)
      case .curve(let first, let second, let point):
        cairo_curve_to(context, first.x, first.y, second.x, second.y, point.x, point.y)
      case .close: cairo_close_path(context)
      }
    }
  }

  private func setSource(_ paint: Paint) {
    switch paint {
    case .color(let color):
      cairo_set_source_rgba(context, color.red, color.green, color.blue, color.opacity)
    case .linear(let start, let end, let stops):
      let gradient = cairo_pattern_create_linear(start.x, start.y, end.x, end.y)!
      set(gradient, stops)
    case .radial(let center, let radiusX, let radiusY, let stops):
      let gradient = cairo_pattern_create_radial(0, 0, 0, 0, 0, 1)!
      var matrix = cairo_matrix_t()
      cairo_matrix_init(
        &matrix, 1 / radiusX, 0, 0, 1 / radiusY, -center.x / radiusX, -center.y / radiusY)
      cairo_pattern_set_matrix(gradient, &matrix)
      set(gradient, stops)
    }
  }

  private func set(_ gradient: OpaquePointer, _ stops: [Paint.Stop]) {
    for stop in stops {
      cairo_pattern_add_color_stop_rgba(
        gradient, stop.place, stop.color.red, stop.color.green, stop.color.blue,
        stop.color.opacity)
    }
    cairo_set_source(context, gradient)
    cairo_pattern_destroy(gradient)
  }
}
