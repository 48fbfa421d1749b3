import Basics
import Evidence

/// How sentences name a gallery picture: its label and its path, short enough to be read on.
struct NamedPicture {
  static let longest = 48

  /// - Parameter index: In the gallery.
  static func words(_ index: Int, in evidence: QueryEvidence) -> String {
    guard let exhibit = evidence.exhibits[index] else { return "gallery picture \(index + 1)" }
    guard let label = exhibit.label else { return short(exhibit.path) }
    return "\(short(label)) (\(short(exhibit.path)))"
  }

  /// The text from outside, without its middle where it is long: the ledger and `report.json` have
  /// it whole.
  static func short(_ text: String) -> String {
    let shown = displayed(text)
    guard shown.count > longest else { return isolated(text) }
    let half = longest / 2
    return isolated(String(shown.prefix(half - 1)) + "…" + String(shown.suffix(half)))
  }
}
