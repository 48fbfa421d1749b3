import Evidence
import Mustache

extension PageValues {
  static func caseData(_ content: CaseContent) -> MustacheValue {
    [
      "fields": .list(
        content.fields.map { ["name": .string($0.name), "value": optional($0.value)] })
    ]
  }

  static var examinerForm: MustacheValue {
    [
      "title": .string(ExaminerForm.title), "explanation": .string(ExaminerForm.explanation),
      "components": .list(ExaminerForm.components.map { ["name": .string($0)] }),
      "signOffs": .list(
        ExaminerForm.signOffs.map { part in
          [
            "title": .string(part.title), "explanation": .string(part.explanation),
            "hasChoices": .bool(!part.choices.isEmpty),
            "choices": .list(part.choices.map { ["name": .string($0)] }),
            "signature": .list(ExaminerForm.signature.map { ["name": .string($0)] }),
          ]
        }),
    ]
  }

  static func pictureDigests(_ evidence: QueryEvidence, _ files: FaceFiles) -> MustacheValue {
    .list(
      PictureDigests.all(evidence, in: files).map { picture in
        [
          "role": .string(picture.role), "path": .string(picture.path),
          "digests": .list(
            picture.lines.map { ["name": .string($0.name), "digest": .string($0.text)] }),
        ]
      })
  }
}
