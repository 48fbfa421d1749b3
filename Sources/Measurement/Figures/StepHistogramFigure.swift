import Basics
import Drawing

/// How high scores of two kinds are: two strips above each other, with thresholds through both.
struct StepHistogramFigure: MeasurementFigure {
  struct Threshold: Sendable, Equatable {
    /// "1% of strangers reach 0.591".
    let words: String
    let score: Double
  }

  /// The counts of one kind, one for each bin.
  struct Strip: Sendable, Equatable {
    let name: String
    /// What is counted, in the plural.
    let unit: String
    let counts: [Int]
    let color: PaperColor
  }

  let title: String
  let caption: String
  /// The ends of the bins, rising.
  let edges: [Double]
  /// The upper one first.
  let strips: [Strip]
  let thresholds: [Threshold]
  let widthPoints = 505.0
  var heightPoints: Double { plot.maxY + 14 }

  var alternativeText: String {
    func middle(_ counts: [Int]) -> String {
      let total = counts.reduce(0, +)
      var sum = 0
      for (place, count) in counts.enumerated() {
        sum += count
        if 2 * sum >= total { return fixed(edges[place], 3) }
      }
      return "–"
    }
    return """
      \(title). \(strips.map { "\($0.name): half of the scores from \(middle($0.counts))." }.joined(separator: " ")) \
      \(thresholds.map { $0.words + "." }.joined(separator: " "))
      """
  }

  /// Below the words of the thresholds; the last tick's number reaches beyond it.
  private var plot: Rectangle {
    Rectangle(x: 130, y: thresholds.isEmpty ? 4 : 30, width: widthPoints - 146, height: 112)
  }

  func draw(on canvas: Canvas) {
    let plot = plot
    let (low, high) = (edges.first!, edges.last!)
    func x(_ score: Double) -> Double { plot.x + (score - low) / (high - low) * plot.width }
    for (place, strip) in strips.enumerated() {
      let bottom = plot.y + Double(place + 1) * plot.height / 2 - 4
      let most = Double(max(1, strip.counts.max() ?? 1))
      for (bin, count) in strip.counts.enumerated() where count > 0 {
        let height = Double(count) / most * (plot.height / 2 - 12)
        let left = x(edges[bin])
        canvas.fill(
          Rectangle(
            x: left, y: bottom - height, width: max(0.6, x(edges[bin + 1]) - left - 0.6),
            height: height), strip.color)
      }
      canvas.strokeLine(
        [Point(x: plot.x, y: bottom), Point(x: plot.maxX, y: bottom)], Palette.rule, width: 0.7)
      canvas.drawLine(strip.name, MeasurementStyle.number, x: 0, y: bottom - 26, width: 126)
      canvas.drawLine(
        "\(strip.counts.reduce(0, +)) \(strip.unit)", MeasurementStyle.note, x: 0, y: bottom - 14,
        width: 126)
    }
    for tick in 0...4 {
      let score = low + (high - low) * Double(tick) / 4
      canvas.drawLine(
        fixed(score, 2), MeasurementStyle.note, x: x(score) - 20, y: plot.maxY, width: 40,
        alignment: .center)
    }
    for (place, threshold) in thresholds.prefix(2).enumerated() {
      let left = x(min(max(threshold.score, low), high))
      let top = place == 0 ? 2.0 : 15.0
      canvas.strokeLine(
        [Point(x: left, y: top + 11), Point(x: left, y: plot.maxY - 2)], Palette.ink, width: 1)
      let block = canvas.text(threshold.words, MeasurementStyle.numberBold)
      let start = max(130, min(left - block.width / 2, plot.maxX - block.width))
      // The line of the other threshold may pass behind the words.
      canvas.fill(
        Rectangle(x: start - 2, y: top, width: block.width + 4, height: block.height), .white)
      canvas.draw(block, x: start, y: top)
    }
  }
}
