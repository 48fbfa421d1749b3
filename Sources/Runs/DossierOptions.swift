import Evidence
import Reports

/// The options of a report other than its numbers: the case, the paper, the editions and the design.
package struct DossierOptions: Sendable, Equatable, Codable {
  package var caseData = CaseData()
  /// The laboratory's own limits of picture quality and scale of conclusions. What the files contained
  /// is kept, so that a report can be repeated without them.
  package var limits: LaboratoryLimits?
  package var scale: ConclusionScale?
  package var paper = PaperSize.a4
  package var editions: Set<Edition> = [.full]
  /// The way in which the redacted edition hides faces.
  package var redaction = RedactionStyle.silhouette
  /// A seed for the secret that links the editions, in addition to random bits; `nil` for random bits
  /// alone.
  package var seed: UInt64?
  /// Whether the labels of the queries are printed as truth; `nil` if they are not.
  package var statesTruth: Bool?
  /// A style sheet that replaces the built-in one.
  package var css: String?
  /// A picture at the top of pages and papers.
  package var logo: String?
  /// The file of the case data, an input; it does not identify a batch.
  package var caseFile: String?
  /// The files of the limits and the scale, likewise.
  package var limitsFile: String?
  package var scaleFile: String?

  package init() {}
}

extension DossierOptions {
  /// Encodes the options with sorted editions. A set has another order in each run, but these bytes are
  /// in `manifest.json` and decide whether a batch may be resumed.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(caseData, forKey: .caseData)
    try container.encodeIfPresent(limits, forKey: .limits)
    try container.encodeIfPresent(scale, forKey: .scale)
    try container.encode(paper, forKey: .paper)
    try container.encode(Edition.allCases.filter(editions.contains), forKey: .editions)
    try container.encode(redaction, forKey: .redaction)
    try container.encodeIfPresent(seed, forKey: .seed)
    try container.encodeIfPresent(statesTruth, forKey: .statesTruth)
    try container.encodeIfPresent(css, forKey: .css)
    try container.encodeIfPresent(logo, forKey: .logo)
  }

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case caseData, limits, scale, paper, editions, redaction, seed, statesTruth, css, logo
  }
}
