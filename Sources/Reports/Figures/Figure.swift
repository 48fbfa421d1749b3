import Drawing

/// A drawing with a description in words. The same code draws it for HTML and PDF.
protocol Figure: Sendable {
  var widthPoints: Double { get }
  var heightPoints: Double { get }
  /// The content of the picture in words and numbers, for readers who cannot see it.
  var alternativeText: String { get }

  /// Draws from (0, 0) to (`widthPoints`, `heightPoints`).
  func draw(on canvas: Canvas, faces: FaceStore)
}

extension Figure {
  /// The figure as a self-contained `data:` address.
  func dataAddress(faces: FaceStore) throws(DrawingError) -> String {
    let bytes = try drawnSVG(widthPoints: widthPoints, heightPoints: heightPoints) { canvas in
      draw(on: canvas, faces: faces)
    }
    return svgAddress(bytes)
  }
}
