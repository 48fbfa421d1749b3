import Drawing
import Evidence
import Mustache

/// The blind edition of one query as a web page.
struct BlindPage {
  let content: BlindContent
  let caseContent: CaseContent
  let faces: FaceStore
  let programVersion: String

  /// - Throws: As `QueryReportPage.html`.
  func html(_ templates: TemplateSet) throws -> String {
    var values = PageValues.common(
      templates, title: "\(BlindContent.title), query \(content.number)",
      programVersion: programVersion)
    values["blindTitle"] = .string(BlindContent.title)
    values["number"] = .string(content.number)
    values["explanation"] = .string(BlindContent.explanation)
    values["commitment"] = .string(content.commitment.hexadecimal)
    values["caseData"] = PageValues.caseData(caseContent)
    values["query"] = .dictionary(
      try image(.query, "Face of the query, to be compared with each candidate."))
    values["candidates"] = .list(
      try content.candidates.map { candidate in
        var values = try image(
          .candidate(candidate.galleryIndex), "Face of candidate \(candidate.letter).")
        values["letter"] = .string(candidate.letter)
        return .dictionary(values)
      })
    values["form"] = PageValues.examinerForm
    return try templates.blind.render(.dictionary(values), partials: templates.partials)
  }

  private func image(_ face: Face, _ alternative: String) throws -> [String: MustacheValue] {
    let exhibit =
      if case .candidate(let index) = face { content.evidence.exhibits[index]! } else {
        content.evidence.query
      }
    let tile = FaceTile(
      face, aspect: exhibit.aspect, widthPoints: 180,
      alternativeText: alternative)
    return [
      "source": .string(try tile.dataAddress(faces: faces)),
      "width": .number(String(Int((tile.widthPoints * 4 / 3).rounded()))),
      "height": .number(String(Int((tile.heightPoints * 4 / 3).rounded()))),
      "alternative": .string(tile.alternativeText),
    ]
  }
}
