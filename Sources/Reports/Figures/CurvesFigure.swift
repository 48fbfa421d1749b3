import Basics
import Drawing

/// Covering and uncovering patches in the order of a map, against random orders.
struct CurvesFigure: Figure {
  struct Plot: Sendable, Equatable {
    /// "Covering the map's strongest first".
    let title: String
    /// The shares of patches that are covered, or uncovered, from 0 to 1.
    let shares: [Double]
    let scores: [Double]
    /// Each with one number for each share; empty if only their mean is known.
    let randomScores: [[Double]]
    /// The mean of the random orders at each share.
    let randomMean: [Double]

    init(title: String, shares: [Double], scores: [Double], randomScores: [[Double]]) {
      precondition((randomScores + [scores]).allSatisfy { $0.count == shares.count })
      self.title = title
      self.shares = shares
      self.scores = scores
      self.randomScores = randomScores
      let count = Double(max(randomScores.count, 1))
      randomMean =
        randomScores.isEmpty
        ? [] : shares.indices.map { step in randomScores.reduce(0) { $0 + $1[step] } / count }
    }

    /// - Parameter randomMean: The mean of the random orders at each share.
    init(title: String, shares: [Double], scores: [Double], randomMean: [Double]) {
      precondition(scores.count == shares.count && randomMean.count == shares.count)
      self.title = title
      self.shares = shares
      self.scores = scores
      self.randomMean = randomMean
      randomScores = []
    }
  }

  let plots: [Plot]
  let patchCount: Int
  /// What the numbers are, for the alternative text: "lead of A over B".
  let words: String
  let widthPoints: Double
  let heightPoints: Double

  private static let gap = 18.0
  private static let top = 16.0
  private static let bottom = 25.0

  /// - Parameters:
  ///   - plots: Side by side on one scale.
  ///   - patchCount: The patches of the whole face.
  init(
    plots: [Plot], patchCount: Int, words: String, widthPoints: Double,
    heightPoints: Double = 118
  ) {
    self.plots = plots
    self.patchCount = patchCount
    self.words = words
    self.widthPoints = widthPoints
    self.heightPoints = heightPoints
  }

  /// Of both plots, so that they can be compared. In thousandths.
  private var range: ClosedRange<Double> {
    let values = plots.flatMap {
      $0.scores + $0.randomMean + $0.randomScores.flatMap { $0 }
    }.map { $0 * 1000 }
    let (low, high) = (values.min() ?? 0, values.max() ?? 1)
    let margin = max(high - low, 1) * 0.06
    return (low - margin)...(high + margin)
  }

  var alternativeText: String {
    let parts = plots.map { plot in
      let middle = plot.shares.count / 2
      let mean =
        plot.randomMean.isEmpty
        ? "" : ", random orders \(fixedWithMinus(plot.randomMean[middle], 3)) on average"
      return """
        \(plot.title): from \(fixedWithMinus(plot.scores.first ?? 0, 3)) to \
        \(fixedWithMinus(plot.scores.last ?? 0, 3)); at \
        \(fixed(100 * plot.shares[middle], 0))% of the patches \
        \(fixedWithMinus(plot.scores[middle], 3))\(mean)
        """
    }
    return """
      The \(words) as patches are covered in the order of the map and in random orders. \
      \(parts.joined(separator: ". ")).
      """
  }

  func draw(on canvas: Canvas, faces: FaceStore) {
    let range = range
    let (numbers, decimals) = axisNumbers(range, count: 5)
    let isSigned = range.lowerBound < 0
    func text(_ number: Double) -> String {
      let text = fixed(abs(number), decimals)
      let isZero = abs(number) < 1e-9
      return isZero ? "0" : number < 0 ? "−" + text : isSigned ? "+" + text : text
    }
    let axisWidth =
      (numbers.map { measuredWidth(text($0), FigureStyle.note) }.max() ?? 0).rounded(.up) + 5
    let count = Double(max(plots.count, 1))
    let width = (widthPoints - (count - 1) * Self.gap) / count - axisWidth - 4
    for (index, plot) in plots.enumerated() {
      let left = Double(index) * (width + axisWidth + 4 + Self.gap)
      let place = Rectangle(
        x: left + axisWidth, y: Self.top, width: width,
        height: heightPoints - Self.top - Self.bottom)
      canvas.drawLine(
        plot.title, FigureStyle.numberBold, x: left, y: 0, width: width + axisWidth + 4)
      func y(_ number: Double) -> Double {
        place.maxY - (number - range.lowerBound) / (range.upperBound - range.lowerBound)
          * place.height
      }
      for number in numbers {
        let isZero = abs(number) < 1e-9
        canvas.strokeLine(
          [Point(x: place.x, y: y(number)), Point(x: place.maxX, y: y(number))],
          isZero ? Palette.gray : Palette.panel, width: isZero ? 0.9 : 0.6)
        let block = canvas.text(text(number), FigureStyle.note)
        canvas.draw(block, x: place.x - 4 - block.width, y: y(number) - block.height / 2)
      }
      draw(plot, on: canvas, in: place, y: y)
    }
    let hints = [
      "\(words) in thousandths", "dashed: mean of random orders",
      range.lowerBound > 0 ? "the scale does not begin at 0" : "",
    ]
    canvas.drawLine(
      hints.filter { !$0.isEmpty }.joined(separator: "; "), FigureStyle.note, x: 0,
      y: heightPoints - 11, width: widthPoints)
  }

  private func draw(
    _ plot: Plot, on canvas: Canvas, in place: Rectangle, y: (Double) -> Double
  ) {
    func line(_ scores: [Double]) -> [Point] {
      zip(plot.shares, scores).map { share, score in
        Point(x: place.x + share * place.width, y: y(score * 1000))
      }
    }
    // Many thin lines are one path.
    canvas.strokeLines(
      plot.randomScores.map(line), PaperColor(hexadecimal: 0xaeb6be), width: 0.5)
    if !plot.randomMean.isEmpty {
      let mean = Path(polygon: line(plot.randomMean), isClosed: false)
      canvas.stroke(mean, Palette.bars, width: 1.2, dashes: [4, 2.5])
    }
    let own = Path(polygon: line(plot.scores), isClosed: false)
    canvas.stroke(own, .white, width: 3.4)
    canvas.stroke(own, Palette.orange, width: 2)
    let bottom = place.maxY + 2
    canvas.draw("0", FigureStyle.note, x: place.x, y: bottom)
    let end = canvas.text("\(patchCount) patches", FigureStyle.note)
    canvas.draw(end, x: place.maxX + 4 - end.width, y: bottom)
    if place.width > 110 {
      canvas.drawCentered(
        "\(patchCount / 2)", FigureStyle.note,
        x: place.x + place.width * Double(patchCount / 2) / Double(max(patchCount, 1)), y: bottom,
        within: place.x...place.maxX)
    }
  }
}
