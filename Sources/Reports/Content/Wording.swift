import Identification

/// The headings of page and paper. Templates insert them as `{{headings.NAME}}`.
enum Heading: String, CaseIterable {
  case report = "Face comparison report"
  case reports = "Face comparison reports"
  case query = "Query and top matches"
  case photograph = "Photograph"
  case notes = "Important notes"
  case limits = "What these numbers do not show"
  case galleries = "Ranked galleries"
  case ledger = "Ledger of ranks and scores"
  case alpha = "How the top match depends on alpha"
  case contrast = "Contrast: top match and another candidate"
  case checks = "Sanity checks of the explanations"
  case weightings = "Five weightings of candidate 1"
  case timings = "Times"
  case provenance = "Provenance"
  case gallery = "Gallery"
  case program = "Program"
  case settings = "Settings"
  case processing = "Processing of the query"
  case pictures = "Pictures"
  case totals = "Totals"
  case queries = "Queries"
  case failures = "Queries without a report"
  case galleryFailures = "Gallery pictures left out"

  /// The name in templates.
  var name: String { String(describing: self) }
}

extension ScoringMethod {
  /// The name for people in headings and sentences; narrow tables have `title`.
  var fullTitle: String {
    switch self {
    case .stage1: "whole face (cosine)"
    case .emd: "patches (EMD)"
    case .h2l: "transformer (H2L)"
    default: title
    }
  }

  /// The explanation beside `fullTitle`, with the short name that tables use.
  var fullExplanation: String { self == .stage1 ? "stage 1: \(explanation)" : explanation }
}

/// Returns a text with a capital letter at its beginning.
func capitalized(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

/// The sentences of every report.
enum Wording {
  static let bannerTitle = "Investigative lead, not an identification"
  static let banner = """
    This report ranks gallery pictures by how similar a computer finds them to the query. Do not name, \
    charge or exclude a person because of this report alone.
    """

  static let limits = [
    """
    A similarity score is not a probability. A score of 0.80 does not mean that the two pictures \
    show the same person with 80% certainty.
    """,
    """
    The top match is only the best of this gallery. If the person is not in the gallery, the top match \
    is a different person.
    """,
    """
    Compare scores only within one method of one report. Do not compare scores of different methods, \
    models or reports.
    """,
    """
    The maps show what the computer compared. They do not show why two faces look similar to a person. \
    Bright or warm patches do not prove anything.
    """,
    """
    Error rates differ between pictures and between groups of people. Light, age, pose, masks and \
    picture quality change scores.
    """,
    "A trained examiner must compare the original pictures before anyone acts on this report.",
  ]

  static let rounding = """
    Printed numbers are rounded; report.json contains all digits. The printed numbers of each \
    calculation give its printed result.
    """

  /// Describes the digests of pictures on a page or on paper.
  static func pictureDigests(_ medium: FaceFiles.Medium) -> String {
    let (place, tool, size, exception) =
      switch medium {
      case .paper:
        (
          "in this paper", " ('pdfimages -all' extracts them)", "",
          " This paper contains an upright JPEG that is shown whole without changes."
        )
      case .page: ("on this page", "", ", at most \(medium.widest) pixels wide", "")
      }
    return """
      SHA-256 of each original file and of each JPEG \(place)\(tool). Crops and their gray copies have the JPEG quality \(medium.quality)\(size).\(exception)
      """
  }
  static let galleries = """
    The first ten candidates of each method. A green frame with a check mark means that the supplied \
    label is the same as the query's. A red frame with a cross means another label. Gray means that a \
    label is missing.
    """

  static let candidate = """
    The middle of a flow map shows, at each place of the query, the candidate's patch that receives \
    most of its weight. Bright means much weight, black means little. Places are written as \
    row.column, counted from the top left. Each map has its own EMD similarity. The similarity in the \
    table comes from the ranking's solver and grid.
    """

  static let signOff = """
    The examiner's findings from the original pictures, independent of the scores above:
    """
}
