import Basics
import Drawing
import Evidence
import Networks

/// The flow as a picture between the two faces. Each query patch shows the candidate's patch that
/// receives most of its weight, brighter for more weight (thesis eq. 3.9).
struct FlowMapFigure: Figure {
  let map: FlowMap
  let candidate: Face
  let widthPoints = FigureStyle.widthPoints
  let heightPoints: Double

  private static let gap = 8.0
  private static let labelHeight = 12.0
  private static let faceWidth = (FigureStyle.widthPoints - 2 * gap) / 3
  private let queryAspect: Double
  private let candidateAspect: Double

  /// - Parameters:
  ///   - queryAspect: The height of the query's face divided by its width.
  ///   - candidateAspect: The same for the candidate's face.
  init(_ map: FlowMap, candidate: Face, queryAspect: Double, candidateAspect: Double) {
    self.map = map
    self.candidate = candidate
    self.queryAspect = queryAspect
    self.candidateAspect = candidateAspect
    heightPoints =
      Self.labelHeight + Self.faceWidth * max(queryAspect, candidateAspect) + 5
      + Legend.heightPoints
  }

  /// The highest flow, which has the brightness 1.
  private var largestFlow: Double {
    map.bestGalleryPatch.indices.map { map.flow[$0 * map.grid.count + map.bestGalleryPatch[$0]] }
      .max() ?? 0
  }

  var alternativeText: String {
    let unmoved = map.bestGalleryPatch.indices.filter { map.bestGalleryPatch[$0] == $0 }.count
    let brightest = map.brightness.indices.max { map.brightness[$0] < map.brightness[$1] } ?? 0
    return """
      Flow map on a grid of \(map.grid.rows) rows and \(map.grid.columns) columns. \
      \(unmoved) of \(map.grid.count) query patches send most of their weight to the candidate's \
      patch at the same place. The largest flow, \(fixed(largestFlow, 4)) of the whole weight, \
      goes from query patch \(map.grid.placeName(brightest)) to candidate patch \
      \(map.grid.placeName(map.bestGalleryPatch[brightest])) (row.column). EMD similarity on this \
      grid: \(fixed(map.emdSimilarity, 4)).
      """
  }

  func draw(on canvas: Canvas, faces: FaceStore) {
    let step = Self.faceWidth + Self.gap
    let top = Self.labelHeight
    let query = Rectangle(
      x: 0, y: top, width: Self.faceWidth, height: Self.faceWidth * queryAspect)
    var middle = query
    middle.x = step
    let other = Rectangle(
      x: 2 * step, y: top, width: Self.faceWidth, height: Self.faceWidth * candidateAspect)
    for (label, place) in [("query", query), ("matched patches", middle), ("candidate", other)] {
      canvas.draw(label, FigureStyle.smallFaint, x: place.x, y: 0, width: place.width)
    }
    canvas.draw(faces.picture(.query), in: query)
    canvas.draw(faces.picture(candidate), in: other)
    drawMatchedPatches(on: canvas, in: middle, of: other, faces: faces)
    for place in [query, middle, other] {
      canvas.strokeGrid(
        in: place, rows: map.grid.rows, columns: map.grid.columns, FigureStyle.grid, width: 0.4)
      canvas.stroke(place, FigureStyle.rule, width: 0.5)
    }
    Legend(
      colors: [.black, .white], lowest: "0", middle: nil, highest: "1",
      unit: "flow, share of the largest (1 = \(fixed(largestFlow, 4)))"
    ).draw(on: canvas, x: 0, y: heightPoints - Legend.heightPoints, width: widthPoints)
  }

  private func drawMatchedPatches(
    on canvas: Canvas, in middle: Rectangle, of candidateFace: Rectangle, faces: FaceStore
  ) {
    let grid = map.grid
    for patch in 0..<grid.count {
      let best = map.bestGalleryPatch[patch]
      let place = middle.cell(
        row: patch / grid.columns, column: patch % grid.columns, rows: grid.rows,
        columns: grid.columns)
      // Below half a gray level of 255, any patch is black.
      guard map.brightness[patch] >= 0.5 / 255 else {
        canvas.fill(place, .black)
        continue
      }
      // The whole face, moved and stretched so that its patch `best` covers `place`.
      let whole = Rectangle(
        x: place.x - place.width * Double(best % grid.columns),
        y: place.y - place.height * Double(best / grid.columns),
        width: middle.width, height: middle.height)
      canvas.draw(faces.picture(candidate), in: whole, showing: place)
      canvas.fill(place, .black.with(opacity: 1 - map.brightness[patch]))
    }
  }
}

extension PatchGrid {
  /// Returns the name of a patch, its row and column from 1: "3.2".
  func placeName(_ patch: Int) -> String { "\(patch / columns + 1).\(patch % columns + 1)" }
}
