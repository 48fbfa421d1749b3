import Basics
import Evidence

/// The name of a gallery picture in sentences: its label and its path, shortened if they are long.
struct NamedPicture {
  static let longest = 48

  /// - Parameter index: The picture's place in the gallery.
  static func words(_ index: Int, in evidence: QueryEvidence) -> String {
    guard let exhibit = evidence.exhibits[index] else { return "gallery picture \(index + 1)" }
    guard let label = exhibit.label else { return short(exhibit.path) }
    return "\(short(label)) (\(short(exhibit.path)))"
  }

  /// Returns a text from outside without its middle if it is long; the ledger and `report.json` contain
  /// all of it.
  static func short(_ text: String) -> String {
    let shown = displayed(text)
    guard shown.count > longest else { return isolated(text) }
    let half = longest / 2
    return isolated(String(shown.prefix(half - 1)) + "…" + String(shown.suffix(half)))
  }
}
