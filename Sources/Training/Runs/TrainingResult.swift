import Datasets
import Identification

/// The outcome of a training.
package struct TrainingResult: Sendable {
  /// The model; `nil` if the user stopped the training.
  package let model: TrainedModel?
  package let history: TrainingHistory
  package let failures: [PictureFailure]
  package let identityCount: Int
  /// The number of faces, without occluded copies.
  package let pictureCount: Int
}
