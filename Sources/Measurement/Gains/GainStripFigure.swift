import Basics
import Drawing
import Networks
import Pictures

/// Queries whose right person moved most: of each the first five and the first right picture of stage 1, below
/// them the query rebuilt from the patches of the re-ranker's first five (the flow maps), and below these the
/// re-ranker's first five and its first right picture.
struct GainStripFigure: MeasurementFigure {
  struct Tile: Sendable {
    let picture: Picture
    let isRight: Bool
    /// Written on the picture; `nil` for none.
    var rank: Int?
  }

  /// A flow map: for each patch of the query the candidate's patch that gets most of its weight; `nil` without
  /// weight.
  struct Flow: Sendable {
    let grid: PatchGrid
    let best: [Int?]
  }

  struct Strip: Sendable {
    /// "99 → 11".
    let move: String
    let isUp: Bool
    let query: Picture
    let before: [Tile]
    let beforeMate: Tile?
    /// Of the re-ranker's first five; empty without an EMD.
    let flows: [Flow]
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

  /// As many as a page of paper has room for.
  static let mostStrips = 4

  private static let tile = 37.0
  private static let gap = 4.0
  /// Between the three strips of a query.
  private static let stripGap = 3.0
  private static let between = 14.0
  private static let columns = (query: 76.0, first: 190.0, mate: 430.0)

  private func height(_ strip: Strip) -> Double {
    let tile = Self.height(strip.query)
    return (strip.flows.isEmpty ? 2 : 3) * (tile + Self.stripGap) + Self.between
  }

  var heightPoints: Double { strips.reduce(16) { $0 + height($1) } }
  var alternativeText: String { "\(title). \(strips.map(\.words).joined(separator: " "))" }

  func draw(on canvas: Canvas) {
    let columns = Self.columns
    canvas.drawLine("query", MeasurementStyle.note, x: columns.query, y: 0, width: 60)
    canvas.drawLine("first five", MeasurementStyle.note, x: columns.first, y: 0, width: 150)
    canvas.drawLine("first right", MeasurementStyle.note, x: columns.mate, y: 0, width: 75)
    var top = 16.0
    for strip in strips {
      draw(strip, on: canvas, top: top)
      top += height(strip)
    }
  }

  private func draw(_ strip: Strip, on canvas: Canvas, top: Double) {
    let columns = Self.columns
    let step = Self.height(strip.query) + Self.stripGap
    canvas.drawLine(strip.move, MeasurementStyle.label, x: 0, y: top + 4, width: 72)
    canvas.drawLine(
      strip.isUp ? "up" : "down", MeasurementStyle.note, x: 0, y: top + 18, width: 72)
    draw(strip.query, on: canvas, x: columns.query, y: top)
    var row = 0
    func name(_ words: String) {
      canvas.drawLine(
        words, MeasurementStyle.note, x: columns.query + 48, y: top + Double(row) * step + 12,
        width: columns.first - columns.query - 52)
    }
    func x(_ place: Int) -> Double { columns.first + Double(place) * (Self.tile + Self.gap) }
    func tiles(_ tiles: [Tile], _ mate: Tile?) {
      let y = top + Double(row) * step
      for (place, tile) in tiles.prefix(5).enumerated() {
        draw(tile, on: canvas, x: x(place), y: y)
      }
      if let mate { draw(mate, on: canvas, x: columns.mate, y: y) }
      row += 1
    }
    name(first)
    tiles(strip.before, strip.beforeMate)
    if !strip.flows.isEmpty {
      name("flow maps")
      for (place, (flow, tile)) in zip(strip.flows, strip.after).prefix(5).enumerated() {
        draw(flow, of: tile.picture, on: canvas, x: x(place), y: top + Double(row) * step)
      }
      row += 1
    }
    name(second)
    tiles(strip.after, strip.afterMate)
  }

  /// The colors of frames, each with a letter, because not everybody can distinguish colors.
  private static let right = (color: PaperColor(hexadecimal: 0x117733), letter: "R")
  private static let wrong = (color: PaperColor(hexadecimal: 0xa32c2c), letter: "W")

  private func draw(_ tile: Tile, on canvas: Canvas, x: Double, y: Double) {
    draw(tile.picture, on: canvas, x: x, y: y)
    let height = Self.height(tile.picture)
    let mark = tile.isRight ? Self.right : Self.wrong
    canvas.stroke(
      Rectangle(x: x + 0.8, y: y + 0.8, width: Self.tile - 1.6, height: height - 1.6), mark.color,
      width: 1.6)
    tag(mark.letter, mark.color, on: canvas, x: x, y: y, alignsRight: false)
    if let rank = tile.rank {
      tag(
        "\(rank)", Palette.ink, on: canvas, x: x + Self.tile, y: y + height - 10, alignsRight: true)
    }
  }

  /// White words on a field in the corner of a tile.
  private func tag(
    _ words: String, _ color: PaperColor, on canvas: Canvas, x: Double, y: Double, alignsRight: Bool
  ) {
    let block = canvas.text(words, MeasurementStyle.numberBold.with { $0.color = .white })
    let width = block.width + 4
    let left = alignsRight ? x - width : x
    canvas.fill(Rectangle(x: left, y: y, width: width, height: 10), color)
    canvas.draw(block, x: left + 2, y: y)
  }

  /// Draws the candidate's patches at the query's places.
  private func draw(_ flow: Flow, of picture: Picture, on canvas: Canvas, x: Double, y: Double) {
    let place = Rectangle(x: x, y: y, width: Self.tile, height: Self.height(picture))
    guard let paper = try? PaperPicture(picture, jpeg: picture.encodedJPEG(quality: 85)) else {
      canvas.stroke(place, Palette.rule, width: 0.7)
      return
    }
    let (rows, columns) = (flow.grid.rows, flow.grid.columns)
    for (patch, best) in flow.best.enumerated() {
      let cell = place.cell(
        row: patch / columns, column: patch % columns, rows: rows, columns: columns)
      guard let best else {
        canvas.fill(cell, Palette.panel)
        continue
      }
      // The whole candidate, moved so that its patch covers the cell.
      let whole = Rectangle(
        x: cell.x - cell.width * Double(best % columns),
        y: cell.y - cell.height * Double(best / columns), width: place.width, height: place.height)
      canvas.draw(paper, in: whole, showing: cell)
    }
    canvas.strokeGrid(in: place, rows: rows, columns: columns, .white, width: 0.4)
  }

  private static func height(_ picture: Picture) -> Double {
    min(1.4 * tile, tile * Double(picture.height) / Double(max(1, picture.width)))
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
