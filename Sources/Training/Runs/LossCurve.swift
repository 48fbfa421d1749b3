import Basics
import Drawing
import Pictures

/// A drawing of a training's course: loss and accuracy over the steps.
package struct LossCurve {
  private let history: TrainingHistory
  private let title: String

  package init(_ history: TrainingHistory, title: String) {
    self.history = history
    self.title = title
  }

  private static let width = 480.0
  private static let height = 300.0
  private static let blue = PaperColor(hexadecimal: 0x1F5FA8)
  private static let orange = PaperColor(hexadecimal: 0xB8560B)
  private static let green = PaperColor(hexadecimal: 0x2B7A3D)
  private static let gray = PaperColor(hexadecimal: 0x999999)

  /// Writes a PDF if the path ends in ".pdf", otherwise a PNG.
  package func write(to path: String) throws {
    if path.lowercased().hasSuffix(".pdf") {
      let document = try PDFDocument(
        widthPoints: Self.width, heightPoints: Self.height,
        metadata: PDFDocument.Metadata(
          title: title, author: "Facet", subject: "Loss and accuracy of a training",
          creator: "Facet"))
      draw(on: document.canvas)
      try AtomicFile.write(document.finished(), to: path)
    } else {
      let picture = try drawnPicture(
        widthPoints: Self.width, heightPoints: Self.height, pixelsPerPoint: 2, draw)
      try AtomicFile.write(picture.encodedPNG(), to: path)
    }
  }

  private func draw(on canvas: Canvas) {
    let style = TextStyle(sizePoints: 9)
    canvas.draw(
      title,
      TextStyle(sizePoints: 11).with {
        $0.isBold = true; $0.maximumLines = 1
      },
      x: 46, y: 8, width: Self.width - 92)
    let plot = Rectangle(x: 46, y: 44, width: Self.width - 92, height: Self.height - 84)
    let steps = Double(max(1, history.points.last?.step ?? 1))
    let top = niceTop(history.points.map(\.loss).max() ?? 1)
    for tick in 0...4 {
      let share = Double(tick) / 4
      let y = plot.maxY - plot.height * share
      canvas.strokeLine(
        [Point(x: plot.x, y: y), Point(x: plot.maxX, y: y)], Self.gray.with(opacity: 0.4),
        width: 0.5)
      label(
        canvas, fixed(top * share, top < 4 ? 2 : 1), style, right: plot.x - 5, middle: y, Self.blue)
      canvas.draw(
        "\(tick * 25)%", style.with { $0.color = Self.orange }, x: plot.maxX + 5, y: y - 6)
      let x = plot.x + plot.width * share
      let text = canvas.text("\(Int((steps * share).rounded()))", style)
      canvas.draw(text, x: x - text.width / 2, y: plot.maxY + 5)
    }
    canvas.stroke(plot, Self.gray, width: 0.75)
    func points(_ share: (TrainingHistory.Point) -> Double) -> [Point] {
      history.points.map {
        Point(
          x: plot.x + plot.width * Double($0.step) / steps,
          y: plot.maxY - plot.height * min(max(share($0), 0), 1))
      }
    }
    canvas.strokeLine(points { $0.accuracy }, Self.orange, width: 1.2)
    canvas.strokeLine(points { $0.loss / top }, Self.blue, width: 1.2)
    if !history.validation.isEmpty {
      let line = history.validation.map {
        Point(
          x: plot.x + plot.width * Double($0.step) / steps,
          y: plot.maxY - plot.height * min(max($0.accuracy, 0), 1))
      }
      canvas.strokeLine(line, Self.green, width: 1.2)
      for point in line {
        canvas.fillEllipse(
          in: Rectangle(x: point.x - 2.2, y: point.y - 2.2, width: 4.4, height: 4.4), Self.green)
      }
      let last = history.validation.last!
      let text = canvas.text(
        "accuracy on pairs: \(fixed(100 * last.accuracy, 1))% at the end",
        style.with { $0.color = Self.green })
      canvas.draw(text, x: plot.midX - text.width / 2, y: 27)
    }
    canvas.draw("loss", style.with { $0.color = Self.blue }, x: plot.x, y: 27)
    label(canvas, "accuracy", style, right: plot.maxX, middle: 33, Self.orange)
    let unit = canvas.text("steps", style)
    canvas.draw(unit, x: plot.midX - unit.width / 2, y: plot.maxY + 20)
  }

  private func label(
    _ canvas: Canvas, _ text: String, _ style: TextStyle, right: Double, middle: Double,
    _ color: PaperColor
  ) {
    let block = canvas.text(text, style.with { $0.color = color })
    canvas.draw(block, x: right - block.width, y: middle - block.height / 2)
  }

  /// Returns the next of 1, 2, 4, 8 times a power of ten.
  private func niceTop(_ value: Double) -> Double {
    guard value.isFinite, value > 0 else { return 1 }
    var unit = 1.0
    while unit > value { unit /= 10 }
    while unit * 10 <= value { unit *= 10 }
    for factor in [1.0, 2, 4, 8] where factor * unit >= value { return factor * unit }
    return 10 * unit
  }
}
