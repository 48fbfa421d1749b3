import Evidence
import Mustache

extension PageValues {
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
