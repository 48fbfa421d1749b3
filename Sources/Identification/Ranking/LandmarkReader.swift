import Basics
import Faces
import Networks
import Pictures
import Synchronization

/// The 68 landmarks of the faces of a run, read once per face.
package final class LandmarkReader: Sendable {
  package typealias Found = (landmarks: Landmarks68, source: LandmarkSource)

  private let known = Mutex<[Face: Result<Found?, LandmarkError>]>([:])
  private let reads = Mutex(0)

  private struct Face: Hashable {
    let location: String
    /// The values that distinguish the faces of a photograph; empty for an aligned picture.
    let place: [Double]
  }

  private let predictor: LandmarkPredictor?

  /// - Parameter predictor: For faces in photographs without a landmark file; `nil` for a mean shape.
  package init(predictor: LandmarkPredictor? = nil) {
    self.predictor = predictor
  }

  /// The digest of the predictor's file; `nil` without one.
  package var predictorDigest: SHA256Digest? { predictor?.digest }

  /// The number of times that files were searched.
  package var readCount: Int { reads.withLock { $0 } }

  /// - Parameters:
  ///   - sighting: The position of the face in a photograph; `nil` if the picture is an aligned face.
  ///   - sha256: The digest of the picture in which the face was found. If the file is another one by
  ///     now or is missing, the face has a mean shape, because the predictor cannot see it.
  ///   - opened: The photograph of that digest if it is at hand; otherwise the file is decoded.
  /// - Returns: `nil` for an aligned picture without a file.
  /// - Throws: `LandmarkError`, each time, if there is a file that cannot be used.
  package func landmarks(
    at location: String, _ sighting: FoundFace?, sha256: SHA256Digest, opened: Photograph? = nil
  ) throws(LandmarkError) -> Found? {
    let box = sighting?.face.box
    let face = Face(
      location: location,
      place: box.map { [$0.left, $0.top, $0.right, $0.bottom].map(Double.init) } ?? [])
    if let found = known.withLock({ $0[face] }) { return try found.get() }
    reads.withLock { $0 += 1 }
    let found = read(location, sighting, sha256, opened)
    known.withLock { $0[face] = found }
    return try found.get()
  }

  private func read(
    _ location: String, _ sighting: FoundFace?, _ sha256: SHA256Digest, _ opened: Photograph?
  ) -> Result<Found?, LandmarkError> {
    do throws(LandmarkError) {
      guard let sighting else {
        return .success(try Landmarks68.beside(picturePath: location).map { ($0, .file) })
      }
      let found = try sighting.landmarks(besidePhotograph: location)
      guard found.source == .meanShape, let predictor,
        let photograph = opened ?? photograph(at: location, sha256)
      else { return .success(found) }
      return .success(
        try sighting.landmarks(besidePhotograph: location, of: photograph, predictor: predictor))
    } catch {
      return .failure(error)
    }
  }

  private func photograph(at location: String, _ sha256: SHA256Digest) -> Photograph? {
    guard let file = try? PictureFile(photographAt: location), file.sha256 == sha256 else {
      return nil
    }
    return file.photograph
  }

  /// Returns whether a face has landmarks, without decoding its photograph.
  ///
  /// - Throws: As `landmarks(at:_:sha256:opened:)` does.
  package func hasLandmarks(at location: String, _ sighting: FoundFace?) throws(LandmarkError)
    -> Bool
  {
    try Landmarks68.beside(picturePath: location) != nil || sighting != nil
  }

  /// Returns the number of landmarks on each patch, shape `[N]`; `nil` if there are none.
  ///
  /// - Parameters:
  ///   - width: The width of the decoded picture; for a face in a photograph, its crop counts.
  func density(
    at location: String, _ sighting: FoundFace?, sha256: SHA256Digest, width: Int, height: Int,
    grid: PatchGrid
  ) throws(LandmarkError) -> [Double]? {
    try landmarks(at: location, sighting, sha256: sha256)?.landmarks.density(
      rows: grid.rows, columns: grid.columns, pictureWidth: sighting?.cropWidth ?? width,
      pictureHeight: sighting?.cropHeight ?? height)
  }
}
