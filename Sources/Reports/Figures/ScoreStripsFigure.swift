import Basics
import Drawing

/// The scores of one population in a row of "How high is this score?".
struct ScoreStrip: Sendable, Equatable {
  enum Kind: Sendable {
    /// Wrong people.
    case others
    /// The right person.
    case rightPerson
  }

  let title: String
  /// The size of the population: "test: 200 searches".
  let subtitle: String
  let scores: [Double]
  let kind: Kind
  /// A sentence at the right end: "76 of 665 as high".
  var note = ""

  init(
    _ title: String, subtitle: String, scores: [Double], kind: Kind, note: String = ""
  ) {
    self.title = title
    self.subtitle = subtitle
    self.scores = scores.filter(\.isFinite)
    self.kind = kind
    self.note = note
  }
}

/// A score with a name, such as that of person B.
struct NamedScore: Sendable, Equatable {
  let name: String
  let score: Double
}

/// The axis of score strips and the bins on it; one object serves all rows of an index.
struct ScoreAxis: Sendable, Equatable {
  let low: Double
  let high: Double
  let binWidth: Double

  /// - Parameters:
  ///   - scores: All scores that will be drawn.
  ///   - marks: The scores of people, which also lie on the axis.
  init(_ strips: [ScoreStrip], marks: [Double]) {
    let values = strips.flatMap(\.scores) + marks.filter(\.isFinite)
    let middle = ((values.min() ?? 0) + (values.max() ?? 1)) / 2
    // Scores that are almost equal must not look far apart.
    let (least, most) = (
      min(values.min() ?? 0, middle - 0.01), max(values.max() ?? 1, middle + 0.01)
    )
    let span = most - least
    // Bins of 1, 2 or 5 in the last digit, 30 to 60 of them.
    var size = 1.0
    while size > span / 60 { size /= 10 }
    for factor in [2.0, 5, 10] where size < span / 60 {
      if size * factor >= span / 60 {
        size *= factor
        break
      }
    }
    binWidth = size
    low = ((least - span * 0.04) / size).rounded(.down) * size
    high = ((most + span * 0.06) / size).rounded(.up) * size
  }

  /// The count of scores in each bin.
  func counts(_ scores: [Double]) -> [Int] {
    let bins = max(Int(((high - low) / binWidth).rounded()), 1)
    var counts = [Int](repeating: 0, count: bins)
    for score in scores {
      let bin = ((score - low) / binWidth + 1e-9).rounded(.down)
      guard bin >= 0, bin < Double(bins) else { continue }
      counts[Int(bin)] += 1
    }
    return counts
  }

  func x(_ score: Double, from left: Double, width: Double) -> Double {
    left + (score - low) / (high - low) * width
  }
}

/// How high a score is: the scores of populations as strips of bars over one axis, and a line at the score
/// of person A.
///
/// Each strip has its own height, so that 200 searches and 1,800 pairs are both seen; the axis says when it
/// does not begin at 0.
struct ScoreStripsFigure: Figure {
  let strips: [ScoreStrip]
  let score: NamedScore
  let others: [NamedScore]
  let axisWords: String
  let widthPoints: Double
  let heightPoints: Double
  private let axis: ScoreAxis
  private let titleWidth: Double
  private let nameHeight: Double

  private static let top = 16.0
  private static let stripHeight = 27.0
  private static let step = 39.0
  private static let foot = 24.0

  /// - Parameters:
  ///   - strips: From top to bottom; without a calibration only the first.
  ///   - score: The score that is asked about, such as A's.
  ///   - others: Other people, marked below the first strip.
  ///   - axisWords: What the numbers are: "score by patches (0.7 × EMD + 0.3 × cosine)".
  ///   - axis: One axis for several figures; `nil` for that of these strips.
  init(
    strips: [ScoreStrip], score: NamedScore, others: [NamedScore] = [], axisWords: String,
    widthPoints: Double, axis: ScoreAxis? = nil
  ) {
    self.strips = strips
    self.score = score
    self.others = others
    self.axisWords = axisWords
    self.widthPoints = widthPoints
    self.axis =
      axis ?? ScoreAxis(strips, marks: [score.score] + others.map(\.score))
    let widest =
      (strips.map { measuredWidth($0.title, FigureStyle.label.with { $0.isBold = false }) }
      + strips.map { measuredWidth($0.subtitle, FigureStyle.note) }).max() ?? 0
    titleWidth = min(max(widest + 12, 90), widthPoints * 0.4)
    // With one strip, the names of other people stand between it and the axis.
    nameHeight = strips.count < 2 && !others.isEmpty ? 11 : 0
    heightPoints =
      Self.top + Double(max(strips.count, 1) - 1) * Self.step + Self.stripHeight + 4 + nameHeight
      + Self.foot
  }

  var alternativeText: String {
    let parts = strips.map { strip in
      guard let least = strip.scores.min(), let most = strip.scores.max() else {
        return "\(strip.title) (\(strip.subtitle)): no scores"
      }
      let count = strip.scores.count { $0 >= score.score }
      return """
        \(strip.title) (\(strip.subtitle)): \(fixed(least, 3)) to \(fixed(most, 3)), \(count) of \
        \(strip.scores.count) at least as high
        """
    }
    let marked = others.map { "\($0.name) \(fixed($0.score, 3))" }.joined(separator: ", ")
    return """
      Distributions of scores with a line at \(score.name) \(fixed(score.score, 3)). \
      \(parts.joined(separator: ". ")).\(marked.isEmpty ? "" : " Also marked: \(marked).") \
      \(axisWords).
      """
  }

  func draw(on canvas: Canvas, faces: FaceStore) {
    let plot = Rectangle(
      x: titleWidth, y: Self.top, width: widthPoints - titleWidth - 6,
      height: Double(max(strips.count, 1)) * Self.step)
    for (index, strip) in strips.enumerated() {
      let base = Self.top + Double(index) * Self.step + Self.stripHeight + 4
      draw(strip, on: canvas, base: base, plot: plot)
    }
    let bottom = Self.top + Double(max(strips.count, 1) - 1) * Self.step + Self.stripHeight + 4
    drawAxis(on: canvas, y: bottom + nameHeight, plot: plot)
    drawOthers(on: canvas, base: Self.top + Self.stripHeight + 4, plot: plot)
    let x = min(max(axis.x(score.score, from: plot.x, width: plot.width), plot.x), plot.maxX)
    canvas.strokeLine(
      [Point(x: x, y: Self.top - 2), Point(x: x, y: bottom)], Palette.ink, width: 1.5)
    canvas.drawCentered(
      "\(score.name) \(fixedWithMinus(score.score, 3))", FigureStyle.label, x: x, y: 1,
      within: plot.x...widthPoints)
  }

  private func draw(_ strip: ScoreStrip, on canvas: Canvas, base: Double, plot: Rectangle) {
    canvas.drawLine(
      strip.title, FigureStyle.label.with { $0.isBold = false }, x: 0, y: base - 23,
      width: titleWidth - 6)
    canvas.drawLine(
      strip.subtitle, FigureStyle.note, x: 0, y: base - 11.5, width: titleWidth - 6)
    axis.drawBars(
      strip, on: canvas,
      in: Rectangle(
        x: plot.x, y: base - Self.stripHeight, width: plot.width, height: Self.stripHeight),
      room: strip.note.isEmpty ? 0 : 7)
    guard !strip.note.isEmpty else { return }
    let line = axis.x(score.score, from: plot.x, width: plot.width)
    // At the right end, or left of the line if the line stands there.
    let isBeforeLine =
      line > widthPoints - measuredWidth(strip.note, FigureStyle.numberBold) - 4
    canvas.drawLine(
      strip.note, FigureStyle.numberBold, x: plot.x, y: base - Self.stripHeight - 3,
      width: (isBeforeLine ? min(line - 5, widthPoints) : widthPoints) - plot.x,
      alignment: .right)
  }

  private func drawAxis(on canvas: Canvas, y: Double, plot: Rectangle) {
    let (numbers, decimals) = axisNumbers(
      axis.low...axis.high, count: max(Int(plot.width / 50), 2))
    for number in numbers {
      let x = axis.x(number, from: plot.x, width: plot.width)
      canvas.strokeLine([Point(x: x, y: y), Point(x: x, y: y + 3)], Palette.bars, width: 0.7)
      canvas.drawCentered(
        fixedWithMinus(number, decimals), FigureStyle.note, x: x, y: y + 3.5,
        within: plot.x - 12...widthPoints)
    }
    let hint = axis.low > 1e-9 ? "the axis does not begin at 0" : ""
    let words = [axisWords, hint].filter { !$0.isEmpty }.joined(separator: "; ")
    canvas.drawLine(
      words, FigureStyle.note, x: 0, y: y + 14, width: widthPoints, alignment: .right)
  }

  private func drawOthers(on canvas: Canvas, base: Double, plot: Rectangle) {
    var taken: [ClosedRange<Double>] = []
    for other in others {
      let x = axis.x(other.score, from: plot.x, width: plot.width)
      guard x >= plot.x, x <= plot.maxX else { continue }
      canvas.fill(
        Path(polygon: [
          Point(x: x, y: base + 0.8), Point(x: x + 2.6, y: base + 5.2),
          Point(x: x - 2.6, y: base + 5.2),
        ]), Palette.ink)
      // Names next to each other: one after another to the left.
      let block = canvas.text(other.name, FigureStyle.numberBold)
      var left = x - block.width / 2
      while let hit = taken.first(where: { $0.overlaps(left...left + block.width) }) {
        left = hit.lowerBound - block.width - 3
      }
      taken.append(left...left + block.width)
      canvas.draw(block, x: left, y: base + 4.6)
    }
  }
}

extension ScoreAxis {
  /// Draws the bars of a strip on the lower side of `place`; each strip has its own height.
  ///
  /// - Parameter room: The height above the bars for words, in points.
  func drawBars(
    _ strip: ScoreStrip, on canvas: Canvas, in place: Rectangle, room: Double = 0
  ) {
    canvas.strokeLine(
      [Point(x: place.x, y: place.maxY), Point(x: place.maxX, y: place.maxY)], Palette.rule,
      width: 0.7)
    let color = strip.kind == .rightPerson ? Palette.rightPerson : Palette.bars
    // A few scores have no distribution: each is a line of its own.
    guard strip.scores.count >= 20 else {
      for score in strip.scores where score >= low && score <= high {
        let x = x(score, from: place.x, width: place.width)
        canvas.fill(
          Rectangle(x: x - 0.7, y: place.maxY - 11, width: 1.4, height: 11), color)
      }
      return
    }
    let counts = counts(strip.scores)
    let most = Double(max(counts.max() ?? 1, 1))
    let width = place.width / Double(counts.count)
    let gap = min(0.6, width * 0.15)
    for (index, count) in counts.enumerated() where count > 0 {
      // A bar of one among thousands is still visible.
      let height = max((place.height - 2 - room) * Double(count) / most, 0.9)
      canvas.fill(
        Rectangle(
          x: place.x + Double(index) * width + gap / 2, y: place.maxY - height,
          width: width - gap, height: height), color)
    }
  }
}

/// The score of one query on the strips of the test, for a row of the index.
struct ScoreRowFigure: Figure {
  let strips: [ScoreStrip]
  let score: NamedScore
  let axis: ScoreAxis
  let widthPoints: Double
  let heightPoints: Double

  private static let top = 11.0
  private static let stripHeight = 29.0

  /// - Parameters:
  ///   - strips: Usually the best wrong person and the right person; without a calibration the other
  ///     people of this search.
  ///   - axis: One axis for all rows of the index.
  init(strips: [ScoreStrip], score: NamedScore, axis: ScoreAxis, widthPoints: Double) {
    self.strips = strips
    self.score = score
    self.axis = axis
    self.widthPoints = widthPoints
    heightPoints = Self.top + Double(max(strips.count, 1)) * Self.stripHeight + 1
  }

  var alternativeText: String {
    let parts = strips.map { strip in
      let count = strip.scores.count { $0 >= score.score }
      return "\(strip.title): \(count) of \(strip.scores.count) at least as high"
    }
    return "Score \(fixed(score.score, 3)). \(parts.joined(separator: ". "))."
  }

  func draw(on canvas: Canvas, faces: FaceStore) {
    let x = min(
      max(axis.x(score.score, from: 0, width: widthPoints), 0.7), widthPoints - 0.7)
    let number = canvas.text(fixedWithMinus(score.score, 3), FigureStyle.numberBold)
    let isRight = x + 4 + number.width <= widthPoints
    for (index, strip) in strips.enumerated() {
      let place = Rectangle(
        x: 0, y: Self.top + Double(index) * Self.stripHeight, width: widthPoints,
        height: Self.stripHeight)
      let title = titlePlace(strip, measuredWidth(strip.title, FigureStyle.note), line: x)
      axis.drawBars(strip, on: canvas, in: place, room: title.isFree ? 0 : 8)
      canvas.drawLine(
        strip.title, FigureStyle.note, x: title.x,
        y: title.isFree ? place.maxY - 18 : place.y + 0.5, width: widthPoints - title.x)
    }
    canvas.strokeLine(
      [Point(x: x, y: 1), Point(x: x, y: heightPoints - 1)], Palette.ink, width: 1.4)
    canvas.draw(number, x: isRight ? x + 4 : x - 4 - number.width, y: 0)
  }

  /// Returns where a strip's name stands clear of bars and line, or, above lower bars, clear of the line.
  private func titlePlace(
    _ strip: ScoreStrip, _ width: Double, line: Double
  ) -> (x: Double, isFree: Bool) {
    let bars =
      axis.x(
        (strip.scores.min() ?? axis.high) - axis.binWidth, from: 0, width: widthPoints)...axis
      .x((strip.scores.max() ?? axis.high) + axis.binWidth, from: 0, width: widthPoints)
    let places = [widthPoints - width, line - 5 - width, 0, line + 5]
      .filter { $0 >= 0 && $0 + width <= widthPoints + 0.01 }
    func isFree(_ x: Double, _ taken: ClosedRange<Double>) -> Bool {
      x + width < taken.lowerBound || x > taken.upperBound
    }
    let clear = places.filter { isFree($0, line - 3...line + 3) }
    if let free = clear.first(where: { isFree($0, bars) }) { return (free, true) }
    return (clear.first ?? places.first ?? 0, false)
  }
}

/// Returns a number of an axis with a minus sign: "−0.2".
func fixedWithMinus(_ value: Double, _ decimals: Int) -> String {
  let text = fixed(value, decimals)
  return text.hasPrefix("-") ? "−" + text.dropFirst() : text
}
