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

  /// - Throws: `FaceFindingError`, `DetectorOverflow`, `Interrupted`, `PictureError`.
  package func faces(in photograph: Photograph, policy: FacePolicy) throws -> Result {
    let detection = try detector.detection(in: photograph)
    photograph.forgetSearched()
    let chosen = try policy.choice(from: detection)
    if alignment.points.needsPredictor {
      try photograph.prepare(chosen.map { detection.faces[$0].points.surroundings(in: photograph) })
    }
    let sightings = try chosen.map { try sighting(of: $0, in: detection, of: photograph) }
    try photograph.prepare(sightings.map { $0.surroundings(in: photograph) })
    return Result(
      detection: detection, taken: try sightings.map { ($0, try $0.crop(of: photograph)) })
  }

  /// - Throws: `FaceFindingError.noPlane`, `PictureError`.
  private func sighting(
    of place: Int, in detection: FaceDetector.Detection, of photograph: Photograph
  ) throws -> FoundFace {
    let face = detection.faces[place]
    guard let points = try alignment.fivePoints(of: face, in: photograph),
      let similarity = template.middle(alignment.points.share).similarity(from: points)
    else { throw FaceFindingError.noPlane(number: place + 1) }
    return FoundFace(
      number: place + 1, count: detection.faces.count, face: face, similarity: similarity,
      cropWidth: template.width, cropHeight: template.height, doubtful: detection.doubtful,
      alignment: alignment.points)
  }
}
