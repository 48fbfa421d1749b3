import Basics
import Drawing
import Evidence
import Networks

/// Which patch found its like where: both faces with the strongest pairs that moved, the displacement of
/// each patch, and the query rebuilt from the candidate.
///
/// In the field a dot is a patch that stays and an arrow one that moves, as thick as the weight that goes
/// this way, dark for a cosine of 0.75 and more. A right person is dots, a stranger a tangle.
struct FlowFieldFigure: Figure {
  enum Panel: Sendable, CaseIterable {
    case query
    case candidate
    case field
    case rebuilt
  }

  let map: FlowMap
  let candidate: Face
  let panels: [Panel]
  /// The line below each panel; empty for none.
  let captions: [String]
  let widthPoints: Double
  let heightPoints: Double
  private let queryAspect: Double
  private let candidateAspect: Double
  private let faceWidth: Double
  private let captionHeight: Double

  static let gap = 14.0
  /// The number of pairs with a number on the faces.
  static let numbered = 6
  /// Arrows of this cosine and more are dark.
  static let alike = 0.75

  /// - Parameters:
  ///   - panels: The pictures from left to right.
  ///   - captions: One for each panel, or none.
  ///   - queryAspect: The height of the query's face divided by its width.
  init(
    _ map: FlowMap, candidate: Face, panels: [Panel] = Panel.allCases, captions: [String] = [],
    widthPoints: Double, queryAspect: Double, candidateAspect: Double
  ) {
    precondition(!panels.isEmpty && (captions.isEmpty || captions.count == panels.count))
    self.map = map
    self.candidate = candidate
    self.panels = panels
    self.captions = captions
    self.widthPoints = widthPoints
    self.queryAspect = queryAspect
    self.candidateAspect = candidateAspect
    faceWidth = (widthPoints - Double(panels.count - 1) * Self.gap) / Double(panels.count)
    let tallest = panels.map { $0 == .candidate ? candidateAspect : queryAspect }.max()!
    let width = faceWidth
    captionHeight =
      captions.map { measuredHeight($0, FigureStyle.note, width: width) + 3 }.max() ?? 0
    heightPoints = faceWidth * tallest + captionHeight
  }

  var alternativeText: String {
    let pairs = map.strongestMovedPairs(count: Self.numbered).enumerated().map { place, pair in
      """
      \(place + 1): \(map.grid.placeName(pair.queryPatch)) to \
      \(map.grid.placeName(pair.galleryPatch)), cosine \(fixed(pair.similarity, 3))
      """
    }
    let moved =
      pairs.isEmpty
      ? "No patch moves."
      : """
      Strongest pairs that move (query row.column to candidate row.column): \
      \(pairs.joined(separator: "; ")).
      """
    return """
      Where each patch of the query finds its like, on \(map.grid.rows) rows and \
      \(map.grid.columns) columns. \(fixed(100 * map.shareInPlace, 0))% of the weight stays in place; \
      \(map.foreignPatches.count) of \(map.grid.count) patches send most of theirs elsewhere. \
      \(moved)
      """
  }

  func draw(on canvas: Canvas, faces: FaceStore) {
    let drawing = FlowDrawing(map: map, candidate: candidate)
    for (index, panel) in panels.enumerated() {
      let aspect = panel == .candidate ? candidateAspect : queryAspect
      let place = Rectangle(
        x: Double(index) * (faceWidth + Self.gap), y: 0, width: faceWidth,
        height: faceWidth * aspect)
      switch panel {
      case .query:
        canvas.draw(faces.grayPicture(.query), in: place)
        drawing.drawNumbers(on: canvas, in: place, by: \.queryPatch, count: Self.numbered)
      case .candidate:
        canvas.draw(faces.grayPicture(candidate), in: place)
        drawing.drawNumbers(on: canvas, in: place, by: \.galleryPatch, count: Self.numbered)
      case .field:
        canvas.draw(faces.grayPicture(.query), in: place)
        canvas.fill(place, .white.with(opacity: 0.68))
        drawing.drawField(on: canvas, in: place)
      case .rebuilt:
        drawing.drawRebuilt(on: canvas, in: place, faces: faces)
      }
      canvas.stroke(place.inset(by: 0.25), Palette.rule, width: 0.5)
      if !captions.isEmpty {
        canvas.draw(
          captions[index], FigureStyle.note, x: place.x, y: heightPoints - captionHeight + 2,
          width: place.width)
      }
    }
  }
}

/// The parts of the pictures of a flow.
struct FlowDrawing {
  let map: FlowMap
  let candidate: Face

  private func cell(_ patch: Int, in place: Rectangle) -> Rectangle {
    place.cell(
      row: patch / map.grid.columns, column: patch % map.grid.columns, rows: map.grid.rows,
      columns: map.grid.columns)
  }

  /// Draws the numbers of the strongest moved pairs.
  func drawNumbers(
    on canvas: Canvas, in place: Rectangle, by patch: KeyPath<PatchContribution, Int>, count: Int
  ) {
    let radius = 5.6
    for (index, pair) in map.strongestMovedPairs(count: count).enumerated() {
      let cell = cell(pair[keyPath: patch], in: place)
      // Discs at the border stay on the face.
      canvas.drawDisc(
        "\(index + 1)",
        at: Point(
          x: min(max(cell.midX, place.x + radius + 1), place.maxX - radius - 1),
          y: min(max(cell.midY, place.y + radius + 1), place.maxY - radius - 1)),
        radius: radius, Palette.orange)
    }
  }

  /// Draws a dot for each patch whose weight mostly stays and an arrow for each flow elsewhere that is a
  /// notable part of its patch's weight.
  func drawField(on canvas: Canvas, in place: Rectangle) {
    let count = map.grid.count
    let unit = min(place.width / Double(map.grid.columns), place.height / Double(map.grid.rows))
    let largest = map.queryWeights.max() ?? 0
    var arrows: [PatchContribution] = []
    var dots: [Int: [Point]] = [:]
    for patch in 0..<count {
      let weight = map.queryWeights[patch]
      guard weight > 0 else { continue }
      let stays = map.flow[patch * count + patch]
      // A dot as large as the weight that stays.
      if stays >= 0.25 * weight, largest > 0 {
        let cell = cell(patch, in: place)
        let radius = max(unit * 0.11 * (stays / largest).squareRoot(), 0.9)
        // In fifths of a point, so that equal dots are drawn together.
        dots[Int((radius * 5).rounded()), default: []].append(Point(x: cell.midX, y: cell.midY))
      }
      for other in 0..<count where other != patch {
        let flow = map.flow[patch * count + other]
        // Under a quarter of the patch's weight, an arrow would only hide the others.
        if flow >= 0.25 * weight {
          arrows.append(
            PatchContribution(
              queryPatch: patch, galleryPatch: other, flow: flow,
              similarity: map.similarity[patch * count + other]))
        }
      }
    }
    for (fifths, centers) in dots.sorted(by: { $0.key < $1.key }) {
      canvas.drawDots(centers, radius: Double(fifths) / 5 + 0.6, .white)
      canvas.drawDots(centers, radius: Double(fifths) / 5, Palette.ink)
    }
    // Dark arrows on top, thick ones first.
    let order = arrows.enumerated().sorted {
      let (a, b) = ($0.element, $1.element)
      let (aIsDark, bIsDark) = (
        a.similarity >= FlowFieldFigure.alike, b.similarity >= FlowFieldFigure.alike
      )
      if aIsDark != bIsDark { return bIsDark }
      return a.flow != b.flow ? a.flow > b.flow : $0.offset < $1.offset
    }
    for (_, arrow) in order { draw(arrow, on: canvas, in: place, unit: unit, largest: largest) }
  }

  private func draw(
    _ arrow: PatchContribution, on canvas: Canvas, in place: Rectangle, unit: Double,
    largest: Double
  ) {
    let (from, to) = (cell(arrow.queryPatch, in: place), cell(arrow.galleryPatch, in: place))
    let (start, end) = (Point(x: from.midX, y: from.midY), Point(x: to.midX, y: to.midY))
    let (dx, dy) = (end.x - start.x, end.y - start.y)
    let length = (dx * dx + dy * dy).squareRoot()
    guard length > 0, largest > 0 else { return }
    let (ux, uy) = (dx / length, dy / length)
    // Bent to one side, so that exchanged patches have two arrows.
    let bend = min(0.12 * length, unit * 0.45)
    let control = Point(
      x: (start.x + end.x) / 2 + uy * bend * 2, y: (start.y + end.y) / 2 - ux * bend * 2)
    let width = min(max(unit * 0.075 * (arrow.flow / largest).squareRoot(), 0.7), 1.6)
    let head = max(width * 3.4, 3)
    let (tx, ty) = (end.x - control.x, end.y - control.y)
    let tangent = (tx * tx + ty * ty).squareRoot()
    let (hx, hy) = (tx / tangent, ty / tangent)
    let neck = Point(x: end.x - hx * head * 0.8, y: end.y - hy * head * 0.8)
    var line = Path()
    line.move(to: start)
    line.curve(
      to: neck,
      Point(
        x: start.x + 2 / 3 * (control.x - start.x), y: start.y + 2 / 3 * (control.y - start.y)),
      Point(x: neck.x + 2 / 3 * (control.x - neck.x), y: neck.y + 2 / 3 * (control.y - neck.y)))
    let tip = Path(polygon: [
      end, Point(x: end.x - hx * head - hy * head * 0.45, y: end.y - hy * head + hx * head * 0.45),
      Point(x: end.x - hx * head + hy * head * 0.45, y: end.y - hy * head - hx * head * 0.45),
    ])
    let color =
      arrow.similarity >= FlowFieldFigure.alike
      ? PaperColor(hexadecimal: 0x8f3d00) : PaperColor(hexadecimal: 0xe8903a)
    canvas.stroke(line, .white, width: width + 1.1)
    canvas.stroke(line, color, width: width)
    canvas.fill(tip, color)
  }

  /// Draws the candidate's gray face and, at each query patch that sends most of its weight elsewhere,
  /// the patch from there in a frame.
  ///
  /// - Parameter showsCells: Whether white lines divide the face.
  func drawRebuilt(
    on canvas: Canvas, in place: Rectangle, faces: FaceStore, showsCells: Bool = false
  ) {
    let picture = faces.grayPicture(candidate)
    canvas.draw(picture, in: place)
    let grid = map.grid
    let foreign = map.foreignPatches
    for patch in foreign {
      let best = map.bestGalleryPatch[patch]
      let cell = cell(patch, in: place)
      // The whole face, moved so that its patch `best` covers the cell.
      let whole = Rectangle(
        x: cell.x - cell.width * Double(best % grid.columns),
        y: cell.y - cell.height * Double(best / grid.columns), width: place.width,
        height: place.height)
      canvas.draw(picture, in: whole, showing: cell)
    }
    // A patch without weight has no like.
    for patch in 0..<grid.count where map.queryWeights[patch] <= 0 {
      canvas.fill(cell(patch, in: place), Palette.panel)
    }
    if showsCells { drawCells(on: canvas, in: place) }
    // Many frames side by side would hide the patches.
    let isDense = foreign.count * 3 > grid.count
    for patch in foreign {
      let frame = cell(patch, in: place).inset(by: isDense ? 0.4 : 0.7)
      if !isDense { canvas.stroke(frame, .white, width: 2.2) }
      canvas.stroke(frame, Palette.orange, width: isDense ? 0.8 : 1.3)
    }
  }

  func drawCells(on canvas: Canvas, in place: Rectangle) {
    canvas.strokeGrid(
      in: place, rows: map.grid.rows, columns: map.grid.columns, .white.with(opacity: 0.8),
      width: 0.5)
  }
}
