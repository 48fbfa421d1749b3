import Drawing

/// The paper of a document. What is set on it is as wide on either; Letter has less height.
package enum PaperSize: String, Sendable, Codable, CaseIterable {
  case a4
  case letter

  var widthPoints: Double { self == .a4 ? PDFDocument.a4WidthPoints : 612 }
  var heightPoints: Double { self == .a4 ? PDFDocument.a4HeightPoints : 792 }
}
