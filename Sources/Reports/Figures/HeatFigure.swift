import Basics
import Drawing
import Evidence
import Networks

/// One number for each patch of a face: the plain face with the strongest patches outlined, and beside
/// it the map by itself.
///
/// The map is opaque, so that its colors are those of the legend. Its cells are not smoothed: that would
/// show places that were not measured. The face is a line drawing on it, and the largest numbers are
/// written in, with their sign, for gray print.
struct HeatFigure: Figure {
  enum Parts: Sendable {
    case faceAndMap
    case faceOnly
    case mapOnly
  }

  let map: Heatmap
  let face: Face
  let scale: HeatScale
  let parts: Parts
  /// What the numbers are, for the alternative text: "What each patch adds to the lead of A".
  let words: String
  let widthPoints: Double
  let heightPoints: Double
  private let faceWidth: Double
  private let faceHeight: Double

  static let gap = 12.0

  /// - Parameters:
  ///   - faceWidth: The width of each of the pictures, in points. Numbers are written from 16 points a
  ///     patch.
  ///   - aspect: The height of the face divided by its width.
  init(
    _ map: Heatmap, over face: Face, scale: HeatScale, parts: Parts = .faceAndMap, words: String,
    faceWidth: Double, aspect: Double
  ) {
    self.map = map
    self.face = face
    self.scale = scale
    self.parts = parts
    self.words = words
    self.faceWidth = faceWidth
    faceHeight = faceWidth * aspect
    widthPoints = parts == .faceAndMap ? 2 * faceWidth + Self.gap : faceWidth
    heightPoints = faceHeight
  }

  var alternativeText: String {
    let drawing = HeatDrawing(map, scale)
    func named(_ patches: [Int]) -> String {
      patches.map { "\(map.grid.placeName($0)) \(scale.text(map.values[$0]))" }
        .joined(separator: ", ")
    }
    var text = """
      \(words), on \(map.grid.rows) rows and \(map.grid.columns) columns of patches, in \
      \(scale.unitWords) (row.column).
      """
    let (high, low) = (drawing.strongest(isPositive: true), drawing.strongest(isPositive: false))
    if !high.isEmpty { text += " Largest: \(named(high))." }
    if !low.isEmpty { text += " Most negative: \(named(low))." }
    if high.isEmpty && low.isEmpty { text += " All patches are equal." }
    return text
  }

  func draw(on canvas: Canvas, faces: FaceStore) {
    var place = Rectangle(x: 0, y: 0, width: faceWidth, height: faceHeight)
    let drawing = HeatDrawing(map, scale)
    if parts != .mapOnly {
      drawing.drawOutlines(on: canvas, in: place, over: face, faces: faces)
      place.x += faceWidth + Self.gap
    }
    if parts != .faceOnly { drawing.drawMap(on: canvas, in: place, over: face, faces: faces) }
  }
}

/// The two pictures of a heatmap.
struct HeatDrawing {
  let map: Heatmap
  let scale: HeatScale

  init(_ map: Heatmap, _ scale: HeatScale) {
    self.map = map
    self.scale = scale
  }

  private func cell(_ patch: Int, in place: Rectangle) -> Rectangle {
    place.cell(
      row: patch / map.grid.columns, column: patch % map.grid.columns, rows: map.grid.rows,
      columns: map.grid.columns)
  }

  /// The patches of one sign that are outlined and numbered: those of the strongest eighth of all
  /// patches by magnitude, without equal ones or those that round to 0.
  func strongest(isPositive: Bool) -> [Int] {
    let values = map.values
    guard let first = values.first, values.contains(where: { abs($0 - first) > 1e-9 }) else {
      return []
    }
    let count = max(1, (values.count + 4) / 8)
    let zero = scale.text(0)
    // A map of one sign has no patches on the other side.
    let side = values.indices.filter { patch in
      (scale.isSigned ? (isPositive ? values[patch] > 0 : values[patch] < 0) : isPositive)
        && scale.text(values[patch]) != zero
        && (!scale.isSigned || abs(values[patch]) >= 0.2 * scale.limit)
    }
    return Array(
      side.sorted {
        let (a, b) = (abs(values[$0]), abs(values[$1]))
        return a != b ? a > b : $0 < $1
      }.prefix(count))
  }

  /// Draws the gray face with stepped outlines around the strongest patches: solid orange for
  /// positive numbers, dashed blue for negative ones, on a white rim.
  func drawOutlines(on canvas: Canvas, in place: Rectangle, over face: Face, faces: FaceStore) {
    canvas.draw(faces.grayPicture(face), in: place)
    let width = min(max(place.width / 80, 1), 1.8)
    for isPositive in [false, true] {
      let patches = strongest(isPositive: isPositive)
      let outline = outlinePath(of: Set(patches), in: place, inset: width)
      canvas.stroke(outline, .white, width: width * 2.4)
      if isPositive {
        canvas.stroke(outline, Palette.orange, width: width)
      } else {
        canvas.stroke(outline, Palette.blue, width: width, dashes: [3 * width, 1.6 * width])
      }
    }
    canvas.stroke(place.inset(by: 0.25), Palette.rule, width: 0.5)
  }

  func drawMap(on canvas: Canvas, in place: Rectangle, over face: Face, faces: FaceStore) {
    for patch in map.values.indices {
      canvas.fill(cell(patch, in: place), scale.color(map.values[patch]))
    }
    faces.drawLines(of: face, on: canvas, in: place)
    canvas.stroke(place.inset(by: 0.25), Palette.rule, width: 0.5)
    let patches = strongest(isPositive: true) + strongest(isPositive: false)
    let room = cell(0, in: place)
    // All numbers in one form: with their sign, or small ones with the minus alone.
    let forms = [false, true].map { isShort in
      patches.map { patch in
        let text = scale.text(map.values[patch])
        return canvas.text(
          isShort && text.hasPrefix("+") ? String(text.dropFirst()) : text,
          FigureStyle.numberBold.with { $0.color = scale.color(map.values[patch]).textColor })
      }
    }
    let fitting = forms.first { fits($0, at: patches, room) }
    for (index, patch) in patches.enumerated() {
      let cell = cell(patch, in: place)
      if let block = fitting?[index] {
        // The face's lines would run through the number.
        canvas.fill(
          Rectangle(
            x: cell.midX - block.width / 2 - 0.5, y: cell.midY - 3.6, width: block.width + 1,
            height: 7.2),
          scale.color(map.values[patch]))
        canvas.draw(block, x: cell.midX - block.width / 2, y: cell.midY - block.height / 2)
      } else if scale.isSigned {
        drawSign(
          isPositive: map.values[patch] > 0, on: canvas, in: cell,
          scale.color(map.values[patch]).textColor)
      }
    }
  }

  /// Whether numbers fit the height of their patches, are at most three points wider, and do not
  /// touch each other.
  private func fits(_ numbers: [TextBlock], at patches: [Int], _ room: Rectangle) -> Bool {
    let columns = map.grid.columns
    return numbers.indices.allSatisfy { index in
      let number = numbers[index]
      let isAtEdge = patches[index] % columns == 0 || (patches[index] + 1) % columns == 0
      guard number.height <= room.height + 3,
        number.width <= room.width + (isAtEdge ? 0 : 3)
      else { return false }
      return numbers.indices.allSatisfy { other in
        patches[other] != patches[index] + 1 || patches[other] % columns == 0
          || (number.width + numbers[other].width) / 2 <= room.width - 0.5
      }
    }
  }

  /// Draws a plus or minus where the patches are too small for numbers.
  private func drawSign(
    isPositive: Bool, on canvas: Canvas, in cell: Rectangle, _ color: PaperColor
  ) {
    let half = min(cell.width, cell.height) * 0.2
    var strokes = [
      [Point(x: cell.midX - half, y: cell.midY), Point(x: cell.midX + half, y: cell.midY)]
    ]
    if isPositive {
      strokes.append([
        Point(x: cell.midX, y: cell.midY - half), Point(x: cell.midX, y: cell.midY + half),
      ])
    }
    canvas.strokeLines(strokes, color, width: 1.1)
  }

  /// Returns the outline of a set of patches: the borders between patches of the set and others.
  ///
  /// - Parameter inset: How far the outline stays within the face.
  func outlinePath(of patches: Set<Int>, in place: Rectangle, inset: Double) -> Path {
    let (rows, columns) = (map.grid.rows, map.grid.columns)
    func has(_ row: Int, _ column: Int) -> Bool {
      (0..<rows).contains(row) && (0..<columns).contains(column)
        && patches.contains(row * columns + column)
    }
    // The corner that follows a corner, clockwise around the set; a corner where two patches meet
    // diagonally has two.
    var next: [Int: [Int]] = [:]
    func corner(_ row: Int, _ column: Int) -> Int { row * (columns + 1) + column }
    for row in 0..<rows {
      for column in 0..<columns where has(row, column) {
        let corners = [
          corner(row, column), corner(row, column + 1), corner(row + 1, column + 1),
          corner(row + 1, column),
        ]
        let open = [
          !has(row - 1, column), !has(row, column + 1), !has(row + 1, column),
          !has(row, column - 1),
        ]
        for side in 0..<4 where open[side] {
          next[corners[side], default: []].append(corners[(side + 1) % 4])
        }
      }
    }
    func point(_ corner: Int) -> Point {
      let x = place.x + place.width * Double(corner % (columns + 1)) / Double(columns)
      let y = place.y + place.height * Double(corner / (columns + 1)) / Double(rows)
      return Point(
        x: min(max(x, place.x + inset), place.maxX - inset),
        y: min(max(y, place.y + inset), place.maxY - inset))
    }
    var path = Path()
    for start in next.keys.sorted() {
      while let first = next[start]?.popLast() {
        var ring = [start]
        var current = first
        while current != start, let after = next[current]?.popLast() {
          ring.append(current)
          current = after
        }
        let points = withoutStraightCorners(ring.map { ($0, point($0)) }, columns: columns)
        for (index, point) in points.enumerated() {
          if index == 0 { path.move(to: point) } else { path.line(to: point) }
        }
        path.close()
      }
    }
    return path
  }

  private func withoutStraightCorners(
    _ ring: [(corner: Int, point: Point)], columns: Int
  ) -> [Point] {
    ring.indices.compactMap { index in
      let before = ring[(index + ring.count - 1) % ring.count].corner
      let after = ring[(index + 1) % ring.count].corner
      let corner = ring[index].corner
      return after - corner == corner - before ? nil : ring[index].point
    }
  }
}
