import Basics
import Drawing
import Evidence
import Networks

/// The strongest patch pairs, numbered at their places on both faces.
struct FlowDecompositionFigure: Figure {
  let balance: FlowDecomposition
  let candidate: Face
  let widthPoints = FigureStyle.widthPoints
  let heightPoints: Double

  private static let gap = 9.0
  private static let labelHeight = 12.0
  private static let faceWidth = (FigureStyle.widthPoints - gap) / 2
  private let queryAspect: Double
  private let candidateAspect: Double

  init(
    _ balance: FlowDecomposition, candidate: Face, queryAspect: Double, candidateAspect: Double
  ) {
    self.balance = balance
    self.candidate = candidate
    self.queryAspect = queryAspect
    self.candidateAspect = candidateAspect
    heightPoints = Self.labelHeight + Self.faceWidth * max(queryAspect, candidateAspect) + 1
  }

  var alternativeText: String {
    let pairs = balance.pairs.enumerated().map { place, pair in
      """
      \(place + 1): query \(balance.grid.placeName(pair.queryPatch)) to candidate \
      \(balance.grid.placeName(pair.galleryPatch)), \(fixed(pair.contribution, 4))
      """
    }
    return """
      The strongest \(balance.pairs.count) patch pairs on a grid of \(balance.grid.rows) rows and \
      \(balance.grid.columns) columns, numbered on both faces (row.column, contribution): \
      \(pairs.joined(separator: "; ")). The other \(balance.restCount) pairs: \
      \(fixed(balance.rest, 4)). Sum: \(fixed(balance.total, 4)).
      """
  }

  func draw(on canvas: Canvas, faces: FaceStore) {
    let query = Rectangle(
      x: 0, y: Self.labelHeight, width: Self.faceWidth, height: Self.faceWidth * queryAspect)
    let other = Rectangle(
      x: Self.faceWidth + Self.gap, y: Self.labelHeight, width: Self.faceWidth,
      height: Self.faceWidth * candidateAspect)
    canvas.draw("query", FigureStyle.smallFaint, x: query.x, y: 0)
    canvas.draw("candidate", FigureStyle.smallFaint, x: other.x, y: 0)
    canvas.draw(faces.groundPicture(.query), in: query)
    canvas.draw(faces.groundPicture(candidate), in: other)
    for (place, patch) in [(query, \PatchContribution.queryPatch), (other, \.galleryPatch)] {
      canvas.strokeGrid(
        in: place, rows: balance.grid.rows, columns: balance.grid.columns, FigureStyle.grid,
        width: 0.4)
      canvas.stroke(place, FigureStyle.rule, width: 0.5)
      for (cell, numbers) in numbers(by: patch) {
        draw(
          numbers, on: canvas,
          in: place.cell(
            row: cell / balance.grid.columns, column: cell % balance.grid.columns,
            rows: balance.grid.rows, columns: balance.grid.columns))
      }
    }
  }

  /// The numbers at each patch; one patch may have several.
  private func numbers(
    by patch: KeyPath<PatchContribution, Int>
  ) -> [(patch: Int, numbers: String)] {
    var found: [Int: [String]] = [:]
    for (place, pair) in balance.pairs.enumerated() {
      found[pair[keyPath: patch], default: []].append(String(place + 1))
    }
    return found.sorted { $0.key < $1.key }.map { ($0.key, $0.value.joined(separator: " ")) }
  }

  private func draw(_ numbers: String, on canvas: Canvas, in cell: Rectangle) {
    let text = canvas.text(numbers, FigureStyle.small.with { $0.isBold = true })
    let box = Rectangle(
      x: cell.midX - text.width / 2 - 3, y: cell.midY - text.height / 2 - 1,
      width: text.width + 6, height: text.height + 2)
    canvas.stroke(cell.inset(by: 0.6), FigureStyle.ink, width: 1.2)
    canvas.fill(box, .white)
    canvas.stroke(box, FigureStyle.ink, width: 0.6)
    canvas.draw(text, x: cell.midX - text.width / 2, y: cell.midY - text.height / 2)
  }
}
