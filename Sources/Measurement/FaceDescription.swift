import Faces
import Runs

/// The way in which the faces of a measurement were cut out.
package struct FaceDescription: Sendable, Codable, Equatable {
  /// Whether the pictures were aligned faces; then the other fields are absent.
  package var aligned: Bool
  package var detectorSHA256: String?
  /// Of the predictor of 68 landmarks; absent without one.
  package var landmarksSHA256: String?
  package var queries: FacePolicy?
  package var gallery: FacePolicy?
  /// The smallest face in pixels.
  package var minimumFace: Int?
  /// The least score, 0...1.
  package var minimumScore: Float?
  /// The points by which faces are aligned; absent for the detector's.
  package var alignment: AlignmentPoints?
}

extension JobSettings {
  func faceDescription(_ models: Models) -> FaceDescription {
    guard let digest = models.detectorDigest else { return FaceDescription(aligned: true) }
    return FaceDescription(
      aligned: false, detectorSHA256: digest.hexadecimal,
      landmarksSHA256: models.landmarkPredictor?.digest.hexadecimal, queries: queryFaces,
      gallery: galleryFaces, minimumFace: minimumFace, minimumScore: minimumScore,
      alignment: alignment == .detector ? nil : alignment)
  }
}
