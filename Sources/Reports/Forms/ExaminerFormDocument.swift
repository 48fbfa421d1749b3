import Basics
import Drawing
import Evidence

/// `examiner-form.pdf`: an analysis sheet of the query alone, then a form for each person.
///
/// It contains original cut-outs and no scores, ranks, labels, notes or maps.
struct ExaminerFormDocument {
  let pictures: FormPictures
  let provenance: Provenance
  let paper: PaperSize

  static let title = "Examiner's form"
  static let warning = "No scores, ranks or labels"
  static let analysisChoices = ["visible", "partly\nvisible", "not\nvisible"]
  static let comparisonChoices = ["similar", "different", "not\nvisible", "not com-\nparable"]
  private static let analysisIntroduction = """
    Fill in this part from the query alone, and sign it before any other picture is seen. Work from the \
    original file if you have it.
    """
  private static let comparisonIntroduction = """
    Compare the pictures component by component. "Not comparable": visible in both, but pose, light, \
    resolution or age does not allow a comparison; say why.
    """

  /// - Throws: `failed` if memory runs out.
  func pdf() throws(DrawingError) -> [UInt8] {
    let program = "Facet \(displayed(provenance.programVersion))"
    let document = try PDFDocument(
      widthPoints: paper.widthPoints, heightPoints: paper.heightPoints,
      metadata: PDFDocument.Metadata(
        title: Self.title, author: program, subject: "Comparison by an examiner", creator: program))
    let flow = PageFlow(measuringOn: document.canvas, paper: paper)
    let query = try FormPicture(pictures.query)
    analysis(query, on: flow)
    var outline = [("Analysis of the query", "analysis")]
    for person in pictures.shown {
      let letter = person.letter!
      outline.append(("Person \(letter)", "person-\(letter)"))
      try comparison(query, person, letter, on: flow)
    }
    record(on: flow)
    flow.formEnd()
    if flow.marks.contains(where: { $0.destination == "record" }) {
      outline.append(("Record", "record"))
    }
    for (title, destination) in outline {
      document.addOutlineEntry(title, destination: destination)
    }
    let number = provenance.formNumber
    flow.finish(into: document) { flow, page, count in
      flow.formFrame(
        title: Self.title, warning: Self.warning, number: number, program: program, page: page,
        count: count)
    }
    return try document.finished()
  }

  /// The fields of the case that were not given, as lines to fill in. They stand last, because an
  /// examiner compares without them.
  private func record(on flow: PageFlow) {
    let data = provenance.statedCase
    let missing = CaseData.CodingKeys.allCases.filter { $0 != .notes && data[$0] == nil }
    guard !missing.isEmpty else { return }
    flow.newPage()
    flow.formPart(
      "Record", destination: "record",
      explanation: "For the report; not needed for the comparison. What was given is in the report."
    )
    flow.formFields(missing.map { ($0.title, nil) })
  }

  private func analysis(_ query: FormPicture, on flow: PageFlow) {
    flow.text(Self.title, FormStyle.title, as: .heading1)
    let data = provenance.statedCase
    flow.space(6)
    flow.formFields(
      [
        ("Case number", data.caseNumber.map(displayed)), ("Exhibit", data.exhibit.map(displayed)),
        ("Examiner", nil),
      ])
    flow.formPart(
      "Analysis of the query", destination: "analysis", explanation: Self.analysisIntroduction)
    flow.pictures([("Query", query)], height: flow.height * 0.4)
    flow.formLines("Pose, light, sharpness, resolution, compression, distortion:", count: 3)
    flow.formLines("What covers the face, and what may have been changed in the picture:", count: 2)
    flow.newPage()
    flow.text("Components of the query", FormStyle.strong)
    flow.text(FormComponent.source, FormStyle.hint)
    flow.space(4)
    flow.formComponents(
      choices: Self.analysisChoices, remark: "Description of the query",
      rowHeight: paper == .a4 ? 24 : 22.5)
    flow.space(8)
    flow.text("The query is", FormStyle.strong)
    flow.formChoices(
      ["fit for a comparison", "fit with limits", "not fit for a comparison"])
    flow.formLines("Limits:", count: 1)
    flow.formBlanks(["Name", "Date and time", "Signature"])
  }

  private func comparison(
    _ query: FormPicture, _ person: FormPictures.Person, _ letter: String, on flow: PageFlow
  ) throws(DrawingError) {
    let candidate = try FormPicture(person.cutOut)
    flow.newPage()
    flow.formPart("Person \(letter)", destination: "person-\(letter)")
    flow.pictures(
      [("Query", query), ("Person \(letter)", candidate)], height: paper == .a4 ? 190 : 160)
    flow.text(Self.comparisonIntroduction, FormStyle.hint)
    flow.space(2)
    flow.formComponents(
      choices: Self.comparisonChoices, remark: "Why, and what was compared",
      rowHeight: paper == .a4 ? 21.5 : 20)
    flow.newPage()
    flow.formPart("Person \(letter): conclusion", destination: "conclusion-\(letter)")
    flow.formLines(
      "Similarities and differences that carry the conclusion:", count: paper == .a4 ? 10 : 8)
    flow.space(6)
    flow.formLines("What limits it:", count: 5)
    flow.space(10)
    conclusion(provenance.scale, on: flow)
    flow.space(10)
    flow.formBlanks(["Examiner", "Date", "Signature"])
    flow.space(14)
    flow.text("Technical review", FormStyle.strong)
    flow.text(
      "A second person reviewed the documentation and the conclusion that it supports:",
      FormStyle.body)
    flow.formChoices(["agrees", "does not agree", "returned for correction"])
    flow.formBlanks(["Reviewer", "Date", "Signature"])
  }
}

/// Sets the laboratory's scale to tick, or lines to write a conclusion on.
func conclusion(_ scale: ConclusionScale?, on flow: PageFlow) {
  flow.text("Conclusion", FormStyle.strong)
  guard let scale else {
    flow.formLines("In the words of the laboratory's own scale:", count: 2)
    return
  }
  flow.formChoices(scale.conclusions.map { displayed($0.text) })
  flow.text(
    "Scale of \(displayed(scale.laboratory)): \(displayed(scale.document)).", FormStyle.hint)
}

extension Provenance {
  /// What stands on every page of a form: "Report 2026/17-1"; `nil` for a line to fill in.
  var formNumber: String? {
    statedCase.reportNumber.map { "Report \(displayed($0))" }
  }
}
