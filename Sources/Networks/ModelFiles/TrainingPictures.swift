import Basics

/// The pictures and people that a network was trained on, as digests: a file beside the model.
///
/// The model's metadata has the digest of the file (`ModelKey.trainingPictures`), so that a file that is
/// missing or was exchanged is noticed.
package struct TrainingPictures: Sendable, Equatable {
  /// The digests of the pictures' files.
  package let pictures: Set<SHA256Digest>
  /// The digests of the people's labels, in UTF-8.
  package let people: Set<SHA256Digest>

  /// The contents of the file.
  private struct Contents: Codable {
    var format: Int
    var pictures: [String]
    var people: [String]
  }

  private static let format = 1

  package init(pictures: Set<SHA256Digest>, people: Set<SHA256Digest>) {
    self.pictures = pictures
    self.people = people
  }

  /// The file beside a model.
  package static func path(besideModel model: String) -> String { model + ".pictures.json" }

  /// Reads the file beside a model.
  ///
  /// - Returns: `nil` if the model does not say that there is one, as models of other programs.
  /// - Throws: `TrainingPicturesError`; `FileError` for a file that cannot be read.
  package init?(of model: ModelFile) throws {
    guard let digest = model.metadata[ModelKey.trainingPictures] else { return nil }
    let path = Self.path(besideModel: model.path)
    guard FileStatus(of: path) != nil else { throw TrainingPicturesError.missing(file: path) }
    let bytes = try readFile(path, limit: 1 << 30)
    guard SHA256.digest(of: bytes).hexadecimal == digest else {
      throw TrainingPicturesError.exchanged(file: path, model: model.path)
    }
    guard let contents = try? StrictJSON.decode(Contents.self, from: bytes),
      contents.format == Self.format
    else { throw TrainingPicturesError.exchanged(file: path, model: model.path) }
    func digests(_ texts: [String]) throws -> Set<SHA256Digest> {
      let found = Set(texts.compactMap(SHA256Digest.init(hexadecimal:)))
      guard found.count == texts.count else {
        throw TrainingPicturesError.exchanged(file: path, model: model.path)
      }
      return found
    }
    self.init(pictures: try digests(contents.pictures), people: try digests(contents.people))
  }

  /// The file's text: the digests in order, so that the same pictures give the same bytes.
  package func text() throws -> String {
    try JSONText.encode(
      Contents(
        format: Self.format, pictures: pictures.map(\.hexadecimal).sorted(),
        people: people.map(\.hexadecimal).sorted()))
  }

  package static func digest(ofLabel label: String) -> SHA256Digest {
    SHA256.digest(of: Array(label.utf8))
  }

  package func union(_ other: TrainingPictures) -> TrainingPictures {
    TrainingPictures(
      pictures: pictures.union(other.pictures), people: people.union(other.people))
  }
}

/// The reason why a model's training pictures cannot be read.
package enum TrainingPicturesError: Error, Equatable {
  case missing(file: String)
  case exchanged(file: String, model: String)
}

extension TrainingPicturesError: CustomStringConvertible {
  package var description: String { errorSentence(sentence) }

  private var sentence: String {
    switch self {
    case .missing(let file):
      """
      '\(file)' is missing. It lists the digests of the pictures that the model beside it was trained \
      on, and was written with the model. Copy it there, so that reports can check whether a person \
      was in the training.
      """
    case .exchanged(let file, let model):
      """
      '\(file)' is not the list of training pictures that was written with '\(model)'. Copy the model \
      and its list together.
      """
    }
  }
}
