import Drawing
import Evidence

/// A picture of a form, ready for drawing on one thread.
struct FormPicture {
  /// `nil` if the picture could not be opened.
  let picture: PaperPicture?
  /// What the picture is, as lines below it.
  let lines: [String]
  /// The height divided by the width.
  let aspect: Double

  /// Pictures of at most this many pixels are kept without loss.
  static let mostLosslessPixels = 160_000
  static let quality = 95

  /// - Throws: `failed` if memory runs out.
  init(_ cutOut: CutOut?) throws(DrawingError) {
    guard let cutOut else {
      picture = nil
      aspect = 1
      lines = ["This picture could not be opened, or it has changed."]
      return
    }
    let shown = cutOut.picture
    let isLossless = shown.width * shown.height <= Self.mostLosslessPixels
    picture = try PaperPicture(
      shown, jpeg: isLossless ? nil : shown.encodedJPEG(quality: Self.quality))
    aspect = Double(shown.height) / Double(shown.width)
    lines = [
      cutOut.isCrop
        ? "The picture as it was given: \(cutOut.originalWidth) × \(cutOut.originalHeight) pixels, cropped before."
        : "\(shown.width) × \(shown.height) pixels, cut out of \(cutOut.originalWidth) × \(cutOut.originalHeight).",
      (cutOut.reduction > 1 ? "Reduced" : "Pixel by pixel")
        + (isLossless ? ", without loss." : ", as JPEG of quality \(Self.quality)."),
    ]
  }

  /// Returns the size in which the picture fits.
  func size(inWidth width: Double, height: Double) -> (width: Double, height: Double) {
    aspect * width <= height ? (width, aspect * width) : (height / aspect, height)
  }
}

extension PageFlow {
  /// Sets pictures side by side, each with a title above and its lines below.
  func pictures(_ pictures: [(title: String, picture: FormPicture)], height: Double) {
    let gap = 18.0
    let width = (Self.width - gap) / 2
    let blocks = pictures.map { title, picture in
      (
        title: canvas.text(title, FormStyle.name, width: width),
        lines: canvas.text(picture.lines.joined(separator: "\n"), FormStyle.hint, width: width),
        size: picture.size(inWidth: width, height: height), picture: picture
      )
    }
    let whole =
      (blocks.map { $0.title.height + 4 + $0.size.height + 4 + $0.lines.height }.max() ?? 0) + 8
    put(height: whole) { canvas in
      for (place, block) in blocks.enumerated() {
        canvas.saved {
          canvas.translate(x: Double(place) * (width + gap), y: 0)
          canvas.draw(block.title, x: 0, y: 0)
          let frame = Rectangle(
            x: 0, y: block.title.height + 4, width: block.size.width, height: block.size.height)
          canvas.tagged(.figure) {
            if let picture = block.picture.picture { canvas.draw(picture, in: frame) }
            canvas.stroke(frame, FigureStyle.rule, width: 0.6)
          }
          canvas.draw(block.lines, x: 0, y: frame.maxY + 4)
        }
      }
    }
  }
}
