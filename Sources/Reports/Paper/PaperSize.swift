import Drawing

/// The paper size of a document. Text is equally wide on both; Letter is less high.
package enum PaperSize: String, Sendable, Codable, CaseIterable {
  case a4
  case letter

  var widthPoints: Double { self == .a4 ? PDFDocument.a4WidthPoints : 612 }
  var heightPoints: Double { self == .a4 ? PDFDocument.a4HeightPoints : 792 }
}
