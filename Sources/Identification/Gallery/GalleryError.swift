import Basics
import Networks

/// The reason why a gallery folder cannot be used.
package enum GalleryError: Error, Equatable {
  case wrongLine(file: String, line: Int, reason: String)
  case missingPart(file: String)
  case wrongPart(file: String, reason: String)
  case otherModel(folder: String, gallery: String, model: String)
  case mixed(folder: String)
  /// An index that says something else than the entries.
  case wrongIndex(folder: String)
  /// Two shards of different galleries.
  case otherShard(folder: String, first: String)
  /// A part of a gallery where a whole one is needed.
  case shard(folder: String, Shard)
}

extension GalleryError: CustomStringConvertible {
  /// The sentence in one line, whatever the file contains.
  package var description: String { errorSentence(sentence) }

  private var sentence: String {
    switch self {
    case .wrongLine(let file, let line, let reason):
      "Line \(line) of '\(file)' is not a gallery entry: \(reason) Rebuild it with 'facet enroll'."
    case .missingPart(let file):
      "'\(file)' is missing from the gallery. Rebuild the gallery with 'facet enroll'."
    case .wrongPart(let file, let reason):
      "'\(file)' is not a part of this gallery: \(reason) Rebuild it with 'facet enroll'."
    case .otherModel(let folder, let gallery, let model):
      """
      The gallery '\(folder)' was made with the model \(gallery.prefix(12))…, but --model is \
      \(model.prefix(12))…. Use that model, or rebuild the gallery with 'facet enroll'.
      """
    case .mixed(let folder):
      """
      The entries and the features of the gallery '\(folder)' do not belong together, as after an \
      interrupted copy. Rebuild it with 'facet enroll'.
      """
    case .wrongIndex(let folder):
      """
      '\(folder)/entries.index' does not say what 'entries.jsonl' says. Rebuild the gallery with 'facet \
      enroll'.
      """
    case .otherShard(let folder, let first):
      """
      The shards '\(first)' and '\(folder)' were not enrolled alike: their model, version, pictures, \
      settings of the detector or storage of patches differ. Enroll all shards with the same command.
      """
    case .shard(let folder, let shard):
      """
      '\(folder)' contains \(shard) of a gallery. Make the whole gallery with 'facet merge', and use \
      that.
      """
    }
  }
}
