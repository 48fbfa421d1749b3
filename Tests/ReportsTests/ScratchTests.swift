import Foundation
import Testing
@testable import Reports

@Suite struct ScratchTests {
  @Test func scratch() throws {
    let templates = try TemplateSet()
    let writer = ReportWriter(
      folder: "/tmp/paper/out", templates: templates, provenance: SyntheticEvidence.provenance)
    var rows: [IndexRow] = []
    var e = SyntheticEvidence()
    rows.append(try writer.write(try e.make(), number: 1))
    e.queryPath = "masked/s05/01.png"; e.queryLabel = nil; e.grid = .eightByEight;
    e.faceHeight = 128; e.faceWidth = 128
    rows.append(try writer.write(try e.make(), number: 2))
    e = SyntheticEvidence()
    e.queryPath =
      "a/<script>alert(1)</script>/{{x}}\"'&\n\u{202E}" + String(repeating: "long-name ", count: 30)
      + "שלום.png"
    e.queryLabel = "مرحبا <b>"; e.firstExhibit = (e.queryPath, String(repeating: "x", count: 300));
    e.hasLandmarks = true
    rows.append(try writer.write(try e.make(), number: 3))
    try writer.writeIndex(
      rows,
      failures: [IndexFailure(path: "broken/<i>.jpg", reason: "'broken/<i>.jpg' is not a picture.")]
    )
    let evidence = try SyntheticEvidence().make()
    for _ in 0..<3 {
      let start = Date()
      let content = ReportContent(evidence, provenance: SyntheticEvidence.provenance)
      let t0 = Date()
      let files = FaceFiles(evidence, countPerRanking: 10)
      let t1 = Date()
      let html = try QueryReportPage(content, faces: FaceStore(files)).html(templates)
      let t2 = Date()
      let pdf = try QueryReportDocument(content, faces: FaceStore(files)).pdf()
      let t3 = Date()
      let json = try QueryReport(
        evidence, provenance: SyntheticEvidence.provenance, templates: templates
      ).json
      print(
        "TIME content", t0.timeIntervalSince(start), "faces", t1.timeIntervalSince(t0), "html",
        t2.timeIntervalSince(t1), "pdf", t3.timeIntervalSince(t2), "all",
        Date().timeIntervalSince(t3), html.utf8.count, pdf.count, json.utf8.count)
    }
  }
}
