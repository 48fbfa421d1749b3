import Basics
import Drawing
import Evidence

/// `verification-form.pdf`: the query beside each of at least five people, for a second examiner.
///
/// It contains one picture per person, codes of its own and the laboratory's scale for each, and nothing
/// of the case, the first finding, ranks or scores.
struct VerificationFormDocument {
  let content: VerificationContent
  let scale: ConclusionScale?
  /// What stands on every page and names the form: the report's number or a code; `nil` for a line.
  let number: String?
  /// Further facts for the first page, such as a commitment.
  var facts: [Fact] = []
  let paper: PaperSize
  let programVersion: String
  var title = VerificationContent.title

  /// - Throws: `failed` if memory runs out.
  func pdf() throws(DrawingError) -> [UInt8] {
    let program = "Facet \(displayed(programVersion))"
    let document = try PDFDocument(
      widthPoints: paper.widthPoints, heightPoints: paper.heightPoints,
      metadata: PDFDocument.Metadata(
        title: title, author: program, subject: VerificationContent.title, creator: program))
    let flow = PageFlow(measuringOn: document.canvas, paper: paper)
    let query = try FormPicture(content.query)
    flow.text(title, FormStyle.title, as: .heading1)
    flow.space(8)
    flow.text(VerificationContent.explanation, FormStyle.body)
    flow.space(4)
    flow.text(VerificationContent.comparison, FormStyle.strong)
    if let warning = content.warning {
      flow.space(6)
      flow.text(warning, FormStyle.strong)
    }
    if !facts.isEmpty {
      flow.space(6)
      flow.facts(facts)
    }
    flow.formPart(
      "The query", destination: "query",
      explanation: "Note what the query shows before you turn the page.")
    flow.pictures([("Query", query)], height: flow.height * 0.36)
    flow.formLines("Pose, light, sharpness, coverings, and what they do not allow:", count: 5)
    var outline = [("The query", "query")]
    for (place, face) in content.faces.enumerated() {
      outline.append(("Face \(face.code)", "face-\(face.code)"))
      let picture = try FormPicture(face.person.cutOut)
      flow.newPage()
      flow.formPart(
        "Face \(face.code), \(place + 1) of \(content.faces.count)",
        destination: "face-\(face.code)")
      flow.pictures(
        [("Query", query), ("Face \(face.code)", picture)], height: paper == .a4 ? 172 : 148)
      flow.formComponents(
        choices: ExaminerFormDocument.comparisonChoices, remark: "Why, and what was compared",
        rowHeight: paper == .a4 ? 18 : 17)
      flow.space(6)
      conclusion(scale, on: flow)
    }
    flow.newPage()
    outline.append(("Signature", "signature"))
    flow.formPart(
      "Signature", destination: "signature",
      explanation: "I filled in this form without knowledge of the first finding.")
    flow.formLines("Remarks:", count: 6)
    flow.space(8)
    flow.formBlanks(["Name", "Date", "Signature"])
    flow.formEnd()
    for (title, destination) in outline {
      document.addOutlineEntry(title, destination: destination)
    }
    flow.finish(into: document) { flow, page, count in
      flow.formFrame(
        title: title, warning: ExaminerFormDocument.warning, number: number, program: program,
        page: page, count: count)
    }
    return try document.finished()
  }
}
