import CCairo
import CPango

/// Text set into lines, measured and ready to be drawn on the canvas that created it.
package final class TextBlock {
  let layout: OpaquePointer
  let style: TextStyle
  private let utf8: [UInt8]
  /// The width of the longest line, in points.
  package let width: Double
  /// The height of all lines, in points.
  package let height: Double
  /// The distance from the top to the first baseline, in points.
  package let baseline: Double
  package let lineCount: Int
  /// Whether an ellipsis replaces a part of the text.
  package let isCut: Bool
  /// The number of characters that no installed font contains.
  package let unknownGlyphCount: Int

  /// - Parameter width: The width at which lines break, in points; if `nil`, they break only at
  ///   line ends.
  convenience init(_ text: String, style: TextStyle, width: Double?, on context: OpaquePointer) {
    let shown = style.maximumLines == nil ? text : shortened(text)
    self.init(
      bytes: breakable(Array(shown.utf8)), style: style, width: width,
      isRightToLeft: style.direction == .natural && beginsFromTheRight(Array(shown.utf8)),
      isShortened: shown.utf8.count != text.utf8.count, on: context)
  }

  /// - Parameters:
  ///   - bytes: The text in UTF-8, with the places at which names may break.
  ///   - isShortened: Whether `bytes` lacks a part of the text.
  init(
    bytes: [UInt8], style: TextStyle, width: Double?, isRightToLeft: Bool,
    isShortened: Bool = false, on context: OpaquePointer
  ) {
    // Null only if memory is short; then GLib ends the process itself.
    let layout = pango_cairo_create_layout(context)!
    self.layout = layout
    self.style = style
    utf8 = bytes
    let owner = pango_layout_get_context(layout)
    // Glyphs at whole pixels would give a line different widths on paper and on screen.
    pango_context_set_round_glyph_positions(owner, 0)
    // By default Pango takes the direction of the first letter, even of an isolated name, and
    // reverses the whole line with its numbers.
    pango_context_set_base_dir(
      owner, Int32(isRightToLeft ? PANGO_DIRECTION_RTL : PANGO_DIRECTION_LTR))
    pango_layout_set_auto_dir(layout, 0)
    pango_layout_context_changed(layout)
    // A hyphen at the break would change the name.
    let attributes = pango_attr_list_new()!
    pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(0))
    // Digits of one width, so that columns of numbers align, and Inter's open digits.
    pango_attr_list_insert(attributes, pango_attr_font_features_new(fontFeatures))
    pango_layout_set_attributes(layout, attributes)
    pango_attr_list_unref(attributes)

    let font = pango_font_description_new()!
    defer { pango_font_description_free(font) }
    pango_font_description_set_family(font, style.family)
    pango_font_description_set_absolute_size(font, style.sizePoints * Double(PANGO_SCALE))
    pango_font_description_set_weight(
      font, Int32(style.isBold ? PANGO_WEIGHT_SEMIBOLD : PANGO_WEIGHT_NORMAL))
    pango_font_description_set_style(
      font, Int32(style.isItalic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL))
    pango_layout_set_font_description(layout, font)

    if let width {
      pango_layout_set_width(layout, Int32(max(width, 1) * Double(PANGO_SCALE)))
      pango_layout_set_wrap(layout, Int32(PANGO_WRAP_WORD_CHAR))
    }
    if let lines = style.maximumLines {
      pango_layout_set_height(layout, -Int32(lines))
      pango_layout_set_ellipsize(
        layout, Int32(style.cut == .middle ? PANGO_ELLIPSIZE_MIDDLE : PANGO_ELLIPSIZE_END))
    }
    let alignment =
      switch style.alignment {
      // Lines are aligned with their beginning.
      case .left: isRightToLeft ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT
      case .center: PANGO_ALIGN_CENTER
      case .right: isRightToLeft ? PANGO_ALIGN_LEFT : PANGO_ALIGN_RIGHT
      }
    pango_layout_set_alignment(layout, Int32(alignment))
    if style.lineSpacing != 1 {
      pango_layout_set_line_spacing(layout, Float(style.lineSpacing))
    }
    // The text is always plain, never markup.
    utf8.withUnsafeBytes { raw in
      pango_layout_set_text(
        layout, raw.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(raw.count))
    }

    var logical = PangoRectangle()
    pango_layout_get_extents(layout, nil, &logical)
    let scale = Double(PANGO_SCALE)
    self.width = Double(logical.width) / scale
    height = Double(logical.height) / scale
    baseline = Double(pango_layout_get_baseline(layout)) / scale
    lineCount = Int(pango_layout_get_line_count(layout))
    isCut = isShortened || pango_layout_is_ellipsized(layout) != 0
    unknownGlyphCount = Int(pango_layout_get_unknown_glyphs_count(layout))
  }

  deinit { g_object_unref(UnsafeMutableRawPointer(layout)) }
}

extension TextBlock {
  /// A line of the text, positioned from the block's top left, in points.
  struct Line {
    let text: String
    let x: Double
    let baseline: Double
    let width: Double
  }

  /// - Precondition: The text is not cut, because the ellipsis of a cut line is not in the text.
  var lines: [Line] {
    precondition(!isCut)
    let scale = Double(PANGO_SCALE)
    let iterator = pango_layout_get_iter(layout)!
    defer { pango_layout_iter_free(iterator) }
    var lines: [Line] = []
    repeat {
      let line = pango_layout_iter_get_line_readonly(iterator)!.pointee
      var logical = PangoRectangle()
      pango_layout_iter_get_line_extents(iterator, nil, &logical)
      let start = Int(line.start_index)
      lines.append(
        Line(
          text: withoutBreakPlaces(utf8[start..<start + Int(line.length)]),
          x: Double(logical.x) / scale,
          baseline: Double(pango_layout_iter_get_baseline(iterator)) / scale,
          width: Double(logical.width) / scale))
    } while pango_layout_iter_next_line(iterator) != 0
    return lines
  }
}

extension TextBlock {
  /// The position of a line in the block and in its bytes.
  struct Row {
    /// The index of the first byte.
    let start: Int
    /// The distance from the block's top, in points.
    let top: Double
    let height: Double
    let x: Double
    /// The distance from the line's top.
    let baseline: Double
  }

  var rows: [Row] {
    let scale = Double(PANGO_SCALE)
    let iterator = pango_layout_get_iter(layout)!
    defer { pango_layout_iter_free(iterator) }
    var rows: [Row] = []
    repeat {
      let line = pango_layout_iter_get_line_readonly(iterator)!.pointee
      var logical = PangoRectangle()
      pango_layout_iter_get_line_extents(iterator, nil, &logical)
      var (top, bottom): (Int32, Int32) = (0, 0)
      pango_layout_iter_get_line_yrange(iterator, &top, &bottom)
      rows.append(
        Row(
          start: Int(line.start_index), top: Double(top) / scale,
          height: Double(bottom - top) / scale, x: Double(logical.x) / scale,
          baseline: Double(pango_layout_iter_get_baseline(iterator) - top) / scale))
    } while pango_layout_iter_next_line(iterator) != 0
    return rows
  }
}

/// The OpenType features of all text, in the notation of Pango and CSS.
///
/// Without contextual alternates: Inter would write the name "4x4.png" as "4×4.png".
let fontFeatures = "'tnum','ss01','calt' 0"

/// Returns the number of characters of `text` that no installed font can show: they are drawn as
/// empty boxes.
package func missingGlyphs(in text: String, style: TextStyle = TextStyle(sizePoints: 10)) -> Int {
  let surface = cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1)
  defer { cairo_surface_destroy(surface) }
  let context = cairo_create(surface)!
  defer { cairo_destroy(context) }
  return TextBlock(text, style: style, width: nil, on: context).unknownGlyphCount
}

/// Returns the height of `text` whose lines break at `width`, in points.
package func measuredHeight(_ text: String, _ style: TextStyle, width: Double) -> Double {
  let surface = cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1)
  defer { cairo_surface_destroy(surface) }
  let context = cairo_create(surface)!
  defer { cairo_destroy(context) }
  return TextBlock(text, style: style, width: width, on: context).height
}

/// Returns the width of `text` on one line, in points.
package func measuredWidth(_ text: String, _ style: TextStyle) -> Double {
  let surface = cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1)
  defer { cairo_surface_destroy(surface) }
  let context = cairo_create(surface)!
  defer { cairo_destroy(context) }
  return TextBlock(text, style: style, width: nil, on: context).width
}

/// Returns whether a text's first letter belongs to a right-to-left script.
func beginsFromTheRight(_ utf8: [UInt8]) -> Bool {
  utf8.withUnsafeBytes { raw in
    pango_find_base_dir(raw.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(raw.count))
      == Int32(PANGO_DIRECTION_RTL)
  }
}

/// Returns the beginning and the end of a text that will be cut anyway: Pango's time grows with the
/// square of a line's length.
private func shortened(_ text: String) -> String {
  let most = 2000
  guard text.utf8.count > 2 * most else { return text }
  let scalars = text.unicodeScalars
  guard scalars.count > 2 * most else { return text }
  var short = String(String.UnicodeScalarView(scalars.prefix(most)))
  short += "…"
  short.unicodeScalars.append(contentsOf: scalars.suffix(most))
  return short
}
