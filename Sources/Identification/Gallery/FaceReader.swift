import Basics
import Datasets
import Faces
import Networks
import Pictures

/// A reader that opens pictures, finds faces in photographs, and computes the faces' features,
/// several at a time, in the given order.
package struct FaceReader: Sendable {
  package let backbone: any Backbone
  package let source: FaceExtraction
  package let purpose: Purpose

  /// The use of the faces.
  package enum Purpose: Sendable {
    case queries
    case gallery
  }

  package init(
    backbone: any Backbone, source: FaceExtraction = .aligned, purpose: Purpose = .queries
  ) {
    self.backbone = backbone
    self.source = source
    self.purpose = purpose
  }

  /// A face that was opened.
  package struct Face: Sendable {
    /// The picture, without a label if several faces of a picture are queries: the label does not
    /// name one of them.
    package let listed: ListedPicture
    /// The place of the picture among those that were opened together.
    package let place: Int
    package let sha256: SHA256Digest
    /// The width of the decoded picture.
    package let width: Int
    package let height: Int
    package let features: FaceFeatures
    /// The position of the face; `nil` if the picture is an aligned face.
    package let sighting: FoundFace?
    /// The complete result of the detector for its photograph.
    package let detection: FaceDetector.Detection?
    /// The number of faces taken from the picture.
    package let faceCountOfPhotograph: Int
  }

  package enum Outcome: Sendable {
    case computed(Face)
    /// The features were already known by the picture's digest.
    case known(listed: ListedPicture, entry: GalleryEntry)
    case failed(PictureFailure)
  }

  /// The wall-clock milliseconds of reading some pictures.
  package struct Times: Sendable {
    /// Reading and decoding files, finding and aligning faces.
    package var pictures = 0.0
    /// The network.
    package var features = 0.0

    package var total: Double { pictures + features }
  }

  /// The number of pictures that are decoded, and of faces that are computed, together.
  package static let batchSize = 16

  /// - Parameters:
  ///   - pictures: At most a few batches. The pixels of as many photographs as there are threads,
  ///     and of all faces, are in memory together.
  ///   - known: Entries whose features need not be computed again; made from the same `source`.
  /// - Returns: One outcome for each picture, in order, or one per face if several of its faces are
  ///   taken.
  /// - Throws: `Interrupted`, and the errors of the network.
  func faces(of pictures: [ListedPicture], known: KnownFaces.Batch) throws -> [Outcome] {
    try timedFaces(of: pictures, known: known).outcomes
  }

  /// As `faces(of:known:)`, with no known faces, and the times.
  package func timedFaces(of pictures: [ListedPicture]) throws -> (
    outcomes: [Outcome], times: Times
  ) {
    try timedFaces(of: pictures, known: .none)
  }

  private func timedFaces(
    of pictures: [ListedPicture], known: KnownFaces.Batch
  ) throws -> (outcomes: [Outcome], times: Times) {
    var times = Times()
    var start = ContinuousClock.now
    let files = read(pictures, known: known)
    times.pictures = milliseconds(since: start)
    start = ContinuousClock.now
    if case .photographs = source { try Interruption.check() }
    var open: [(outcome: Int, opened: OpenedPicture, face: Int)] = []
    var outcomes: [Outcome?] = []
    for (index, file) in files.enumerated() {
      switch file {
      case .success(.opened(let opened)):
        for face in opened.faces.indices {
          open.append((outcomes.count, opened, face))
          outcomes.append(nil)
        }
      case .success(.known(let entries)):
        outcomes += entries.map { .known(listed: pictures[index], entry: $0) }
      case .failure(let failure): outcomes.append(.failed(failure))
      }
    }
    for start in stride(from: 0, to: open.count, by: Self.batchSize) {
      let batch = open[start..<min(start + Self.batchSize, open.count)]
      let features = try backbone.features(of: batch.map { $0.opened.faces[$0.face].crop })
      for ((place, opened, face), features) in zip(batch, features) {
        outcomes[place] = outcome(of: opened, face: face, features)
      }
    }
    times.features = milliseconds(since: start)
    return (outcomes.map { $0! }, times)
  }

  private func outcome(
    of opened: OpenedPicture, face: Int, _ features: FaceFeatures
  ) -> Outcome {
    guard features.isFinite else {
      return .failed(
        PictureFailure(
          path: opened.listed.path,
          reason: """
            The network's results for it are infinite or not numbers, so the model file is \
            damaged or wrong.
            """))
    }
    return .computed(
      Face(
        listed: opened.listed, place: opened.place, sha256: opened.sha256, width: opened.width,
        height: opened.height, features: features, sighting: opened.faces[face].sighting,
        detection: opened.detection,
        faceCountOfPhotograph: opened.faces.count))
  }

  /// The faces of a picture without its pixels.
  private struct OpenedPicture: Sendable {
    let listed: ListedPicture
    let place: Int
    let sha256: SHA256Digest
    let width: Int
    let height: Int
    let detection: FaceDetector.Detection?
    let faces: [(sighting: FoundFace?, crop: Picture)]
  }

  private enum Opened: Sendable {
    case opened(OpenedPicture)
    case known([GalleryEntry])
  }

  /// As `faces(of:known:)`, with no known faces.
  package func faces(of pictures: [ListedPicture]) throws -> [Outcome] {
    try faces(of: pictures, known: .none)
  }

  /// Reads, hashes and decodes pictures and finds their faces, several pictures at a time.
  private func read(
    _ pictures: [ListedPicture], known: KnownFaces.Batch
  ) -> [Result<Opened, PictureFailure>] {
    collectInParallel(count: pictures.count) { index, _ in
      let listed = pictures[index]
      if let problem = listed.problem {
        return .failure(PictureFailure(path: listed.path, reason: problem))
      }
      do {
        try PictureFile.requireRegular(listed.location)
        if !known.isEmpty, let entries = known[try PictureFile.digest(at: listed.location)],
          let usable = usable(entries, for: listed)
        {
          return .success(.known(usable))
        }
        return .success(.opened(try open(listed, place: index)))
      } catch {
        return .failure(PictureFailure(path: listed.path, reason: "\(error)"))
      }
    }
  }

  private func open(_ listed: ListedPicture, place: Int) throws -> OpenedPicture {
    guard case .photographs(let finder, _) = source else {
      let file = try PictureFile(path: listed.location)
      let picture = file.picture
      return OpenedPicture(
        listed: listed, place: place, sha256: file.sha256, width: picture.width,
        height: picture.height, detection: nil, faces: [(nil, picture)])
    }
    let file = try PictureFile(photographAt: listed.location)
    let found = try finder.faces(in: file.photograph, policy: policy(for: listed)!)
    let named =
      found.taken.count > 1
      ? ListedPicture(path: listed.path, location: listed.location, label: nil) : listed
    return OpenedPicture(
      listed: named, place: place, sha256: file.sha256, width: file.photograph.width,
      height: file.photograph.height, detection: found.detection,
      faces: found.taken.map { ($0.sighting, $0.crop) })
  }

  /// Returns the policy for a picture. A label names one person, so only the largest face of a
  /// labeled gallery picture is taken.
  ///
  /// - Returns: `nil` for aligned pictures.
  private func policy(for listed: ListedPicture) -> FacePolicy? {
    guard case .photographs(_, let policy) = source else { return nil }
    return policy == .all && purpose == .gallery && listed.label != nil ? .largest : policy
  }

  /// Returns the known faces of a picture that are taken now: its label may have been added or
  /// removed since.
  private func usable(_ entries: [GalleryEntry], for listed: ListedPicture) -> [GalleryEntry]? {
    guard policy(for: listed) == .all else {
      return entries.count == 1 || entries[0].face?.number == 1 ? [entries[0]] : nil
    }
    return entries.count == entries[0].face?.count ? entries : nil
  }
}
