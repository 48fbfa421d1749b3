import Basics
import Drawing

/// The times of one query as bars from 0: stage 1, the EMD and the H2L (thesis Figure 5.9).
struct TimingBarsFigure: Figure {
  struct Bar: Sendable, Equatable {
    /// "EMD, 100 pairs, exact".
    let title: String
    let milliseconds: Double
    /// The time of one comparison: "187 µs a pair".
    let perPair: String
    /// Whether the report's ranking used it.
    let isUsed: Bool
  }

  let bars: [Bar]
  let widthPoints: Double
  let heightPoints: Double

  private static let row = 13.0

  init(bars: [Bar], widthPoints: Double) {
    self.bars = bars
    self.widthPoints = widthPoints
    heightPoints = Double(max(bars.count, 1)) * Self.row + 2
  }

  var alternativeText: String {
    let parts = bars.map {
      let pair = $0.perPair.isEmpty ? "" : ", \($0.perPair)"
      return "\($0.title)\($0.isUsed ? " (used)" : ""): \(Self.text($0.milliseconds)) ms\(pair)"
    }
    return "Times of one query. \(parts.joined(separator: "; "))."
  }

  /// Returns milliseconds with three digits that count: "0.64", "18.7", "119".
  static func text(_ milliseconds: Double) -> String {
    milliseconds < 999.5
      ? fixed(milliseconds, milliseconds < 9.995 ? 2 : milliseconds < 99.95 ? 1 : 0)
      : grouped(Int(milliseconds.rounded()))
  }

  func draw(on canvas: Canvas, faces: FaceStore) {
    let numbers = bars.map {
      canvas.text(Self.text($0.milliseconds) + " ms", FigureStyle.numberBold)
    }
    let pairs = bars.map { canvas.text($0.perPair, FigureStyle.note) }
    let pairWidth = (pairs.map(\.width).max() ?? 0) + 10
    let titles = bars.map { canvas.text($0.title, FigureStyle.number).width }.max() ?? 0
    let start = min(titles + 10, widthPoints * 0.4)
    let room =
      widthPoints - start - pairWidth - (numbers.map(\.width).max() ?? 0) - 6
    let longest = bars.map(\.milliseconds).max() ?? 0
    for (index, bar) in bars.enumerated() {
      let y = Double(index) * Self.row
      canvas.drawLine(bar.title, FigureStyle.number, x: 0, y: y + 1, width: start - 6)
      let length =
        longest > 0 ? max(max(room, 10) * bar.milliseconds / longest, 0.5) : 0.5
      canvas.fill(
        Rectangle(x: start, y: y + 2, width: length, height: Self.row - 4),
        bar.isUsed ? Palette.ink : Palette.bars)
      canvas.draw(numbers[index], x: start + length + 4, y: y + 1)
      canvas.draw(pairs[index], x: widthPoints - pairs[index].width, y: y + 1)
    }
    canvas.strokeLine(
      [Point(x: start, y: 0), Point(x: start, y: heightPoints - 1)], Palette.ink, width: 0.9)
  }
}
