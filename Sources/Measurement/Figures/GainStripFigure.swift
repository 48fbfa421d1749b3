import Basics
import Drawing
import Pictures

/// Queries whose right person moved most: the query, the first five and the first right picture of two
/// rankings.
struct GainStripFigure: MeasurementFigure {
  struct Tile: Sendable {
    let picture: Picture
    let isRight: Bool
    /// Written on the picture; `nil` for none.
    var rank: Int?
  }

  struct Strip: Sendable {
    /// "99 → 11".
    let move: String
    let isUp: Bool
    let query: Picture
    let before: [Tile]
    let beforeMate: Tile?
    let after: [Tile]
    let afterMate: Tile?
    let words: String
  }

  let title: String
  let caption: String
  let first: String
  let second: String
  let strips: [Strip]
  let widthPoints = 505.0

  private static let tile = 29.0
  private static let rowHeight = 42.0

  var heightPoints: Double { 16 + Double(strips.count) * Self.rowHeight + 4 }
  var alternativeText: String { "\(title). \(strips.map(\.words).joined(separator: " "))" }

  func draw(on canvas: Canvas) {
    let columns = (query: 64.0, before: 106.0, after: 316.0)
    canvas.drawLine("query", MeasurementStyle.note, x: columns.query, y: 0, width: 40)
    canvas.drawLine(
      "\(first): first five", MeasurementStyle.note, x: columns.before, y: 0, width: 150)
    canvas.drawLine("first right", MeasurementStyle.note, x: columns.before + 158, y: 0, width: 46)
    canvas.drawLine(
      "\(second): first five", MeasurementStyle.note, x: columns.after, y: 0, width: 150)
    canvas.drawLine("first right", MeasurementStyle.note, x: columns.after + 158, y: 0, width: 46)
    for (row, strip) in strips.enumerated() {
      let top = 16 + Double(row) * Self.rowHeight
      canvas.drawLine(strip.move, MeasurementStyle.label, x: 0, y: top + 4, width: 60)
      canvas.drawLine(
        strip.isUp ? "up" : "down", MeasurementStyle.note, x: 0, y: top + 18, width: 60)
      draw(strip.query, on: canvas, x: columns.query, y: top)
      for (left, tiles, mate) in [
        (columns.before, strip.before, strip.beforeMate),
        (columns.after, strip.after, strip.afterMate),
      ] {
        for (place, tile) in tiles.prefix(5).enumerated() {
          draw(tile, on: canvas, x: left + Double(place) * (Self.tile + 2), y: top)
        }
        if let mate { draw(mate, on: canvas, x: left + 158, y: top) }
      }
    }
  }

  private func draw(_ tile: Tile, on canvas: Canvas, x: Double, y: Double) {
    draw(tile.picture, on: canvas, x: x, y: y)
    let height = Self.height(tile.picture)
    if tile.isRight {
      canvas.stroke(
        Rectangle(x: x, y: y, width: Self.tile, height: height), Palette.ink, width: 1.8)
    }
    if let rank = tile.rank {
      let block = canvas.text("\(rank).", MeasurementStyle.numberBold)
      canvas.fill(
        Rectangle(x: x, y: y + height - 11, width: block.width + 4, height: 11), .white)
      canvas.draw(block, x: x + 2, y: y + height - 11)
    }
  }

  private static func height(_ picture: Picture) -> Double {
    min(rowHeight - 4, tile * Double(picture.height) / Double(max(1, picture.width)))
  }

  private func draw(_ picture: Picture, on canvas: Canvas, x: Double, y: Double) {
    let rectangle = Rectangle(x: x, y: y, width: Self.tile, height: Self.height(picture))
    // Drawing an empty frame where memory is short keeps the page.
    guard
      let paper = try? PaperPicture(picture, jpeg: picture.encodedJPEG(quality: 85))
    else {
      canvas.stroke(rectangle, Palette.rule, width: 0.7)
      return
    }
    canvas.draw(paper, in: rectangle)
  }
}
