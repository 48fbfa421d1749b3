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
  private static let keyLine = 11.0
  private static let unit = "thousandths"
  /// The key is one line, or three if the figure is too narrow.
  private let keyLines: Int
  private var foot: Double { 4 + Double(keyLines) * Self.keyLine }

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
    let key =
      [words.patches, words.cosine].map { measuredWidth($0, FigureStyle.note) + 16 + 14 }
      .reduce(0, +) + measuredWidth(Self.unit, FigureStyle.note)
    keyLines = key <= widthPoints ? 1 : 3
    heightPoints =
      Self.head + Double(parts.count) * Self.row + Self.totalGap + Self.row + 3 + 6
      + Double(keyLines) * Self.keyLine
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
      height: heightPoints - Self.head - foot)
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
    for (index, part) in (parts + [total]).enumerated() {
      let isTotal = index == parts.count
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
    drawKey(on: canvas, y: heightPoints - foot + 4)
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
    let right = min(
      max(zero + 4, bars.x + low.width + 8), max(widthPoints - high.width, bars.x))
    let left = max(min(zero - 4, right - 8) - low.width, bars.x)
    if left + low.width <= right { canvas.draw(low, x: left, y: 1) }
    canvas.drawLine(
      "for \(names.high)", FigureStyle.note, x: right, y: 1, width: widthPoints - right)
  }

  private func drawKey(on canvas: Canvas, y: Double) {
    var (x, y) = (0.0, y)
    for (index, words) in [words.patches, words.cosine].enumerated() {
      draw(
        Rectangle(x: x, y: y + 2.5, width: 12, height: 4.5), isHatched: index == 1, on: canvas)
      let block = canvas.drawLine(
        words, FigureStyle.note, x: x + 16, y: y, width: widthPoints - 16)
      if keyLines == 1 { x += 16 + block.width + 14 } else { y += Self.keyLine }
    }
    canvas.drawLine(
      Self.unit, FigureStyle.note, x: 0, y: y, width: widthPoints,
      alignment: keyLines == 1 ? .right : .left)
  }
}
