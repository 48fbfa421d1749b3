import Basics
import Drawing
import Evidence

/// The ranked gallery of one method from top to bottom, each face with rank, label and score.
struct GalleryStrip: Figure {
  let gallery: GalleryContent
  let widthPoints: Double
  let heightPoints: Double
  private let entries: ArraySlice<GalleryContent.Entry>
  private let rowHeight: Double

  static let headHeight = 30.0

  /// - Parameter rows: The places of the candidates, from 0; missing candidates leave their places
  ///   empty.
  init(_ gallery: GalleryContent, widthPoints: Double, rowHeight: Double, rows: Range<Int>) {
    self.gallery = gallery
    self.widthPoints = widthPoints
    self.rowHeight = rowHeight
    entries = gallery.entries[rows.clamped(to: gallery.entries.indices)]
    heightPoints = Self.headHeight + rowHeight * Double(max(entries.count, 1))
  }

  var alternativeText: String {
    "\(gallery.title): "
      + entries.map(\.tile.alternativeText).joined(separator: " ")
  }

  func draw(on canvas: Canvas, faces: FaceStore) {
    canvas.draw(gallery.title, FigureStyle.bodyBold, x: 0, y: 0)
    canvas.draw(
      gallery.method.fullExplanation, FigureStyle.smallFaint.with { $0.maximumLines = 1 }, x: 0,
      y: 13,
      width: widthPoints)
    for (index, entry) in entries.enumerated() {
      canvas.saved {
        canvas.translate(x: 0, y: Self.headHeight + Double(index) * rowHeight)
        canvas.strokeLine(
          [Point(x: 0, y: 0), Point(x: widthPoints, y: 0)], FigureStyle.rule, width: 0.4)
        if let place = entry.explainedAs {
          canvas.link(to: CandidateContent.destination(place)) {
            draw(entry, on: canvas, height: rowHeight, faces: faces)
          }
        } else {
          draw(entry, on: canvas, height: rowHeight, faces: faces)
        }
      }
    }
    if gallery.entries.isEmpty {
      canvas.draw("No candidate.", FigureStyle.smallFaint, x: 0, y: Self.headHeight + 4)
    }
  }

  private func draw(
    _ entry: GalleryContent.Entry, on canvas: Canvas, height: Double, faces: FaceStore
  ) {
    // A face may be taller than the row.
    let scale = min(1, (height - 8) / entry.tile.heightPoints)
    canvas.saved {
      canvas.translate(x: 0, y: 4)
      canvas.scale(by: scale)
      entry.tile.draw(on: canvas, faces: faces)
    }
    let x = entry.tile.widthPoints + 7
    let width = widthPoints - x
    let oneLine = FigureStyle.small.with {
      $0.maximumLines = 1
      $0.cut = .middle
    }
    var lines = [
      canvas.text(
        "\(entry.rank).  \(isolated(entry.label ?? "no label"))",
        oneLine.with {
          $0.isBold = true
          $0.sizePoints = 9
          $0.cut = .end
        }, width: width),
      canvas.text(entry.score, oneLine, width: width),
    ]
    if let words = entry.identity.words {
      lines.append(
        canvas.text(
          words, oneLine.with { $0.color = FigureStyle.frame(entry.identity) }, width: width))
    }
    lines.append(
      canvas.text(entry.path, oneLine.with { $0.color = FigureStyle.faint }, width: width))
    if let place = entry.explainedAs {
      lines.append(
        canvas.text(
          "see candidate \(place)", oneLine.with { $0.color = FigureStyle.link }, width: width))
    }
    var y = 3.0
    for line in lines {
      canvas.draw(line, x: x, y: y)
      y += line.height + 1
    }
  }
}
