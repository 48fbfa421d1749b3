import Pictures

/// A finder of the faces in a photograph, aligned for a network.
package struct FaceFinder: Sendable {
  package let detector: FaceDetector
  package let template: AlignmentTemplate
  package let alignment: PointAlignment

  package init(
    detector: FaceDetector, template: AlignmentTemplate, alignment: PointAlignment = .detector
  ) {
    self.detector = detector
    self.template = template
    self.alignment = alignment
  }

  /// The faces of a photograph.
  package struct Result: Sendable {
    /// All faces of the photograph.
    package let detection: FaceDetector.Detection
    /// The faces that the policy selects, each with its aligned crop in the photograph's own
    /// colors.
    package let taken: [(sighting: FoundFace, crop: Picture)]
  }

  /// - Throws: `FaceFindingError`, `DetectorOverflow`, `Interrupted`.
  package func faces(in picture: Picture, policy: FacePolicy) throws -> Result {
    let detection = try detector.detection(in: picture)
    let taken = try policy.choice(from: detection).map { place in
      let sighting = try sighting(of: place, in: detection, of: picture)
      return (sighting, sighting.crop(of: picture))
    }
    return Result(detection: detection, taken: taken)
  }

  /// - Throws: `FaceFindingError.noPlane`.
  func sighting(
    of place: Int, in detection: FaceDetector.Detection, of picture: Picture
  ) throws(FaceFindingError) -> FoundFace {
    let face = detection.faces[place]
    guard let points = alignment.fivePoints(of: face, in: picture),
      let similarity = template.middle(alignment.points.share).similarity(from: points)
    else { throw .noPlane(number: place + 1) }
    return FoundFace(
      number: place + 1, count: detection.faces.count, face: face, similarity: similarity,
      cropWidth: template.width, cropHeight: template.height, doubtful: detection.doubtful,
      alignment: alignment.points)
  }
}
