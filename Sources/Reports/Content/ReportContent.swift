import Basics
import Drawing
import Evidence

/// The words and numbers of a report, which page and paper share.
struct ReportContent: Sendable {
  /// The number of candidates shown of each ranking.
  static let countPerRanking = 10

  let evidence: QueryEvidence
  let provenance: Provenance
  let precision: ScorePrecision
  let query: ShownPictureContent
  let galleries: [GalleryContent]
  let candidates: [CandidateContent]
  /// The photograph; `nil` if the query is an aligned picture.
  let sighting: SightingContent?
  let ledger: LedgerContent?
  let contrasts: [ContrastContent]
  let checks: ChecksContent?
  let review: ReviewContent?
  let weightings: WeightingsContent?
  /// The times; `nil` in an edition without them.
  let timings: TimingContent?
  let notes: [String]
  let caseContent: CaseContent
  /// The processing of the query.
  let log: ProcessingLog

  init(_ evidence: QueryEvidence, provenance: Provenance) {
    let precision = ScorePrecision(
      rankings: evidence.rankings,
      shown: evidence.candidates.map(\.scores) + (evidence.ledger?.scores ?? []),
      countPerRanking: Self.countPerRanking, isRounded: evidence.query.hidesOriginal)
    self.evidence = evidence
    self.provenance = provenance
    self.precision = precision
    query = ShownPictureContent(evidence.query)
    let shown = evidence.candidates.map(\.galleryIndex)
    galleries = evidence.rankings.map { ranking in
      GalleryContent(ranking, of: evidence, precision: precision, shown: shown)
    }
    candidates = evidence.candidates.enumerated().map { place, candidate in
      CandidateContent(
        candidate, number: place + 1, of: evidence, precision: precision)
    }
    sighting = evidence.sighting.map(SightingContent.init)
    ledger = evidence.ledger.map { LedgerContent($0, of: evidence, precision: precision) }
    contrasts = evidence.contrasts.map { ContrastContent($0, of: evidence, precision: precision) }
    checks = evidence.checks.map { ChecksContent($0, of: evidence, precision: precision) }
    review = ReviewContent(evidence)
    weightings = WeightingsContent(evidence, precision: precision)
    timings = evidence.timings.map(TimingContent.init)
    let caseContent = CaseContent(provenance)
    self.caseContent = caseContent
    let exhibits = [evidence.query] + evidence.exhibits.sorted { $0.key < $1.key }.map(\.value)
    let outside =
      caseContent.fields.compactMap(\.value)
      + exhibits.flatMap { [$0.label, $0.path] }.compactMap(\.self)
    notes = evidence.notes.map(displayed) + missingGlyphsWarnings(outside.map(displayed))
    log = ProcessingLog(evidence, tensor: provenance.tensor)
  }

  /// Whether all methods have the same top match; `nil` if there is nothing to compare.
  var methodsAgree: Bool? {
    let first = galleries.compactMap { $0.entries.first?.galleryIndex }
    guard first.count > 1, let one = first.first else { return nil }
    return first.allSatisfy { $0 == one }
  }

  /// A sentence on whether the methods agree.
  var agreement: String? {
    guard let methodsAgree else { return nil }
    let methods = galleries.filter { !$0.entries.isEmpty }.map(\.method)
    let names = capitalized(inWords(methods.map(\.fullTitle)))
    return methodsAgree
      ? "\(names) have the same top match."
      : "\(names) do not all have the same top match."
  }
}

/// A name and its value; `isCode` for digests and paths.
package struct Fact: Equatable {
  let name: String
  let value: String
  var isCode = false

  package init(name: String, value: String, isCode: Bool = false) {
    self.name = name
    self.value = value
    self.isCode = isCode
  }
}

/// The picture that a report, or a part of it, describes.
struct ShownPictureContent {
  let path: String
  let label: String?
  private(set) var facts: [Fact]

  init(_ exhibit: ShownPicture) {
    path = displayed(exhibit.path)
    label = exhibit.label.map(displayed)
    facts = [
      Fact(name: "File", value: Self.file(exhibit), isCode: true),
      Fact(name: "Label", value: label ?? "none given"),
      Fact(
        name: "Picture",
        value: exhibit.hidesOriginal
          ? "size withheld" : "\(exhibit.width) × \(exhibit.height) pixels"),
      Fact(
        name: "Aligned face",
        value:
          "\(exhibit.face.width) × \(exhibit.face.height) pixels, the size of the network's input"),
      Fact(
        name: exhibit.hidesOriginal ? "SHA-256, salted" : "SHA-256",
        value: exhibit.sha256.hexadecimal, isCode: true),
    ]
    if let sighting = exhibit.sighting {
      facts += SightingContent.facts(of: sighting, landmarks: exhibit.landmarks)
    }
  }

  /// Returns the file's path without the number of the face.
  private static func file(_ exhibit: ShownPicture) -> String {
    let suffix = exhibit.sighting.map { "#\($0.number)" } ?? ""
    guard !suffix.isEmpty, exhibit.path.hasSuffix(suffix) else {
      return displayedPath(exhibit.path)
    }
    return displayedPath(String(exhibit.path.dropLast(suffix.count)))
  }
}
