import Basics
import Evidence
import Faces
import Pictures

/// The processing of a picture, from its file to the network's input.
struct ProcessingLog {
  let steps: [String]

  init(_ evidence: QueryEvidence, tensor: String?) {
    let exhibit = evidence.query
    let photograph = evidence.sighting
    let face = exhibit.face
    if exhibit.hidesOriginal {
      steps =
        ["The full edition lists the steps between the file and the network."]
        + (tensor.map { ["Network input: \($0)."] } ?? [])
      return
    }
    let isReduced = (photograph?.reduction ?? 1) > 1
    let size = "\(exhibit.width) × \(exhibit.height) pixels"
    let turned = exhibit.wasTurned ? " and turned as its EXIF orientation requires." : "."
    var steps = [
      isReduced
        ? "The file has \(size), read in parts\(turned)"
        : "The file was decoded to \(size)\(turned)"
    ]
    if let facts = exhibit.facts { steps += Self.sentences(facts) }
    steps += exhibit.fileNotes
    if let photograph, isReduced {
      steps.append(
        """
        The photograph has \(Self.millions(photograph)) million pixels. The detector searched it reduced \
        to 1/\(photograph.reduction) of its width and height, as the JPEG library reduces it. The face \
        was decoded and cut out at full scale.
        """)
    }
    if let sighting = exhibit.sighting {
      steps.append(
        """
        The detector found face \(sighting.number) of \(sighting.count) with the score \
        \(fixed(Double(sighting.face.score), 4)). The face was turned and scaled by \
        \(fixed(sighting.scale, 4)) to \(face.width) × \(face.height) pixels, so that \
        \(sighting.alignment == .detector ? "its five points" : sighting.alignment.words) match the \
        network's template (bilinear between pixels, black outside the photograph).
        """)
      if let landmarks = exhibit.landmarks {
        steps.append("The 68 landmarks of LMK are \(Self.words(landmarks)).")
      }
    } else if face.width == exhibit.width, face.height == exhibit.height {
      steps.append(
        "The picture was used as an aligned face, without detection and without resizing.")
    } else {
      steps.append(
        """
        The picture was used as an aligned face, without detection, and resized to \(face.width) × \
        \(face.height) pixels.
        """)
    }
    steps.append(
      """
      Crop: \(face.width) × \(face.height), \(face.channels == .rgb ? "RGB" : "gray"), SHA-256 of its \
      samples, row by row: \(face.samplesSHA256.hexadecimal).
      """)
    if let tensor { steps.append("Network input: \(tensor).") }
    let quality = FaceFiles.Medium.paper.quality
    steps.append(
      exhibit.original != nil
        ? "report.pdf contains the JPEG file itself, byte for byte."
        : "report.pdf contains the crop as a JPEG of quality \(quality), with colors at full resolution."
    )
    if let photograph {
      steps.append(
        photograph.original != nil
          ? "report.pdf contains the photograph's JPEG file itself, byte for byte."
          : """
          report.pdf contains the photograph with \(photograph.photograph.width) × \
          \(photograph.photograph.height) pixels as a JPEG of quality \(quality). It contains the file \
          itself only if that is an upright JPEG of at most \
          \(ShownPictureReader.largestOriginal / 1_000_000) MB.
          """)
    }
    self.steps = steps
  }
}

extension ProcessingLog {
  private static func millions(_ photograph: QuerySighting) -> String {
    fixed(Double(photograph.width) * Double(photograph.height) / 1e6, 0)
  }

  /// Where landmarks come from, as the rest of "The landmarks are …".
  private static func words(_ landmarks: LandmarkSource) -> String {
    switch landmarks {
    case .file: "those of the file beside the photograph, moved with the face"
    case .predictor:
      "found by the predictor of --landmarks in the photograph; no person marked them"
    case .meanShape: "a mean shape fitted to the detector's five points; no person marked them"
    }
  }

  /// What the file says about itself; nothing of it is checked.
  private static func sentences(_ facts: PictureFacts) -> [String] {
    let camera = [facts.cameraMaker, facts.cameraModel].compactMap(\.self).map(isolated)
    let stated = [
      camera.isEmpty ? nil : "camera \(camera.joined(separator: " "))",
      facts.takenAt.map { "taken \(isolated($0))" },
      facts.changedAt.map { "changed \(isolated($0))" },
      facts.software.map { "software \(isolated($0))" },
    ].compactMap(\.self)
    let compression = facts.compression.map { compression in
      """
      JPEG quality \(compression.isStandardTable ? "" : "about ")\(compression.nearestQuality) by its \
      quantization table, sampling \(compression.sampling).
      """
    }
    let words = "The file states, unchecked: \(stated.joined(separator: "; "))."
    return [stated.isEmpty ? nil : words, compression].compactMap(\.self)
  }
}

extension Picture {
  /// The digest of the samples alone, row by row, channels side by side, before JPEG compression.
  var samplesSHA256: SHA256Digest { SHA256.digest(of: samples) }
}
