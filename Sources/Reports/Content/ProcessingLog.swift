import Basics
import Evidence
import Pictures

/// What was done to a picture, from its file to what the network took.
struct ProcessingLog {
  let steps: [String]

  init(_ evidence: QueryEvidence, tensor: String?) {
    let exhibit = evidence.query
    let photograph = evidence.sighting
    let face = exhibit.face
    if exhibit.hidesOriginal {
      steps =
        ["See the full edition for what was done between the file and the network."]
        + (tensor.map { ["Network input: \($0)."] } ?? [])
      return
    }
    var steps = [
      "File decoded to \(exhibit.width) × \(exhibit.height) pixels"
        + (exhibit.wasTurned ? ", turned as its EXIF data say." : ".")
    ]
    steps += exhibit.fileNotes
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
    let quality = FaceFiles.Medium.paper.quality
    steps.append(
      exhibit.original != nil
        ? "In report.pdf: the JPEG file itself, byte by byte."
        : "In report.pdf: the crop as JPEG of quality \(quality), colors at full resolution.")
    if let photograph {
      steps.append(
        photograph.original != nil
          ? "The photograph in report.pdf: the JPEG file itself, byte by byte."
          : """
          The photograph in report.pdf: \(photograph.photograph.width) × \
          \(photograph.photograph.height) pixels, JPEG of quality \(quality); only an upright JPEG \
          file of at most \(ShownPictureReader.largestOriginal / 1_000_000) MB stands there as it is.
          """)
    }
    self.steps = steps
  }
}

extension Picture {
  /// Over the samples alone, row by row, channels side by side: what a report embeds, before JPEG.
  var samplesSHA256: SHA256Digest { SHA256.digest(of: samples) }
}
