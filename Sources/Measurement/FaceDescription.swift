import Faces
import Runs

/// How faces came out of the pictures of a measurement.
package struct FaceDescription: Sendable, Codable, Equatable {
  /// The pictures were aligned faces; nothing else is said then.
  package var aligned: Bool
  package var detectorSHA256: String?
  package var queries: FacePolicy?
  package var gallery: FacePolicy?
  /// In pixels.
  package var minimumFace: Int?
  /// 0...1.
  package var minimumScore: Float?
}

extension JobSettings {
  func faceDescription(_ models: Models) -> FaceDescription {
    guard let digest = models.detectorDigest else { return FaceDescription(aligned: true) }
    return FaceDescription(
      aligned: false, detectorSHA256: digest.hexadecimal, queries: queryFaces,
      gallery: galleryFaces, minimumFace: minimumFace, minimumScore: minimumScore)
  }
}
