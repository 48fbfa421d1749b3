import Evidence
import Reports

/// What a report is besides its numbers: the case, the paper, the editions, the looks.
package struct DossierOptions: Sendable, Equatable, Codable {
  package var caseData = CaseData()
  package var paper = PaperSize.a4
  package var editions: Set<Edition> = [.full]
  /// How the redacted edition hides faces.
  package var redaction = RedactionStyle.silhouette
  /// Goes into the secret that links the editions, beside random bits; `nil`: nothing does.
  package var seed: UInt64?
  /// A style sheet in place of the built-in one.
  package var css: String?
  /// A picture at the top of pages and papers.
  package var logo: String?
  /// Where the case data were read from, an input; no part of what a batch is told by.
  package var caseFile: String?

  package init() {}
}

extension DossierOptions {
  /// As made by the compiler, but for the editions: a set has another order in each run, and what is
  /// written here stands in `manifest.json` and decides whether a batch may go on.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(caseData, forKey: .caseData)
    try container.encode(paper, forKey: .paper)
    try container.encode(Edition.allCases.filter(editions.contains), forKey: .editions)
    try container.encode(redaction, forKey: .redaction)
    try container.encodeIfPresent(seed, forKey: .seed)
    try container.encodeIfPresent(css, forKey: .css)
    try container.encodeIfPresent(logo, forKey: .logo)
  }

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case caseData, paper, editions, redaction, seed, css, logo
  }
}
