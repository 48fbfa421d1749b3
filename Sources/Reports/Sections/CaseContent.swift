import Basics
import Evidence

/// The case data as pages and papers show them.
struct CaseContent {
  struct Field {
    let name: String
    /// `nil` for a line to fill in by hand.
    let value: String?
    /// Whether the value is prose, which begins at its script's own side; other values are set at the
    /// left.
    let isProse: Bool
  }

  let fields: [Field]
  /// The reference on every page of a paper, such as "Case 17/2026, exhibit 3"; `nil` without either.
  let reference: String?

  init(_ provenance: Provenance) {
    let stated = provenance.statedCase
    fields = CaseData.CodingKeys.allCases.filter {
      $0.isAlwaysListed || stated[$0] != nil
    }.map { key in
      Field(name: key.title, value: stated[key].map(Self.lines), isProse: key == .notes)
    }
    let data = provenance.caseData
    let number = data.caseNumber.map { "Case \(isolated($0))" }
    let exhibit = data.exhibit.map { "exhibit \(isolated($0))" }
    let parts = [number, exhibit].compactMap { $0 }
    let isWithheld = !provenance.withheldCaseFields.isDisjoint(with: [.caseNumber, .exhibit])
    reference =
      parts.isEmpty
      ? isWithheld ? "Case \(Provenance.withheldWords)" : nil : parts.joined(separator: ", ")
  }

  /// Returns a displayable text that keeps its line breaks.
  private static func lines(_ text: String) -> String {
    text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
      .map { displayed(String($0.last == "\r" ? $0.dropLast() : $0)) }.joined(separator: "\n")
  }
}
