import Faces
import Pictures

extension PictureFile {
  /// Opens a face's picture: a very large photograph is reduced, and an aligned picture is whole.
  ///
  /// - Parameter sighting: The position of the face in a photograph; `nil` if the picture is an aligned
  ///   face.
  /// - Throws: `PictureError`, each case.
  package init(at path: String, of sighting: FoundFace?) throws(PictureError) {
    if sighting == nil {
      try self.init(path: path)
    } else {
      try self.init(photographAt: path)
    }
  }
}
