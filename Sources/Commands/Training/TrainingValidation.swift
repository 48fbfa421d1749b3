import Basics
import Datasets
import Networks
import Runs
import Training

/// The pairs on which a training is measured from time to time: `--validate`.
package struct TrainingValidation: Sendable, Equatable {
  /// A file of pairs, or a folder of CFP's protocol.
  package let pairs: String
  /// The folder to which paths in it are relative; `nil` for that of the file.
  package var root: String?
  /// The number of steps between two measurements.
  package var every: Int

  package init(pairs: String, root: String? = nil, every: Int) {
    self.pairs = pairs
    self.root = root
    self.every = every
  }

  /// - Throws: What is wrong with the file, and `TrainingFailure.fewValidationPairs`.
  func opened() throws -> ValidationPairs {
    let list = try FacePairs(at: pairs)
    return try ValidationPairs(list, pictures: list.pictures(path: pairs, root: root), every: every)
  }

  /// The note for the model file and the log.
  ///
  /// - Parameters:
  ///   - pictures: Those of the pairs.
  ///   - trained: What the model is trained on.
  /// - Returns: The note, and a warning if it is trained on some of the pictures or people.
  func note(
    _ pictures: [ListedPicture], trained: TrainingPictures
  ) -> (text: String, warning: String?) {
    let known = collectInParallel(count: pictures.count, grain: 16) { place, _ in
      (try? SHA256.digest(ofFileAt: pictures[place].location)).map(trained.pictures.contains)
        ?? false
    }
    // LFW and most others name the person by the folder.
    let people = pictures.map { picture in
      picture.location.split(separator: "/").dropLast().last.map {
        trained.people.contains(TrainingPictures.digest(ofLabel: String($0)))
      } ?? false
    }
    let shared = zip(known, people).count { $0 || $1 }
    let name = pairs.split(separator: "/").last.map(String.init) ?? pairs
    let text = "\(name), \(pictures.count) pictures, every \(every) steps"
    guard shared > 0 else { return (text, nil) }
    return (
      "\(text); \(shared) of the pictures show people of the training",
      """
      \(shared) of the \(pictures.count) pictures of --validate show people of the training, so the \
      accuracy on the pairs is too good. Use pairs of other people.
      """
    )
  }
}
