import Datasets
import Identification

/// What came of a training.
package struct TrainingResult: Sendable {
  /// `nil` where the user stopped the training.
  package let model: TrainedModel?
  package let history: TrainingHistory
  package let failures: [PictureFailure]
  package let identityCount: Int
  /// Faces, without occluded copies.
  package let pictureCount: Int
}
