import CCairo
import CPango

/// A surface for drawing, in points, from the top left.
///
/// Cairo keeps its own errors, which are thrown when the picture or document is finished. A canvas
/// belongs to one thread at a time.
package final class Canvas {
  let context: OpaquePointer
  /// The collector of text that is not drawn as outlines.
  private let texts: SVGTexts?
  /// The numbers of the pictures that stand on this page of a PDF.
  private var drawnPictures: Set<Int> = []

  /// Creates a canvas that keeps the surface as long as it lives.
  init(on surface: OpaquePointer, collecting texts: SVGTexts? = nil) {
    self.texts = texts
    // Never null: if memory is short, Cairo returns a context in an error state.
    context = cairo_create(surface)!
  }

  deinit { cairo_destroy(context) }

  var status: cairo_status_t { cairo_status(context) }

  /// Begins a page of a PDF.
  func beginPage() { drawnPictures = [] }

  /// Notes that a picture is drawn.
  ///
  /// - Returns: Whether it stands on this page of a PDF already.
  fileprivate func isRepeated(_ picture: PaperPicture) -> Bool {
    cairo_surface_get_type(cairo_get_target(context)) == CAIRO_SURFACE_TYPE_PDF
      && !drawnPictures.insert(picture.number).inserted
  }
}

// MARK: State

extension Canvas {
  /// Draws with the current transformation and clip, and restores them afterwards.
  package func saved(_ body: () -> Void) {
    cairo_save(context)
    body()
    cairo_restore(context)
  }

  package func translate(x: Double, y: Double) { cairo_translate(context, x, y) }

  package func scale(by factor: Double) { cairo_scale(context, factor, factor) }

  /// Restricts drawing to `rectangle` until the state is restored.
  package func clip(to rectangle: Rectangle) {
    add(rectangle)
    cairo_clip(context)
  }
}

// MARK: Lines and areas

extension Canvas {
  package func fill(_ rectangle: Rectangle, _ color: PaperColor) {
    add(rectangle)
    fill(color)
  }

  /// Draws the outline of a rectangle; the line lies half inside and half outside.
  package func stroke(_ rectangle: Rectangle, _ color: PaperColor, width: Double) {
    add(rectangle)
    stroke(color, width: width)
  }

  package func fillEllipse(in rectangle: Rectangle, _ color: PaperColor) {
    cairo_new_path(context)
    cairo_save(context)
    cairo_translate(context, rectangle.midX, rectangle.midY)
    cairo_scale(context, rectangle.width / 2, rectangle.height / 2)
    cairo_arc(context, 0, 0, 1, 0, 2 * .pi)
    cairo_restore(context)
    fill(color)
  }

  package func strokeLine(_ points: [Point], _ color: PaperColor, width: Double) {
    add(points)
    stroke(color, width: width)
  }

  /// Draws separate lines in one operation; nothing if there are none.
  package func strokeLines(_ lines: [[Point]], _ color: PaperColor, width: Double) {
    guard !lines.isEmpty else { return }
    cairo_new_path(context)
    for line in lines {
      cairo_new_sub_path(context)
      for point in line { cairo_line_to(context, point.x, point.y) }
    }
    stroke(color, width: width)
  }

  /// Draws the inner lines of a division into equal cells, without the border.
  package func strokeGrid(
    in rectangle: Rectangle, rows: Int, columns: Int, _ color: PaperColor, width: Double
  ) {
    cairo_new_path(context)
    for row in 1..<max(rows, 1) {
      let y = rectangle.y + rectangle.height * Double(row) / Double(rows)
      cairo_move_to(context, rectangle.x, y)
      cairo_line_to(context, rectangle.maxX, y)
    }
    for column in 1..<max(columns, 1) {
      let x = rectangle.x + rectangle.width * Double(column) / Double(columns)
      cairo_move_to(context, x, rectangle.y)
      cairo_line_to(context, x, rectangle.maxY)
    }
    stroke(color, width: width)
  }

  /// Fills a bar with colors at equal distances, from left to right or from bottom to top.
  package func fillGradient(
    _ rectangle: Rectangle, _ colors: [PaperColor], isUpright: Bool = false
  ) {
    let gradient =
      isUpright
      ? cairo_pattern_create_linear(0, rectangle.maxY, 0, rectangle.y)
      : cairo_pattern_create_linear(rectangle.x, 0, rectangle.maxX, 0)
    for (index, color) in colors.enumerated() {
      cairo_pattern_add_color_stop_rgba(
        gradient, Double(index) / Double(max(colors.count - 1, 1)), color.red, color.green,
        color.blue, color.opacity)
    }
    cairo_set_source(context, gradient)
    cairo_pattern_destroy(gradient)
    add(rectangle)
    cairo_fill(context)
  }

  private func add(_ rectangle: Rectangle) {
    cairo_new_path(context)
    cairo_rectangle(context, rectangle.x, rectangle.y, rectangle.width, rectangle.height)
  }

  private func add(_ points: [Point]) {
    cairo_new_path(context)
    for point in points { cairo_line_to(context, point.x, point.y) }
  }

  func setSource(_ color: PaperColor) {
    cairo_set_source_rgba(context, color.red, color.green, color.blue, color.opacity)
  }

  private func fill(_ color: PaperColor) {
    setSource(color)
    cairo_fill(context)
  }

  private func stroke(_ color: PaperColor, width: Double) {
    setSource(color)
    cairo_set_line_width(context, width)
    cairo_set_line_join(context, CAIRO_LINE_JOIN_MITER)
    cairo_stroke(context)
  }
}

// MARK: Text and pictures

extension Canvas {
  /// Sets text for this canvas, to be measured and drawn.
  package func text(_ text: String, _ style: TextStyle, width: Double? = nil) -> TextBlock {
    TextBlock(text, style: style, width: width, on: context)
  }

  /// Draws text with its top left at `point`.
  package func draw(_ block: TextBlock, x: Double, y: Double) {
    if let texts, !block.isCut {
      texts.add(block, x: x, y: y, on: context)
      return
    }
    setSource(block.style.color)
    cairo_move_to(context, x, y)
    pango_cairo_show_layout(context, block.layout)
    cairo_new_path(context)
  }

  /// Sets and draws text in one step.
  ///
  /// - Returns: The text block, for its size.
  @discardableResult
  package func draw(
    _ text: String, _ style: TextStyle, x: Double, y: Double, width: Double? = nil
  ) -> TextBlock {
    let block = self.text(text, style, width: width)
    draw(block, x: x, y: y)
    return block
  }

  /// Draws a picture that covers `rectangle`.
  package func draw(_ picture: PaperPicture, in rectangle: Rectangle) {
    draw(picture, in: rectangle, showing: rectangle)
  }

  /// Draws a picture over `rectangle`, showing only `part`.
  package func draw(_ picture: PaperPicture, in rectangle: Rectangle, showing part: Rectangle) {
    cairo_save(context)
    clip(to: part)
    cairo_translate(context, rectangle.x, rectangle.y)
    cairo_scale(
      context, rectangle.width / Double(picture.width), rectangle.height / Double(picture.height))
    let source: OpaquePointer
    if isRepeated(picture) {
      let drawing = picture.drawing()
      cairo_set_source_surface(context, drawing, 0, 0)
      cairo_surface_destroy(drawing)
      source = cairo_get_source(context)
    } else {
      cairo_set_source_surface(context, picture.surface, 0, 0)
      source = cairo_get_source(context)
      cairo_pattern_set_filter(source, CAIRO_FILTER_GOOD)
    }
    if cairo_surface_get_type(cairo_get_target(context)) == CAIRO_SURFACE_TYPE_IMAGE {
      // Otherwise the edges would be blended with nothing and become half transparent.
      cairo_pattern_set_extend(source, CAIRO_EXTEND_PAD)
    }
    cairo_paint(context)
    cairo_restore(context)
  }
}

// MARK: Structure and links

extension Canvas {
  /// The role of a part of a PDF, for software that reads aloud.
  package enum Structure: String, Sendable {
    case document = "Document"
    case heading1 = "H1"
    case heading2 = "H2"
    case paragraph = "P"
    case figure = "Figure"
    case table = "Table"
  }

  /// Tags everything that `body` draws; without effect outside a PDF.
  package func tagged(_ structure: Structure, _ body: () -> Void) {
    cairo_tag_begin(context, structure.rawValue, nil)
    body()
    cairo_tag_end(context, structure.rawValue)
  }

  /// Marks this place as a target for links and outline entries.
  ///
  /// - Parameter name: The name, of letters, digits and '-'.
  package func mark(destination name: String, y: Double) {
    precondition(isDestinationName(name))
    cairo_tag_begin(context, CAIRO_TAG_DEST, "name='\(name)' x=0 y=\(y)")
    cairo_tag_end(context, CAIRO_TAG_DEST)
  }

  /// Links everything that `body` draws to a place in the document.
  package func link(to destination: String, _ body: () -> Void) {
    precondition(isDestinationName(destination))
    cairo_tag_begin(context, CAIRO_TAG_LINK, "dest='\(destination)'")
    body()
    cairo_tag_end(context, CAIRO_TAG_LINK)
  }
}

func isDestinationName(_ text: String) -> Bool {
  !text.isEmpty && text.utf8.allSatisfy { $0 == 45 || isLetterOrDigit($0) }
}

private func isLetterOrDigit(_ byte: UInt8) -> Bool {
  (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
}
