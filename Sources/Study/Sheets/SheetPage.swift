import Drawing

/// A page of a sheet.
enum SheetPage {
  /// A paragraph of a text from a file.
  struct Paragraph {
    let text: String
    let isHeading: Bool
  }

  /// One of the two answers of a study of two steps.
  enum Step {
    case first
    case second
  }

  case title
  case text(heading: String, note: String?, [Paragraph], hasSignature: Bool)
  /// How to read the pictures of a part, and some of its practice pairs.
  case training(block: Int, isFirst: Bool, Range<Int>)
  case test(block: Int, Range<Int>, Step?)
  case last
}

extension SheetPage {
  /// Returns the paragraphs of a text: lines that begin with '#' are headings, empty lines separate
  /// paragraphs.
  static func paragraphs(_ text: String, _ values: [String: String]) -> [Paragraph] {
    var paragraphs: [Paragraph] = []
    var open: [String] = []
    func close() {
      if !open.isEmpty {
        paragraphs.append(Paragraph(text: open.joined(separator: " "), isHeading: false))
      }
      open = []
    }
    for line in StudyWords.filled(text, values).split(
      separator: "\n", omittingEmptySubsequences: false)
    {
      if line.hasPrefix("#") {
        close()
        let heading = line.drop { $0 == "#" || $0 == " " }
        paragraphs.append(Paragraph(text: String(heading), isHeading: true))
      } else if line.allSatisfy(\.isWhitespace) {
        close()
      } else {
        open.append(String(line))
      }
    }
    close()
    return paragraphs
  }
}
