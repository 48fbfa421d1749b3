import Identification

/// What came of a training.
public struct TrainingResult: Sendable {
  /// `nil` where the user stopped the training.
  public let model: TrainedModel?
  public let history: TrainingHistory
  public let failures: [PictureFailure]
  public let identityCount: Int
  /// Faces, without occluded copies.
  public let pictureCount: Int
}
