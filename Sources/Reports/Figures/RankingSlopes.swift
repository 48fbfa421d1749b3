import Basics
import Drawing

/// The first candidates of each method as lists with faces, joined by a line where both lists have the
/// picture.
///
/// Where the neighboring list does not show a picture, its rank there stands at the edge.
struct RankingSlopes: Figure {
  struct Entry: Sendable, Equatable {
    let galleryIndex: Int
    /// "A", "B", "C" or `nil`.
    let letter: String?
    let name: String
    /// The score and the picture: "0.706", "picture 0003".
    let score: String
    let picture: String
    /// The rank in each list, from 1, in the order of the lists; `nil` if the method did not rank it.
    let ranks: [Int?]
  }

  struct List: Sendable, Equatable {
    let title: String
    let subtitle: String
    let entries: [Entry]
  }

  let lists: [List]
  let widthPoints: Double
  let heightPoints: Double
  private let faceAspect: Double

  static let rowHeight = 36.0
  private static let head = 32.0
  private static let rankWidth = 15.0

  /// - Parameters:
  ///   - lists: One for each method; the entries of each by falling rank.
  ///   - aspect: The height of a face divided by its width.
  init(lists: [List], widthPoints: Double, aspect: Double) {
    precondition(
      lists.allSatisfy { list in list.entries.allSatisfy { $0.ranks.count == lists.count } })
    self.lists = lists
    self.widthPoints = widthPoints
    faceAspect = aspect
    heightPoints =
      Self.head + Double(max(lists.map(\.entries.count).max() ?? 0, 1)) * Self.rowHeight
  }

  var alternativeText: String {
    lists.enumerated().map { index, list in
      let entries = list.entries.map { entry in
        let letter = entry.letter.map { "\($0) " } ?? ""
        return "\(entry.ranks[index] ?? 0). \(letter)\(entry.name), \(entry.score)"
      }
      return "\(list.title) (\(list.subtitle)): \(entries.joined(separator: "; "))."
    }.joined(separator: " ")
  }

  /// Half of the distance between lists is room for lines and ranks at the edges.
  private var columns: (width: Double, gap: Double) {
    let count = Double(max(lists.count, 1))
    guard count > 1 else { return (min(widthPoints, 240), 0) }
    let gap = max(widthPoints * (count > 2 ? 0.115 : 0.22), 46)
    return ((widthPoints - (count - 1) * gap) / count, gap)
  }

  private func left(_ list: Int) -> Double { Double(list) * (columns.width + columns.gap) }

  private func middle(_ row: Int) -> Double {
    Self.head + (Double(row) + 0.5) * Self.rowHeight
  }

  func draw(on canvas: Canvas, faces: FaceStore) {
    for list in lists.indices.dropLast() { drawLines(from: list, on: canvas) }
    for (index, list) in lists.enumerated() {
      let x = left(index)
      canvas.drawLine(list.title, FigureStyle.label, x: x, y: 0, width: columns.width)
      canvas.drawLine(list.subtitle, FigureStyle.note, x: x, y: 12.5, width: columns.width)
      canvas.strokeLine(
        [Point(x: x, y: Self.head - 4), Point(x: x + columns.width, y: Self.head - 4)],
        Palette.ink, width: 0.9)
      for (row, entry) in list.entries.enumerated() {
        draw(entry, in: index, row: row, on: canvas, faces: faces)
      }
      if list.entries.isEmpty {
        canvas.draw("nobody", FigureStyle.note, x: x, y: Self.head + 4)
      }
    }
  }

  private func color(_ letter: String?) -> PaperColor {
    letter == "A" ? Palette.orange : letter == "B" ? Palette.blue : Palette.bars
  }

  private func drawLines(from list: Int, on canvas: Canvas) {
    let next = list + 1
    let (start, end) = (left(list) + columns.width + 2, left(next) - 4)
    var pairs: [(entry: Entry, from: Int, to: Int)] = []
    for (row, entry) in lists[list].entries.enumerated() {
      if let other = lists[next].entries.firstIndex(where: {
        $0.galleryIndex == entry.galleryIndex
      }) {
        pairs.append((entry, row, other))
      } else if let rank = entry.ranks[next] {
        drawRank(rank, x: start, isLeft: true, y: middle(row), on: canvas)
      }
    }
    for (row, entry) in lists[next].entries.enumerated()
    where !lists[list].entries.contains(where: { $0.galleryIndex == entry.galleryIndex }) {
      if let rank = entry.ranks[list] {
        drawRank(rank, x: end, isLeft: false, y: middle(row), on: canvas)
      }
    }
    // A and B on top.
    for (entry, from, to) in pairs.sorted(by: {
      order($0.entry.letter) < order($1.entry.letter)
    }) {
      var path = Path()
      let (a, b) = (Point(x: start, y: middle(from)), Point(x: end, y: middle(to)))
      path.move(to: a)
      path.curve(
        to: b, Point(x: (a.x + b.x) / 2, y: a.y), Point(x: (a.x + b.x) / 2, y: b.y))
      if entry.letter == "A" || entry.letter == "B" { canvas.stroke(path, .white, width: 3.6) }
      switch entry.letter {
      case "A": canvas.stroke(path, Palette.orange, width: 2.2)
      case "B": canvas.stroke(path, Palette.blue, width: 2.2, dashes: [6, 3])
      default: canvas.stroke(path, Palette.bars, width: 0.9)
      }
    }
  }

  private func order(_ letter: String?) -> Int { letter == "A" ? 2 : letter == "B" ? 1 : 0 }

  private func drawRank(_ rank: Int, x: Double, isLeft: Bool, y: Double, on canvas: Canvas) {
    let block = canvas.text(grouped(rank), FigureStyle.note)
    let width = block.width + 5
    let box = Rectangle(
      x: isLeft ? x + 1 : x - 1 - width, y: y - block.height / 2 - 1, width: width,
      height: block.height + 2)
    canvas.fill(box, Palette.panel)
    canvas.draw(block, x: box.x + 2.5, y: y - block.height / 2)
  }

  private func draw(
    _ entry: Entry, in list: Int, row: Int, on canvas: Canvas, faces: FaceStore
  ) {
    let (x, y) = (left(list), Self.head + Double(row) * Self.rowHeight)
    if row > 0 {
      canvas.strokeLine(
        [Point(x: x, y: y), Point(x: x + columns.width, y: y)], Palette.panel, width: 0.6)
    }
    let isFirst = entry.ranks[list] == 1
    let rank = canvas.text(
      entry.ranks[list].map { "\($0)" } ?? "–", isFirst ? FigureStyle.label : FigureStyle.note)
    canvas.draw(
      rank, x: x + Self.rankWidth - 3 - rank.width, y: middle(row) - rank.height / 2)
    let height = Self.rowHeight - 6
    let width = min(height / faceAspect, 40)
    let tall = width * faceAspect
    let face = Rectangle(
      x: x + Self.rankWidth, y: middle(row) - tall / 2, width: width, height: tall)
    canvas.draw(faces.thumbnail(.candidate(entry.galleryIndex)), in: face)
    if entry.letter == "A" || entry.letter == "B" {
      canvas.stroke(face.inset(by: -0.6), color(entry.letter), width: 1.6)
    }
    let start = face.maxX + 4
    var textX = start
    if let letter = entry.letter {
      drawLetter(letter, at: Point(x: start + 5.2, y: middle(row) - 7), on: canvas)
      textX += 13.5
    }
    let right = x + columns.width
    let isPerson = entry.letter == "A" || entry.letter == "B"
    canvas.drawLine(
      entry.name, isPerson ? FigureStyle.numberBold : FigureStyle.number, x: textX,
      y: middle(row) - 12, width: right - textX)
    let score = canvas.draw(
      entry.score, FigureStyle.numberBold, x: start, y: middle(row) + 1.5)
    let pictureX = start + score.width + 6
    if right - pictureX > 12 {
      canvas.drawLine(
        entry.picture, FigureStyle.note, x: pictureX, y: middle(row) + 1.5,
        width: right - pictureX)
    }
  }

  private func drawLetter(_ letter: String, at center: Point, on canvas: Canvas) {
    let radius = 5.4
    let text: PaperColor
    switch letter {
    case "A":
      canvas.drawDots([center], radius: radius, Palette.orange)
      text = .white
    case "B":
      canvas.drawDots([center], radius: radius, Palette.blue)
      canvas.drawDots([center], radius: radius - 1.1, .white)
      text = Palette.blue
    default:
      canvas.drawDots([center], radius: radius, Palette.panel)
      text = Palette.ink
    }
    let block = canvas.text(letter, FigureStyle.numberBold.with { $0.color = text })
    canvas.draw(block, x: center.x - block.width / 2, y: center.y - block.height / 2)
  }
}
