import Basics
import Evidence
import Pictures

/// What was done to a picture, from its file to what the network took.
struct ProcessingLog {
  let steps: [String]

  init(_ exhibit: Exhibit, tensor: String?) {
    let face = exhibit.face
    if exhibit.hidesOriginal {
      steps =
        [
          "What was done between the file and the network is told in the full edition.",
          """
          Mosaic of the crop: \(face.width) × \(face.height), SHA-256 of its samples row by row \
          \(face.samplesSHA256.hexadecimal).
          """,
        ] + (tensor.map { ["Network input: \($0)."] } ?? [])
      return
    }
    var steps = [
      "File decoded to \(exhibit.width) × \(exhibit.height) pixels, turned as its EXIF data say."
    ]
    if let sighting = exhibit.sighting {
      steps.append(
        """
        Face \(sighting.number) of \(sighting.count) found by the detector, score \
        \(fixed(Double(sighting.face.score), 4)); turned and scaled by \(fixed(sighting.scale, 4)) to \
        \(face.width) × \(face.height) pixels, so that its five points lie as the network's template \
        wants them: bilinear between pixels, black outside the photograph.
        """)
    } else if face.width == exhibit.width, face.height == exhibit.height {
      steps.append("Taken as an aligned face as it is: no detection, no change of size.")
    } else {
      steps.append(
        """
        Taken as an aligned face: no detection, scaled as a whole to \(face.width) × \(face.height) \
        pixels.
        """)
    }
    steps.append(
      """
      Crop: \(face.width) × \(face.height), \(face.channels == .rgb ? "RGB" : "grey"), SHA-256 of its \
      samples row by row \(face.samplesSHA256.hexadecimal).
      """)
    if let tensor { steps.append("Network input: \(tensor).") }
    self.steps = steps
  }
}

extension Picture {
  /// Over the samples alone, row by row, channels side by side: what a report embeds, before JPEG.
  var samplesSHA256: SHA256Digest { SHA256.digest(of: samples) }
}

/// A picture of a report with its digests.
struct PictureDigests {
  /// "Query", "Candidate 1", "Gallery".
  let role: String
  let path: String
  let original: SHA256Digest
  let crop: SHA256Digest

  /// The query, the explained candidates, then every other gallery picture that is shown.
  static func all(_ evidence: QueryEvidence) -> [PictureDigests] {
    func digests(_ exhibit: Exhibit, _ role: String) -> PictureDigests {
      PictureDigests(
        role: role, path: displayed(exhibit.path), original: exhibit.sha256,
        crop: exhibit.face.samplesSHA256)
    }
    let explained = Set(evidence.candidates.map(\.galleryIndex))
    return [digests(evidence.query, "Query")]
      + evidence.candidates.enumerated().map { digests($1.exhibit, "Candidate \($0 + 1)") }
      + evidence.exhibits.filter { !explained.contains($0.key) }.sorted { $0.key < $1.key }
      .map { digests($0.value, "Gallery") }
  }
}
