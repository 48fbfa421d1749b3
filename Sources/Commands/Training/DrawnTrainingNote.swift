import Networks
import Runs

/// The key of a model file's training data, including those of the model that its training began with.
let trainingDataKey = "facet.training.data"

/// Returns notes on models that this program trained on drawn portraits alone.
///
/// - Returns: A sentence for each such file; none for others.
func drawnTrainingNotes(_ settings: JobSettings) throws -> [String] {
  try [("backbone", settings.model), ("re-ranker", settings.reranker)].compactMap { role, path in
    guard let path, path != JobSettings.startOfReranker else { return nil }
    guard isDrawnAlone(try ModelFile(path: path).metadata[trainingDataKey]) else {
      return nil
    }
    return """
      The \(role) was trained on drawn portraits only. Its scores show how the method works. They \
      do not show how well it recognizes real faces.
      """
  }
}

/// Returns whether a model file's training data are portraits only, such as "12 portraits of each of
/// 300 people, seed 1". Pictures would be "450 pictures".
func isDrawnAlone(_ description: String?) -> Bool {
  guard let description else { return false }
  return description.contains(" portraits of each of ") && !description.contains(" pictures")
}
