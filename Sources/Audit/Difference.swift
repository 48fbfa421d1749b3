import Basics

/// A difference between a report and its manifest, its originals or a repetition.
package struct Difference: Error, Sendable, Equatable {
  package enum Kind: String, Sendable {
    /// A page, a paper or the index.
    case page = "changed page"
    /// A number of `report.json`, or that file as a whole.
    case number = "changed number"
    case picture = "changed picture"
    case model = "changed model"
    case file = "changed file"
    case missing = "missing file"
    case extra = "extra file"
    /// A symbolic link, which can show a reader what no digest covers.
    case link = "symbolic link"
    /// A field of `manifest.json` itself.
    case manifest = "changed manifest"
    case notRecomputed = "not recomputed"
  }

  package let kind: Kind
  /// The file or, for numbers, the file and the place in it.
  package let place: String
  /// The values found and expected.
  package let detail: String?

  package init(_ kind: Kind, _ place: String, _ detail: String? = nil) {
    self.kind = kind
    self.place = place
    self.detail = detail
  }
}

extension Difference: CustomStringConvertible {
  /// The difference as one line: "changed page: queries/0001/report.html: …".
  package var description: String {
    "\(kind.rawValue): \(displayed(place))" + (detail.map { ": \(displayed($0))" } ?? "")
  }
}

extension Difference.Kind {
  /// Returns the kind of a changed file of the output.
  package init(ofFile path: String) {
    switch path.split(separator: ".").last {
    case "html", "pdf": self = .page
    case "json" where path.hasSuffix("/report.json"): self = .number
    default: self = .file
    }
  }
}
