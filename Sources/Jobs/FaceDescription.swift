import Faces

/// How faces came out of the pictures of a measurement.
public struct FaceDescription: Sendable, Codable, Equatable {
  /// The pictures were aligned faces; nothing else is said then.
  public var aligned: Bool
  public var detectorSHA256: String?
  public var queries: FacePolicy?
  public var gallery: FacePolicy?
  /// In pixels.
  public var minimumFace: Int?
}

extension JobSettings {
  func faceDescription(_ models: Models) -> FaceDescription {
    guard let digest = models.detectorDigest else { return FaceDescription(aligned: true) }
    return FaceDescription(
      aligned: false, detectorSHA256: digest.hexadecimal, queries: queryFaces,
      gallery: galleryFaces, minimumFace: minimumFace)
  }
}
