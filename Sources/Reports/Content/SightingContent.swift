import Basics
import Evidence
import Faces

#if canImport(Glibc)
  import Glibc
#endif

/// What was found in the query's photograph and what was done to the face, in words and numbers.
struct SightingContent {
  let sighting: QuerySighting
  /// "6 faces were found; face 2 was taken."
  let summary: String
  let facts: [Fact]

  static let explanation = """
    The detector's boxes on the photograph, numbered from the largest; the face that this report is \
    about has the thick frame and the five points by which it was aligned. A box around something that \
    is no face, or a face without a box, is the detector's error and not corrected here.
    """

  init(_ sighting: QuerySighting) {
    self.sighting = sighting
    let taken = sighting.taken
    summary =
      sighting.faces.count == 1
      ? "One face was found in the photograph."
      : "\(Self.faceCount(sighting.faces.count)) were found; face \(taken.number) was taken."
    var facts = [
      Fact(
        name: "Photograph",
        value: "\(sighting.width) × \(sighting.height) pixels"
          + (sighting.wasTurned ? ", turned upright as its EXIF orientation says" : "")),
      Fact(
        name: "Face", value: "\(taken.number) of \(taken.count), counted from the largest box"),
      Fact(name: "Box", value: Self.words(taken.face.box)),
      Fact(
        name: "Detector's score",
        value: "\(fixed(Double(taken.face.score), 4)) (of being a face, not of whose)"),
      Fact(name: "Aligned", value: Self.alignment(taken)),
      Fact(
        name: "Looked for",
        value: "faces from \(Int(sighting.minimumFace.rounded(.up))) pixels up"),
    ]
    if !taken.doubtful.isEmpty {
      facts.append(
        Fact(
          name: "Doubtful",
          value: """
            \(taken.doubtful.map(\.description).joined(separator: "; ")): below --min-score or smaller \
            than --min-face, so not used (thin gray boxes)
            """))
    }
    if taken.scale > 1 {
      facts.append(
        Fact(
          name: "Enlarged",
          value: """
            the face is smaller in the photograph than the network's input: the missing detail is \
            not there
            """))
    }
    if sighting.skippedProposals > 0 {
      facts.append(
        Fact(
          name: "Left out",
          value: """
            the \(sighting.skippedProposals) weakest proposals of the detector's first stage were \
            not looked at; there were too many
            """))
    }
    self.facts = facts
  }

  /// Of a face in a photograph, in few words.
  static func facts(of sighting: FoundFace, landmarks: LandmarkSource?) -> [Fact] {
    var facts = [
      Fact(
        name: "Found",
        value: "face \(sighting.number) of \(sighting.count), \(words(sighting.face.box))"),
      Fact(name: "Aligned", value: alignment(sighting)),
    ]
    if let landmarks {
      let words =
        switch landmarks {
        case .file: "of the file beside the photograph, moved with the face"
        case .meanShape: "a mean shape laid on the detector's five points; nobody marked them"
        }
      facts.append(Fact(name: "68 landmarks", value: words))
    }
    return facts
  }

  /// What was done to the photograph to get the face.
  private static func alignment(_ sighting: FoundFace) -> String {
    let degrees = atan2(sighting.similarity.b, sighting.similarity.a) * 180 / .pi
    let turned =
      abs(degrees) < 0.05
      ? "not turned"
      : "turned \(fixed(abs(degrees), 1))° \(degrees > 0 ? "clockwise" : "counter-clockwise")"
    return """
      \(turned), scaled by \(fixed(sighting.scale, 4)) to \(sighting.cropWidth) × \
      \(sighting.cropHeight) pixels; least-squares similarity from five points, bilinear between \
      pixels
      """
  }

  static func faceCount(_ count: Int) -> String { count == 1 ? "1 face" : "\(count) faces" }

  /// "94 × 122 at (859, 437), score ..." in whole pixels.
  static func words(_ box: FaceBox) -> String {
    func whole(_ value: Float) -> String { fixed(Double(value), 0) }
    return """
      \(whole(box.width)) × \(whole(box.height)) pixels, upper left corner at \
      (\(whole(box.left)), \(whole(box.top)))
      """
  }
}
