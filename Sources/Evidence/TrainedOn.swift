import Basics
import Identification
import Networks

/// A shown face that a method's network was trained on: what the method says of it is not evidence.
package struct TrainedOn: Sendable, Equatable, Codable {
  package enum Match: String, Sendable, Codable {
    /// The picture's file was in the training.
    case picture
    /// Another picture with the same label was in the training. Labels of two collections may be the
    /// same for different people.
    case label
  }

  /// The gallery picture; `nil` for the query.
  package internal(set) var galleryIndex: Int?
  package let match: Match
}

extension TrainingPictures {
  /// How a face was in the training; `nil` if it was not.
  func match(_ picture: ShownPicture) -> TrainedOn.Match? {
    if pictures.contains(picture.sha256) { return .picture }
    guard let label = picture.label, people.contains(Self.digest(ofLabel: label)) else {
      return nil
    }
    return .label
  }
}

extension QueryEvidence {
  /// Finds the query and the shown candidates in the training pictures of each method.
  func trainedOn(_ training: ByMethod<TrainingPictures>) -> ByMethod<[TrainedOn]> {
    ByMethod(
      training.compactMap { method, known in
        guard rankings.contains(method) else { return nil }
        let faces: [(Int?, ShownPicture)] =
          [(nil, query)] + candidates.map { ($0.galleryIndex, $0.exhibit) }
        let found = faces.compactMap { index, picture in
          known.match(picture).map { TrainedOn(galleryIndex: index, match: $0) }
        }
        return found.isEmpty ? nil : (method, found)
      })
  }
}
