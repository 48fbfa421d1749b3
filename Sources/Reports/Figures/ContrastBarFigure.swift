import Basics
import Drawing

/// The lead of one person over another as a sum: for each part of the face what the patches and what the
/// cosine add to the difference of the fused scores.
struct ContrastBarFigure: Figure {
  /// One row of the sum.
  struct Part: Sendable, Equatable {
    let title: String
    /// A word behind the title, for example "mask".
    var note = ""
    /// The re-ranker's part of the difference, times its share of the score.
    let patches: Double
    let cosine: Double

    var sum: Double { patches + cosine }
  }

  let parts: [Part]
  let total: Part
  /// The people for whom negative and positive numbers speak: ("B", "A").
  let names: (low: String, high: String)
  /// The words of the two kinds: "patches: 0.7 × EMD", "cosine: 0.3 × cosine".
  let words: (patches: String, cosine: String)
  let widthPoints: Double
  let heightPoints: Double

  private static let head = 17.0
  private static let row = 12.0
  private static let totalGap = 4.0
  private static let foot = 16.0

  /// - Parameters:
  ///   - parts: The rows in their order; without rows the figure is the total's two-part bar alone.
  ///   - total: The sums of the two kinds.
  init(
    parts: [Part], total: Part, names: (low: String, high: String),
    words: (patches: String, cosine: String), widthPoints: Double
  ) {
    self.parts = parts
    self.total = total
    self.names = names
    self.words = words
    self.widthPoints = widthPoints
    heightPoints =
      Self.head + Double(parts.count) * Self.row + Self.totalGap + Self.row + 3 + Self.foot
  }

  var alternativeText: String {
    let rows = (parts + [total]).map { part in
      let note = part.note.isEmpty ? "" : " (\(part.note))"
      return """
        \(part.title)\(note): patches \(Self.text(part.patches)), cosine \
        \(Self.text(part.cosine)), sum \(Self.text(part.sum))
        """
    }
    return """
      The difference of the scores as a sum, in thousandths, positive for \(names.high) and negative \
      for \(names.low). \(rows.joined(separator: "; ")).
      """
  }

  /// Returns thousandths with one decimal and the sign: "+25.5".
  static func text(_ value: Double) -> String {
    let digits = fixed(abs(value) * 1000, 1)
    return digits == "0.0" ? digits : (value < 0 ? "−" : "+") + digits
  }

  private var numberWidth: Double {
    let texts = (parts + [total]).flatMap { [$0.patches, $0.cosine, $0.sum] }.map(Self.text)
    let heads = ["patches", "cosine", "sum"].map { measuredWidth($0, FigureStyle.note) }
    return
      (texts.map { measuredWidth($0, FigureStyle.numberBold) } + heads).max()!.rounded(.up) + 7
  }

  func draw(on canvas: Canvas, faces: FaceStore) {
    let numberWidth = numberWidth
    let titles = (parts + [total]).map { part in
      canvas.text(part.title, FigureStyle.number).width
        + (part.note.isEmpty ? 0 : 6 + canvas.text(part.note, FigureStyle.number).width)
    }
    let least = widthPoints * 0.22
    let titleWidth = min(
      (titles.max() ?? 0) + 6, max(widthPoints - 3 * numberWidth - least - 8, 30))
    let bars = Rectangle(
      x: titleWidth + 3 * numberWidth + 8, y: Self.head,
      width: max(widthPoints - titleWidth - 3 * numberWidth - 8, 10),
      height: heightPoints - Self.head - Self.foot)
    for (index, head) in ["patches", "cosine", "sum"].enumerated() {
      canvas.drawLine(
        head, FigureStyle.note, x: titleWidth + Double(index) * numberWidth, y: 1,
        width: numberWidth, alignment: .right)
    }
    // One scale for rows and total, so that the rows add up to the eye.
    let all = (parts + [total]).flatMap { [$0.patches, $0.cosine] }
    let (low, high) = (min(all.min() ?? 0, 0), max(all.max() ?? 0, 0))
    let span = max(high - low, 1e-9)
    let zero = bars.x + 2 + (bars.width - 4) * -low / span
    drawNames(on: canvas, zero: zero, bars: bars)
    canvas.strokeLine(
      [Point(x: 0, y: Self.head - 3), Point(x: widthPoints, y: Self.head - 3)], Palette.rule,
      width: 0.6)
    var y = Self.head
    for part in parts + [total] {
      let isTotal = part == total && y + Self.row + 8 > heightPoints - Self.foot - Self.row
      if isTotal {
        canvas.strokeLine(
          [Point(x: 0, y: y + 1), Point(x: widthPoints, y: y + 1)], Palette.ink, width: 0.8)
        y += Self.totalGap
      }
      let style = isTotal ? FigureStyle.numberBold : FigureStyle.number
      let title = canvas.drawLine(part.title, style, x: 0, y: y, width: titleWidth - 4)
      if !part.note.isEmpty {
        canvas.drawLine(
          part.note,
          FigureStyle.number.with {
            $0.isItalic = true
            $0.color = Palette.orange
          }, x: title.width + 5, y: y, width: titleWidth - title.width - 8)
      }
      let gray = isTotal ? FigureStyle.numberBold : FigureStyle.note
      for (index, value) in [part.patches, part.cosine, part.sum].enumerated() {
        canvas.drawLine(
          Self.text(value), index == 2 ? FigureStyle.numberBold : gray,
          x: titleWidth + Double(index) * numberWidth, y: y, width: numberWidth, alignment: .right)
      }
      for (index, value) in [part.patches, part.cosine].enumerated() {
        let length = (bars.width - 4) * value / span
        draw(
          Rectangle(
            x: min(zero, zero + length), y: y + 1.2 + Double(index) * 4.6,
            width: max(abs(length), 0.4), height: 4), isHatched: index == 1, on: canvas)
      }
      y += Self.row
    }
    canvas.strokeLine(
      [Point(x: zero, y: Self.head - 1), Point(x: zero, y: y + 1)], Palette.ink, width: 0.9)
    drawKey(on: canvas, y: heightPoints - Self.foot + 4)
  }

  private func draw(_ bar: Rectangle, isHatched: Bool, on canvas: Canvas) {
    guard isHatched else {
      canvas.fill(bar, Palette.ink)
      return
    }
    canvas.fill(bar, .white)
    canvas.hatch(bar, Palette.ink, width: 0.5, distance: 2.4)
    canvas.stroke(bar.inset(by: 0.2), Palette.ink, width: 0.4)
  }

  private func drawNames(on canvas: Canvas, zero: Double, bars: Rectangle) {
    let low = canvas.text("for \(names.low)", FigureStyle.note)
    let high = canvas.text("for \(names.high)", FigureStyle.note)
    // Beside the zero line, moved inwards at the borders.
    var left = zero - 4 - low.width
    var right = zero + 4
    if left < bars.x - 4 { left = bars.x - 4 }
    if right + high.width > widthPoints { right = widthPoints - high.width }
    if left + low.width + 4 > right { left = max(right - low.width - 6, bars.x - 8) }
    if left + low.width + 4 > right { right = left + low.width + 6 }
    canvas.draw(low, x: left, y: 1)
    canvas.draw(high, x: min(right, widthPoints - high.width), y: 1)
  }

  private func drawKey(on canvas: Canvas, y: Double) {
    var x = 0.0
    let unit = canvas.text("thousandths", FigureStyle.note)
    for (index, words) in [words.patches, words.cosine].enumerated() {
      draw(
        Rectangle(x: x, y: y + 2.5, width: 12, height: 4.5), isHatched: index == 1, on: canvas)
      let block = canvas.drawLine(
        words, FigureStyle.note, x: x + 16, y: y,
        width: (widthPoints - unit.width - 20) / 2 - 18)
      x += 16 + block.width + 14
    }
    canvas.draw(unit, x: widthPoints - unit.width, y: y)
  }
}
