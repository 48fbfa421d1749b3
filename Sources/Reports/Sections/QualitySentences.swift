import Basics
import Evidence
import Identification

/// What the quality of the pictures means for a search: what is covered, what cannot be compared, what
/// was measured.
enum QualitySentences {
  /// The smallest covered share that the first page names.
  static let leastCovered = 0.1

  /// The sentences for the first page.
  static func all(_ subject: ReportSubject) -> [String] {
    var sentences: [String] = []
    let evidence = subject.evidence
    if let covered = evidence.coveredArea, covered.share >= leastCovered {
      let regions = coveredRegions(subject).map(\.words).sorted()
      sentences.append(
        """
        \(percentage(covered.share)) of the face is unlike the candidates' at the same place (covered, \
        turned or in shadow)\(regions.isEmpty ? "" : ": \(inSentence(regions))").
        """)
    }
    if let eyes = evidence.quality?[.interEyeDistance] {
      if let pixels = eyes.native {
        if pixels < Comparability.leastEyeDistance {
          sentences.append("Small: \(fixed(pixels, 0)) pixels between the eyes.")
        }
      } else if evidence.sighting == nil {
        sentences.append(
          """
          The picture was cropped before (\(evidence.query.width) × \(evidence.query.height) pixels): \
          the distance between the eyes in the original is not known.
          """)
      }
    }
    return sentences + subject.people.prefix(1).flatMap(ofPerson)
  }

  /// What stands against comparing the query with the people after A.
  static func others(_ subject: ReportSubject) -> [String] {
    subject.people.dropFirst().flatMap(ofPerson)
  }

  private static func ofPerson(_ shown: ReportSubject.ShownPerson) -> [String] {
    let obstacle = shown.candidate.comparability?.words.map { "\(shown.letter): \($0)." }
    let doubt =
      shown.candidate.mayNotBeAFace ? "The picture of \(shown.letter) may not be a face." : nil
    return [doubt, obstacle].compactMap(\.self)
  }

  /// The same in a few words, for a row of the index.
  static func short(_ subject: ReportSubject) -> [String] {
    guard let covered = subject.evidence.coveredArea, covered.share >= leastCovered else {
      return []
    }
    return ["\(percentage(covered.share)) of the face unlike other faces"]
  }

  /// The parts of the face that are mostly covered.
  static func coveredRegions(_ subject: ReportSubject) -> Set<FaceRegion> {
    guard let covered = subject.evidence.coveredArea, covered.share >= leastCovered,
      let layout = subject.layout
    else { return [] }
    let all = Dictionary(grouping: 0..<covered.grid.count) {
      layout.region(of: $0, on: covered.grid)
    }
    let hidden = Set(covered.covered)
    return Set(
      all.filter { region, patches in
        patches.count { hidden.contains($0) } * 2 > patches.count
      }.keys)
  }

  /// The rows of the checks.
  static func checks(_ subject: ReportSubject) -> [[Table.Cell]] {
    var rows: [[Table.Cell]] = []
    func add(_ name: String, _ value: String, _ remark: String) {
      rows.append([.text(name), .bold(value), .faint(remark)])
    }
    let evidence = subject.evidence
    if let eyes = evidence.quality?[.interEyeDistance] {
      add(
        "Distance between the eyes",
        eyes.native.map { "\(fixed($0, 0)) pixels" } ?? "not measured",
        eyes.gap?.words ?? "in the original picture")
    }
    if let covered = evidence.coveredArea {
      add(
        "Face unlike other faces", percentage(covered.share),
        "\(counted(covered.covered.count, "patch", "patches")), by \(counted(covered.candidates, "candidate"))"
      )
    }
    return rows
  }

  /// Names the components that were measured of no picture, with the reason.
  static func notMeasured(_ subject: ReportSubject) -> String? {
    guard let quality = subject.evidence.quality else { return nil }
    let missing = quality.measures.filter { !isMeasured($0.component, subject) }
    guard !missing.isEmpty else { return nil }
    let reasons = Dictionary(grouping: missing) { $0.gap?.words ?? "not measured" }
    return reasons.sorted { $0.key < $1.key }.map { reason, measures in
      "Not measured (\(reason)): \(measures.map { $0.component.title.lowercased() }.joined(separator: ", "))."
    }.joined(separator: " ")
  }

  private static func isMeasured(_ component: QualityComponent, _ subject: ReportSubject) -> Bool {
    let pictures = [subject.evidence.quality] + subject.people.prefix(3).map(\.candidate.quality)
    return pictures.contains { $0?[component]?.isMeasured ?? false }
  }

  /// The table of the measured components of the query and of the shown people.
  static func table(_ subject: ReportSubject) -> Table? {
    guard let quality = subject.evidence.quality else { return nil }
    let people = subject.people.prefix(3)
    let hasPercentiles = hasPercentiles(quality)
    var columns = [Table.Column("Component", 3.4), Table.Column("query", 1.5, isNumber: true)]
    columns.append(Table.Column("0–100", 0.9, isNumber: true))
    if hasPercentiles { columns.append(Table.Column("percentile", 1.2, isNumber: true)) }
    columns += people.map { Table.Column($0.letter, 1.5, isNumber: true) }
    let measured = quality.measures.filter { isMeasured($0.component, subject) }
    let rows = measured.map { measure -> [Table.Cell] in
      var cells: [Table.Cell] = [
        .text(measure.component.title), native(measure),
        measure.value.map { .text(fixed($0, 0)) } ?? .faint("–"),
      ]
      if hasPercentiles {
        cells.append(measure.percentile.map { .text(fixed($0, 0)) } ?? .faint("–"))
      }
      return cells
        + people.map { shown in
          shown.candidate.quality?[measure.component].map(native) ?? .faint("–")
        }
    }
    return Table(
      caption: "Quality of the query and of the people's pictures \(PictureQuality.standard)",
      columns: columns, rows: rows)
  }

  /// The population of the percentiles; `nil` without any.
  static func percentiles(_ subject: ReportSubject) -> String? {
    guard let quality = subject.evidence.quality, hasPercentiles(quality),
      let calibration = subject.evidence.calibration
    else { return nil }
    return """
      Percentile: the share of the calibration's \(grouped(calibration.queryCount)) queries \
      (\(grouped(calibration.peopleCount)) people) with at most the query's value on the standard's \
      scale, or its own value where there is none.
      """
  }

  private static func hasPercentiles(_ quality: PictureQuality) -> Bool {
    quality.measures.contains { $0.percentile != nil }
  }

  /// What the laboratory's own limits say of the query; empty without them.
  static func findings(_ subject: ReportSubject) -> [String] {
    guard let limits = subject.evidence.limits, let quality = subject.evidence.quality else {
      return []
    }
    let findings = limits.findings(on: quality)
    func names(_ outcome: LaboratoryLimits.Outcome) -> String? {
      let found = findings.filter { $0.outcome == outcome }
        .map { $0.limit.component.title.lowercased() }
      return found.isEmpty ? nil : inSentence(found)
    }
    let parts = [
      names(.outside).map { "outside: \($0)" }, names(.within).map { "within: \($0)" },
      names(.notMeasured).map { "not measured: \($0)" },
    ].compactMap(\.self)
    return [
      """
      By the limits of \(isolated(limits.laboratory)) (\(isolated(limits.document))), the query is \
      \(parts.joined(separator: "; ")).
      """
    ]
  }

  private static func native(_ measure: PictureQuality.Measure) -> Table.Cell {
    guard let value = measure.native else { return .faint("not measured") }
    let about = measure.component.isApproximate ? "≈ " : ""
    switch measure.component.unit {
    case .pixels: return .text("\(about)\(fixed(value, 0)) px")
    case .degrees: return .text("\(about)\(thousandths(value / 1000)) °")
    case .bits: return .text("\(about)\(fixed(value, 1)) bits")
    case .share: return .text("\(about)\(fixed(value * 100, 1))%")
    case .ratio: return .text("\(about)\(fixed(value, 2))")
    case .length: return .text("\(about)\(fixed(value, 2))")
    }
  }
}

extension PictureQuality.Gap {
  /// Why a component was not measured.
  var words: String {
    switch self {
    case .alignedCrop: "cropped and aligned before"
    case .noLandmarks: "no landmarks of this face"
    case .meanShape: "the points are a mean shape"
    case .noEmbedding: "the network's output is not known"
    case .otherFacesUnknown: "other faces are not known"
    case .pointsUnusable: "the points cannot be used"
    case .withheld: "not shown in this edition"
    }
  }
}

extension Comparability {
  /// What stands against the comparison, and what was left out for it; `nil` if nothing does.
  var words: String? {
    guard !obstacles.isEmpty else { return nil }
    let reasons = obstacles.map { obstacle in
      let side = obstacle.side.map { $0 == .query ? "of the query" : "of the candidate" } ?? ""
      return switch obstacle.kind {
      case .yaw: "the heads are turned \(fixed(obstacle.amount, 0))° apart"
      case .fewPixels: "\(fixed(obstacle.amount, 0)) pixels between the eyes \(side)"
      case .covered: "\(percentage(obstacle.amount)) of the face \(side) unlike other faces"
      }
    }
    return "comparable only in part (\(reasons.joined(separator: "; ")))"
  }
}
