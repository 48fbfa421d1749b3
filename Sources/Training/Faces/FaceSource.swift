import Basics
import Datasets
import Faces
import Identification
import Pictures

/// The faces of a training: their number, their identities, and a way to open each.
package struct FaceSource: Sendable {
  package struct Face: Sendable {
    package let picture: Picture
    /// The landmarks in pixels of the picture, if known.
    package let landmarks: Landmarks68?

    package init(picture: Picture, landmarks: Landmarks68?) {
      self.picture = picture
      self.landmarks = landmarks
    }
  }

  /// The identity of each face, 0..<identityCount.
  package let labels: [Int]
  package let identityCount: Int
  /// Opens or draws a face; called on any thread.
  let face: @Sendable (Int) throws -> Face
  /// Returns the name of a face in errors.
  let name: @Sendable (Int) -> String
  /// A description of the faces in a few words, for a model's metadata.
  package let description: String
  /// The pictures among the faces; drawn faces have no file.
  package var pictures: [ListedPicture] = []

  package init(
    labels: [Int], description: String, name: @escaping @Sendable (Int) -> String,
    face: @escaping @Sendable (Int) throws -> Face
  ) {
    self.labels = labels
    identityCount = (labels.max() ?? -1) + 1
    self.description = description
    self.name = name
    self.face = face
  }

  var count: Int { labels.count }

  /// Processes each face, several at a time, and passes the results on in blocks, in order.
  ///
  /// - Parameters:
  ///   - progress: Receives the number of finished faces from time to time.
  ///   - make: Processes a face; called on any thread.
  ///   - take: Receives a block of results, each with its face's number.
  /// - Returns: The faces that failed and are left out.
  /// - Throws: `Interrupted`, or the error of `take`.
  func forEachBlock<Element: Sendable>(
    progress: (Int) -> Void, make: @Sendable (Int, Face) throws -> Element,
    take: ([(face: Int, element: Element)]) throws -> Void
  ) throws -> [PictureFailure] {
    var failures: [PictureFailure] = []
    let block = 32
    for start in stride(from: 0, to: count, by: block) {
      try Interruption.check()
      let results = collectInParallel(count: min(block, count - start)) { place, _ in
        Result { try make(start + place, try face(start + place)) }
      }
      var elements: [(face: Int, element: Element)] = []
      for (place, result) in results.enumerated() {
        switch result {
        case .success(let element): elements.append((start + place, element))
        case .failure(let error):
          failures.append(PictureFailure(path: name(start + place), reason: "\(error)"))
        }
      }
      try take(elements)
      progress(start + results.count)
    }
    return failures
  }
}

/// The numbers of identities, some of which may have lost all their pictures.
struct IdentityNumbers {
  private var numbers: [Int: Int] = [:]

  var count: Int { numbers.count }

  mutating func number(of label: Int) -> Int {
    if let number = numbers[label] { return number }
    numbers[label] = numbers.count
    return numbers.count - 1
  }
}
