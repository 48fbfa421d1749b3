import Drawing
import Faces
import Foundation
import Identification
import Pictures
import Testing
import _TestSupport

@testable import Evidence
@testable import Reports

/// One report of hash-made evidence, compared with what was recorded: its words, its numbers and a
/// picture of each kind of figure.
@Suite struct ReportSnapshotTests {
  private func report() throws -> QueryReport {
    var evidence = SyntheticEvidence()
    evidence.shownCount = 2
    return try QueryReport(
      evidence.make(), provenance: SyntheticEvidence.provenance, templates: TemplateSet())
  }

  @Test func theWordsOfThePageAreAsRecorded() throws {
    var text = try report().html
    // Readers do not see the style sheet; figures are compared as pictures.
    for pattern in ["(?s)<style>.*?</style>", "(?s)src=\"data:[^\"]*\"", "(?s)<[^>]*>"] {
      text = text.replacingOccurrences(of: pattern, with: "\n", options: .regularExpression)
    }
    let lines = text.split(separator: "\n")
      .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    try Snapshot.check(lines.joined(separator: "\n") + "\n", named: "report.html.txt")
  }

  @Test(.enabled(if: InstalledTool.isInstalled("pdftotext"), "pdftotext is not installed"))
  func theWordsOfThePaperAreAsRecorded() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("report.pdf")
    try Data(report().pdf).write(to: URL(fileURLWithPath: path))
    let text = try InstalledTool.output("pdftotext", ["-layout", path, "-"])
    // Spaces follow the width of fonts.
    let lines = text.split(separator: "\n", omittingEmptySubsequences: true).map {
      $0.split(separator: " ").joined(separator: " ")
    }.filter { !$0.isEmpty }
    try Snapshot.check(lines.joined(separator: "\n") + "\n", named: "report.pdf.txt")
  }

  @Test func theNumbersAreAsRecorded() throws {
    try Snapshot.check(try report().json, named: "report.json")
  }

  /// Two pixels a point, as compared by `Snapshot`: at most 1% of the pixels differ by more than 24 of
  /// 255 levels.
  @Test func figuresOfEachKindAreAsRecorded() throws {
    let report = try report()
    let subject = report.subject
    let sections = QueryReport.sections(subject, FaceFiles(subject.evidence, for: .page))
    var figures: [(name: String, figure: any Figure)] = []
    var counts: [String: Int] = [:]
    for figure in sections.flatMap(\.allFigures) + [
      PhotographFigure(try photograph(), widthPoints: 240)
    ] {
      let kind = "\(type(of: figure))"
      counts[kind, default: 0] += 1
      // The first of each kind, and both halves of a heatmap.
      if counts[kind]! <= (kind == "HeatFigure" ? 2 : 1) {
        figures.append(("\(kind)-\(counts[kind]!)", figure))
      }
    }
    let kinds = Set(counts.keys)
    #expect(
      kinds.isSuperset(of: [
        "ScoreStripsFigure", "HeatFigure", "FlowFieldFigure", "ContrastBarFigure", "RankingSlopes",
        "AlphaBar", "DETFigure", "CurvesFigure", "ThesisFlowFigure", "HeatPairFigure",
        "FiveWeightingsFigure", "TimingBarsFigure", "PhotographFigure",
      ]), "\(kinds)")
    let faces = try FaceStore(FaceFiles(subject.evidence, for: .page))
    for (name, figure) in figures {
      let picture = try drawnPicture(
        widthPoints: figure.widthPoints, heightPoints: figure.heightPoints, pixelsPerPoint: 2
      ) { figure.draw(on: $0, faces: faces) }
      try Snapshot.check(picture, named: "figures/\(name).png")
    }
  }

  private func photograph() throws -> QuerySighting {
    try SyntheticEvidence.sighting(width: 320, height: 240)
  }
}
