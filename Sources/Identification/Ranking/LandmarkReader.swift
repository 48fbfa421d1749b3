import Faces
import Networks
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

  package init() {}

  /// The number of times that files were searched.
  package var readCount: Int { reads.withLock { $0 } }

  /// - Parameter sighting: The position of the face in a photograph; `nil` if the picture is an
  ///   aligned face.
  /// - Returns: `nil` for an aligned picture without a file.
  /// - Throws: `LandmarkError`, each time, if there is a file that cannot be used.
  package func landmarks(
    at location: String, _ sighting: FoundFace?
  ) throws(LandmarkError) -> Found? {
    let box = sighting?.face.box
    let face = Face(
      location: location,
      place: box.map { [$0.left, $0.top, $0.right, $0.bottom].map(Double.init) } ?? [])
    if let found = known.withLock({ $0[face] }) { return try found.get() }
    reads.withLock { $0 += 1 }
    let found = Self.read(location, sighting)
    known.withLock { $0[face] = found }
    return try found.get()
  }

  private static func read(
    _ location: String, _ sighting: FoundFace?
  ) -> Result<Found?, LandmarkError> {
    do throws(LandmarkError) {
      if let sighting { return .success(try sighting.landmarks(besidePhotograph: location)) }
      return .success(try Landmarks68.beside(picturePath: location).map { ($0, .file) })
    } catch {
      return .failure(error)
    }
  }

  /// Returns the number of landmarks on each patch, shape `[N]`; `nil` if there are none.
  ///
  /// - Parameters:
  ///   - width: The width of the decoded picture; for a face in a photograph, its crop counts.
  func density(
    at location: String, _ sighting: FoundFace?, width: Int, height: Int, grid: PatchGrid
  ) throws(LandmarkError) -> [Double]? {
    try landmarks(at: location, sighting)?.landmarks.density(
      rows: grid.rows, columns: grid.columns, pictureWidth: sighting?.cropWidth ?? width,
      pictureHeight: sighting?.cropHeight ?? height)
  }
}
