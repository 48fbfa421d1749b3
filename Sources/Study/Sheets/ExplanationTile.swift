import Drawing
import Evidence
import Identification
import Networks
import Reports

/// What is shown of a comparison between two faces. `first` and `second` are the pair's pictures as
/// the key lists them, whichever stands on the left.
package enum PairExplanation: Sendable, Equatable {
  case none
  /// Likeness of each part, over both faces.
  case heat(HeatmapPair)
  /// Pieces of the other face at the places of this one: for each patch of one face the patch of the
  /// other that receives most of its weight, or `nil` for a patch without weight.
  case flow(grid: PatchGrid, first: [Int?], second: [Int?])
  /// The measured importance of each part.
  case importance(HeatmapPair)

  /// - Parameter map: The flow from the first face to the second.
  package static func flow(_ map: FlowMap) -> PairExplanation {
    let count = map.grid.count
    func best(_ patch: Int, isFirst: Bool) -> Int? {
      func amount(_ other: Int) -> Double {
        isFirst ? map.flow[patch * count + other] : map.flow[other * count + patch]
      }
      let place = (0..<count).reduce(0) { amount($1) > amount($0) ? $1 : $0 }
      return amount(place) > 0 ? place : nil
    }
    return .flow(
      grid: map.grid, first: (0..<count).map { best($0, isFirst: true) },
      second: (0..<count).map { best($0, isFirst: false) })
  }
}

/// The pictures of one face that a tile needs. Belongs to one thread at a time.
package struct TileFace {
  package let face: PaperPicture
  /// Its edges, over colors.
  package let lines: LineDrawing

  package init(face: PaperPicture, lines: LineDrawing) {
    self.face = face
    self.lines = lines
  }
}

/// One of the two pictures between the faces.
package struct ExplanationTile {
  package let explanation: PairExplanation
  /// Whether the tile belongs to the pair's first face.
  package let isFirst: Bool

  package init(_ explanation: PairExplanation, isFirst: Bool) {
    self.explanation = explanation
    self.isFirst = isFirst
  }

  /// Draws the tile in a frame of the face's proportions.
  ///
  /// - Parameters:
  ///   - own: The face that the tile stands beside.
  ///   - other: The other face of the pair.
  package func draw(on canvas: Canvas, in place: Rectangle, own: TileFace, other: TileFace) {
    switch explanation {
    case .none: drawPanel(on: canvas, in: place)
    case .heat(let pair), .importance(let pair):
      drawHeat(pair, on: canvas, in: place, own: own)
    case .flow(let grid, let first, let second):
      for (patch, best) in (isFirst ? first : second).enumerated() {
        let cell = place.cell(
          row: patch / grid.columns, column: patch % grid.columns, rows: grid.rows,
          columns: grid.columns)
        guard let best else {
          canvas.fill(cell, Self.panel)
          continue
        }
        // The whole other face, moved so that its patch covers the cell.
        let whole = Rectangle(
          x: cell.x - cell.width * Double(best % grid.columns),
          y: cell.y - cell.height * Double(best / grid.columns), width: place.width,
          height: place.height)
        canvas.draw(other.face, in: whole, showing: cell)
      }
      canvas.strokeGrid(
        in: place, rows: grid.rows, columns: grid.columns, .white, width: place.width / 75)
    }
  }

  /// Draws the field in place of a picture.
  func drawPanel(on canvas: Canvas, in place: Rectangle) {
    canvas.fill(place, Self.panel)
    let half = place.width / 15
    canvas.strokeLine(
      [Point(x: place.midX - half, y: place.midY), Point(x: place.midX + half, y: place.midY)],
      Self.dash, width: place.width / 75)
  }

  /// Draws a map as reports do: opaque colors, and the edges of the face on them. The scale spans the
  /// numbers of both faces, so that it does not show how alike the pair is.
  private func drawHeat(
    _ pair: HeatmapPair, on canvas: Canvas, in place: Rectangle, own: TileFace
  ) {
    let all = pair.query.values + pair.candidate.values
    let (low, high) = (all.min() ?? 0, all.max() ?? 0)
    let map = isFirst ? pair.query : pair.candidate
    for (patch, value) in map.values.enumerated() {
      let share = high > low ? (value - low) / (high - low) : 0
      let cell = place.cell(
        row: patch / map.grid.columns, column: patch % map.grid.columns, rows: map.grid.rows,
        columns: map.grid.columns)
      canvas.fill(cell, ColorMap.sequential.color(share))
    }
    canvas.stroke(
      own.lines.path(in: place, most: place.width < 80 ? 150 : 420),
      FigureStyle.ink.with(opacity: 0.42), width: min(max(place.width / 130, 0.5), 1.6))
  }

  static let panel = PaperColor(hexadecimal: 0xececec)
  private static let dash = PaperColor(hexadecimal: 0x9a9a9a)

  /// The colors of the legend, from low to high.
  package static let legend = (0..<9).map { ColorMap.sequential.color(Double($0) / 8) }
}
