/// The alignments that networks were trained with, named as in model files.
package enum FaceAlignment: String, Sendable, Codable, CaseIterable {
  /// Five points in 112 rows and 96 columns: CosFace, MobileFaceNet.
  case upright = "112x96"
  /// Five points in a square of 112: ArcFace and InsightFace.
  case arcFace = "112x112"
  /// Five points in a square of 160, scaled to the network's input: FaceNet, and ArcFace's gray
  /// ResNet-18 in DeepFace-EMD.
  case square = "160x160"
  /// Five points in dlib's chip, a square of 150 with a margin of a quarter around the face.
  case chip = "150x150"
}
