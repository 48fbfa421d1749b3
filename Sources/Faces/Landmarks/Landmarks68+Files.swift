import Basics

extension Landmarks68 {
  /// The largest size of a landmark file in bytes: many times what 68 points need.
  package static let maximumByteCount = 1 << 20

  /// Reads the landmarks in the file next to a picture: for `face.jpg` the first existing file of
  /// `face.pts`, `face.json`, `face.jpg.pts`, `face.jpg.json`.
  ///
  /// - Returns: `nil` if none of the files exists.
  /// - Throws: `LandmarkError` if an existing file cannot be used.
  package static func beside(picturePath: String) throws(LandmarkError) -> Landmarks68? {
    let stem = withoutExtension(picturePath)
    for path in [stem + ".pts", stem + ".json", picturePath + ".pts", picturePath + ".json"]
    where path != picturePath {
      do {
        return try load(path: path)
      } catch .file(let error) where error.isAbsence {
        continue
      }
    }
    return nil
  }

  /// Reads the landmarks in a file: JSON if its name ends in `.json`, otherwise iBUG's `.pts`.
  package static func load(path: String) throws(LandmarkError) -> Landmarks68 {
    let bytes: [UInt8]
    do {
      try requireRegularFile(path)
      bytes = try readFile(path, limit: maximumByteCount)
    } catch {
      throw .file(error)
    }
    return path.lowercased().hasSuffix(".json")
      ? try Landmarks68(json: bytes, path: path) : try Landmarks68(pts: bytes, path: path)
  }
}
