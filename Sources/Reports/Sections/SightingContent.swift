import Basics
import Evidence
import Faces

#if canImport(Glibc)
  import Glibc
#endif

/// The faces in the query's photograph and the processing of the query's face, in words and numbers.
struct SightingContent {
  let sighting: QuerySighting
  /// A sentence such as "The detector found 6 faces; this report uses face 2."
  let summary: String
  let facts: [Fact]

  /// How to read the photograph.
  var explanation: String {
    let points =
      sighting.taken.alignment == .detector
      ? "the five points that were used to align it"
      : "the detector's five points; it was aligned by \(sighting.taken.alignment.words)"
    return """
      The photograph shows the detector's boxes, numbered from the largest. The face of this report has \
      the thick frame and \(points). A box around something else than a \
      face, or a face without a box, is an error of the detector. This report does not correct it.
      """
  }

  init(_ sighting: QuerySighting) {
    self.sighting = sighting
    let taken = sighting.taken
    summary =
      sighting.faces.count == 1
      ? "The detector found one face in the photograph."
      : "The detector found \(Self.faceCount(sighting.faces.count)); this report uses face \(taken.number)."
    var facts = [
      Fact(
        name: "Photograph",
        value: "\(sighting.width) × \(sighting.height) pixels"
          + (sighting.wasTurned ? ", turned upright as its EXIF orientation requires" : "")),
      Fact(
        name: "Face", value: "\(taken.number) of \(taken.count), counted from the largest box"),
      Fact(name: "Box", value: Self.words(taken.face.box)),
      Fact(
        name: "Detector's score",
        value:
          "\(fixed(Double(taken.face.score), 4)) (for being a face; it does not identify a person)"),
      Fact(name: "Aligned", value: Self.alignment(taken)),
      Fact(
        name: "Smallest face",
        value:
          "\(Int(sighting.minimumFace.rounded(.up))) pixels; the detector ignores smaller faces"),
    ]
    if !taken.doubtful.isEmpty {
      facts.append(
        Fact(
          name: "Doubtful",
          value: """
            \(taken.doubtful.map(\.description).joined(separator: "; ")). Not used (thin gray boxes): \
            below --min-score or smaller than --min-face
            """))
    }
    if taken.scale > 1 {
      facts.append(
        Fact(
          name: "Enlarged",
          value: """
            the face is smaller in the photograph than the network's input; enlarging adds no detail
            """))
    }
    if sighting.skippedProposals > 0 {
      facts.append(
        Fact(
          name: "Left out",
          value: """
            the detector's first stage made too many proposals; the \(sighting.skippedProposals) \
            weakest were ignored
            """))
    }
    self.facts = facts
  }

  /// Describes how the face was cut out of the photograph.
  private static func alignment(_ sighting: FoundFace) -> String {
    let degrees = atan2(sighting.similarity.b, sighting.similarity.a) * 180 / .pi
    let turned =
      abs(degrees) < 0.05
      ? "not turned"
      : "turned \(fixed(abs(degrees), 1))° \(degrees > 0 ? "clockwise" : "counter-clockwise")"
    return """
      \(turned), scaled by \(fixed(sighting.scale, 4)) to \(sighting.cropWidth) × \
      \(sighting.cropHeight) pixels; least-squares similarity from \(sighting.alignment == .detector ? "five points" : sighting.alignment.words), bilinear between \
      pixels
      """
  }

  static func faceCount(_ count: Int) -> String { count == 1 ? "1 face" : "\(count) faces" }

  /// Returns a box in whole pixels, such as "94 × 122 pixels, upper left corner at (859, 437)".
  static func words(_ box: FaceBox) -> String {
    func whole(_ value: Float) -> String { fixed(Double(value), 0) }
    return """
      \(whole(box.width)) × \(whole(box.height)) pixels, upper left corner at \
      (\(whole(box.left)), \(whole(box.top)))
      """
  }
}
