import Basics
import Drawing
import Evidence
import Networks

/// The flow on one grid as the thesis shows it (eq. 3.9): the query, the query rebuilt from the
/// candidate's patches that get most of its weight, and the candidate.
///
/// Nothing is darkened: a bar at the foot of each patch is its brightness of eq. 3.9, the largest flow of
/// the patch as a share of the largest of all.
struct ThesisFlowFigure: Figure {
  let map: FlowMap
  let candidate: Face
  let widthPoints: Double
  let heightPoints: Double
  private let labels: [String]
  private let faceWidth: Double
  private let queryAspect: Double
  private let candidateAspect: Double

  private static let gap = 10.0
  private static let labelHeight = 14.0
  private static let numbered = 6

  /// - Parameter labels: The headings above the pictures, for example "query", "rebuilt from A's
  ///   patches" and "A"; empty for none.
  init(
    _ map: FlowMap, candidate: Face, labels: [String] = [], widthPoints: Double,
    queryAspect: Double, candidateAspect: Double
  ) {
    precondition(labels.isEmpty || labels.count == 3)
    self.map = map
    self.candidate = candidate
    self.labels = labels
    self.widthPoints = widthPoints
    self.queryAspect = queryAspect
    self.candidateAspect = candidateAspect
    faceWidth = (widthPoints - 2 * Self.gap) / 3
    heightPoints =
      (labels.isEmpty ? 0 : Self.labelHeight) + faceWidth * max(queryAspect, candidateAspect)
  }

  /// The largest flow of all patches, which the longest bar stands for.
  var largestFlow: Double {
    map.bestGalleryPatch.indices.map { map.flow[$0 * map.grid.count + map.bestGalleryPatch[$0]] }
      .max() ?? 0
  }

  var alternativeText: String {
    let brightest = map.brightness.indices.max { map.brightness[$0] < map.brightness[$1] } ?? 0
    return """
      Flow map on \(map.grid.rows) rows and \(map.grid.columns) columns. \
      \(map.foreignPatches.count) of \(map.grid.count) query patches send most of their weight to \
      another place; \(fixed(100 * map.shareInPlace, 0))% of the whole weight stays in place. The \
      largest flow, \(fixed(largestFlow, 4)) of the whole weight, goes from query patch \
      \(map.grid.placeName(brightest)) to candidate patch \
      \(map.grid.placeName(map.bestGalleryPatch[brightest])) (row.column). EMD similarity on this \
      grid: \(fixed(map.emdSimilarity, 3)).
      """
  }

  func draw(on canvas: Canvas, faces: FaceStore) {
    let drawing = FlowDrawing(map: map, candidate: candidate)
    let top = labels.isEmpty ? 0 : Self.labelHeight
    let places = [queryAspect, queryAspect, candidateAspect].enumerated().map { index, aspect in
      Rectangle(
        x: Double(index) * (faceWidth + Self.gap), y: top, width: faceWidth,
        height: faceWidth * aspect)
    }
    for (label, place) in zip(labels, places) {
      canvas.drawLine(label, FigureStyle.label, x: place.x, y: 0, width: place.width)
    }
    for (face, place) in [(Face.query, places[0]), (candidate, places[2])] {
      canvas.draw(faces.grayPicture(face), in: place)
      drawing.drawCells(on: canvas, in: place)
    }
    drawing.drawRebuilt(on: canvas, in: places[1], faces: faces, showsCells: true)
    drawBars(on: canvas, in: places[1])
    drawing.drawNumbers(on: canvas, in: places[0], by: \.queryPatch, count: Self.numbered)
    drawing.drawNumbers(on: canvas, in: places[2], by: \.galleryPatch, count: Self.numbered)
    for place in places { canvas.stroke(place.inset(by: 0.25), Palette.rule, width: 0.5) }
  }

  private func drawBars(on canvas: Canvas, in place: Rectangle) {
    for (patch, brightness) in map.brightness.enumerated() where brightness > 0 {
      let cell = place.cell(
        row: patch / map.grid.columns, column: patch % map.grid.columns, rows: map.grid.rows,
        columns: map.grid.columns)
      let track = Rectangle(
        x: cell.x + 2.5, y: cell.maxY - 3.9, width: cell.width - 5, height: 1.6)
      canvas.fill(track, Palette.ink.with(opacity: 0.75))
      canvas.fill(
        Rectangle(
          x: track.x + 0.3, y: track.y + 0.3, width: max((track.width - 0.6) * brightness, 0.3),
          height: 1), .white)
    }
  }
}
