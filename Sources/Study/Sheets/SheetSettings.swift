import Drawing
import Reports

/// What all sheets of a study have in common.
package struct SheetSettings: Sendable {
  package var title: String
  /// The first 8 digits of the key's digest.
  package var study: String
  /// The key's digest, 64 digits.
  package var digest: String
  package var rows = 5
  package var paper = PaperSize.a4
  /// Whether a scanner reads the sheets.
  package var hasMarks = false
  package var programVersion: String
  package var templates: StudyTemplates

  package init(
    title: String, study: String, digest: String, programVersion: String, templates: StudyTemplates
  ) {
    self.title = title
    self.study = study
    self.digest = digest
    self.programVersion = programVersion
    self.templates = templates
  }

  var width: Double { paper == .a4 ? PDFDocument.a4WidthPoints : 612 }
  var height: Double { paper == .a4 ? PDFDocument.a4HeightPoints : 792 }
  /// The width of everything between the margins, the same on every paper.
  static let textWidth = PDFDocument.a4WidthPoints - 96
  var margin: Double { (width - Self.textWidth) / 2 }
  /// The lower rule of each page.
  var bottom: Double { height - 56 }
  /// The top of the head; the code of a page stands above it.
  var headTop: Double { hasMarks ? 53 : 34 }
  var firstLine: Double { headTop + 20 }

  /// The seconds that a pair takes, to say how long the study takes.
  static let secondsAPair = 15
}
