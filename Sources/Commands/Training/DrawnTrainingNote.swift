import Networks
import Runs

/// Where a model file says which faces it was trained on, those of the model it began with included.
let trainingDataKey = "facet.training.data"

/// What reports must say of models that were trained by this program on drawn portraits alone.
///
/// - Returns: A sentence for each such file; none for others.
func drawnTrainingNotes(_ settings: JobSettings) throws -> [String] {
  try [("backbone", settings.model), ("re-ranker", settings.reranker)].compactMap { role, path in
    guard let path, path != JobSettings.startOfReranker else { return nil }
    guard isDrawnAlone(try ModelFile(path: path).metadata[trainingDataKey]) else {
      return nil
    }
    return """
      The \(role) was trained on drawn portraits only: its scores show how the method works and say \
      nothing about real faces.
      """
  }
}

/// Whether the words in which a model file names its training's faces tell of portraits and of no
/// pictures, as in "12 portraits of each of 300 people, seed 1"; pictures are "450 pictures".
func isDrawnAlone(_ description: String?) -> Bool {
  guard let description else { return false }
  return description.contains(" portraits of each of ") && !description.contains(" pictures")
}
