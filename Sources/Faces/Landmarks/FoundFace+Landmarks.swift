import Pictures

/// The origin of the 68 landmarks of a face.
package enum LandmarkSource: String, Sendable, Codable {
  /// A file next to the picture.
  case file
  /// The detector's five points and a mean shape.
  case meanShape
  /// A predictor of landmarks.
  case predictor
}

extension FoundFace {
  /// Returns the 68 landmarks of the face in its crop: those of a file next to the photograph if
  /// they belong to this face, otherwise those of a predictor, or without one a mean shape fitted
  /// to the detector's five points.
  ///
  /// A file's landmarks belong to this face if the center of its nose, eyes and mouth lies in the
  /// box.
  ///
  /// - Throws: `LandmarkError` if there is a file that cannot be used, or memory is short.
  package func landmarks(
    besidePhotograph path: String, of photograph: Photograph? = nil,
    predictor: LandmarkPredictor? = nil
  ) throws(LandmarkError) -> (landmarks: Landmarks68, source: LandmarkSource) {
    if let file = try Landmarks68.beside(picturePath: path), contains(file) {
      return (file.transformed(by: similarity), .file)
    }
    if let predictor, let photograph {
      do throws(PictureError) {
        if let predicted = try predictor.landmarks(of: face.points, in: photograph) {
          return (predicted.transformed(by: similarity), .predictor)
        }
      } catch {
        throw .photograph(error)
      }
    }
    return (
      Landmarks68(meanShapeFittedTo: face.points).transformed(by: similarity), .meanShape
    )
  }

  private func contains(_ landmarks: Landmarks68) -> Bool {
    let inner = landmarks.points[27...]
    let x = inner.reduce(0) { $0 + $1.x } / Double(inner.count)
    let y = inner.reduce(0) { $0 + $1.y } / Double(inner.count)
    return (Double(face.box.left)...Double(face.box.right)).contains(x)
      && (Double(face.box.top)...Double(face.box.bottom)).contains(y)
  }
}
