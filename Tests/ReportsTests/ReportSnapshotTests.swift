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
    let content = report.content
    var figures: [(name: String, figure: any Figure)] = []
    func add(_ figure: (any Figure)?, _ detail: String = "") {
      guard let figure else { return }
      let name = "\(type(of: figure))\(detail)"
      if !figures.contains(where: { $0.name == name }) { figures.append((name, figure)) }
    }
    let candidate = content.candidates[0]
    for (place, captioned) in candidate.figures.enumerated() {
      add(captioned.figure, "-\(place + 1)")
    }
    add(candidate.balance?.figure)
    add(content.weightings?.paperFigure)
    add(content.timings?.figure)
    add(content.contrasts.first?.figure)
    add(HistogramsFigure(standings: [standing(.stage1), standing(.emd)]))
    add(DeletionInsertionFigure(checks: checks()))
    add(PhotographFigure(try photograph(), widthPoints: 240))
    #expect(figures.count >= 13)
    let faces = try FaceStore(FaceFiles(content.evidence, for: .page))
    for (name, figure) in figures {
      let picture = try drawnPicture(
        widthPoints: figure.widthPoints, heightPoints: figure.heightPoints, pixelsPerPoint: 2
      ) { figure.draw(on: $0, faces: faces) }
      try Snapshot.check(picture, named: "figures/\(name).png")
    }
  }

  private func standing(_ method: ScoringMethod) -> Typicality.Standing {
    let values = HashedValues.unit("histogram \(method)", count: 90).map { 0.4 + 0.2 * Double($0) }
    return Typicality.Standing(
      method: method, score: 0.66, population: .gallery(every: 1), others: 90, atLeast: 0,
      histogram: Histogram(values, marked: 0.66), calibrated: nil)
  }

  private func checks() -> CandidateChecks {
    func curve(_ kind: DeletionInsertionCurve.Kind) -> DeletionInsertionCurve {
      let shares = (0...10).map { Double($0) / 10 }
      let falling = shares.map { 0.8 - 0.5 * $0 * $0 }
      let scores = kind == .deletion ? falling : falling.reversed()
      return DeletionInsertionCurve(
        kind: kind, shares: shares, scores: scores,
        randomScores: (1...3).map { order in scores.map { $0 - 0.02 * Double(order) } })
    }
    return CandidateChecks(
      galleryIndex: 0, mirroredScore: 0.7, mirroredRank: 1, shuffledDifference: 0,
      shuffledFlowDifference: 0, shuffledSimilarities: ByMethod(), deletion: curve(.deletion),
      insertion: curve(.insertion))
  }

  private func photograph() throws -> QuerySighting {
    let picture = try CartoonFace.make(identity: "s03", picture: 4, width: 320, height: 240)
    let face = DetectedFace(
      box: FaceBox(left: 100, top: 30, right: 220, bottom: 200), score: 0.99,
      points: FivePoints(points: (0..<5).map { .init(x: 120 + 20 * Double($0), y: 110) }))
    return QuerySighting(
      photograph: picture, wasTurned: false,
      detection: FaceDetector.Detection(
        faces: [face], width: 320, height: 240, minimumFace: 20, skippedProposals: 0),
      taken: FoundFace(
        number: 1, count: 1, face: face,
        similarity: Similarity2D(a: 0.6, b: 0, translationX: -50, translationY: -10),
        cropWidth: 96, cropHeight: 112),
      original: nil)
  }
}
