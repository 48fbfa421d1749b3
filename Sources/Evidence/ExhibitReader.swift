import Basics
import Faces
import Identification
import Networks
import Pictures

/// Opens the pictures that a report shows, as the network saw them.
package struct ExhibitReader: Sendable {
  package let shape: BackboneShape

  private let landmarkReader: LandmarkReader

  package init(shape: BackboneShape, landmarks: LandmarkReader = LandmarkReader()) {
    self.shape = shape
    landmarkReader = landmarks
  }

  /// Opens the query, and its photograph if it is a face of one.
  ///
  /// - Throws: `PictureError`; `QueryChanged` if the file changed after it was ranked.
  package func exhibit(of query: Query) throws -> (exhibit: Exhibit, sighting: QuerySighting?) {
    let file = try PictureFile(path: query.listed.location)
    guard file.sha256 == query.sha256 else { throw QueryChanged(path: query.name) }
    let exhibit = Exhibit(
      path: query.name, label: query.listed.label, sha256: query.sha256, width: query.width,
      height: query.height, face: face(of: file.picture, query.sighting), sighting: query.sighting,
      landmarks: landmarks(query.sighting, query.listed.location),
      original: original(file, query.sighting), wasTurned: file.orientation != .upright,
      fileNotes: file.notes)
    guard let taken = query.sighting, let detection = query.detection else {
      return (exhibit, nil)
    }
    return (
      exhibit,
      QuerySighting(
        photograph: file.picture, wasTurned: file.orientation != .upright, detection: detection,
        taken: taken, original: file.paperJPEG(limit: Self.largestOriginal))
    )
  }

  /// Opens a gallery picture. If its file is missing or has changed, a gray field replaces it, and
  /// `note` reports it.
  package func exhibit(of index: Int, in gallery: Gallery) -> (exhibit: Exhibit, note: String?) {
    let entry = gallery.entries[index]
    func exhibit(_ face: Picture, original: [UInt8]? = nil) -> Exhibit {
      Exhibit(
        path: entry.path, label: entry.label, sha256: entry.sha256, width: entry.width,
        height: entry.height, face: face, sighting: entry.face,
        landmarks: landmarks(entry.face, gallery.locations[index]), original: original)
    }
    do {
      let file = try PictureFile(path: gallery.locations[index])
      if file.sha256 == entry.sha256 {
        let face = face(of: file.picture, entry.face)
        return (exhibit(face, original: original(file, entry.face)), nil)
      }
      return (
        exhibit(blank),
        "The gallery picture '\(entry.path)' changed after it was enrolled, so it is not shown."
      )
    } catch {
      return (exhibit(blank), "The gallery picture '\(entry.path)' cannot be shown. \(error)")
    }
  }

  private func landmarks(_ sighting: FaceSighting?, _ location: String) -> LandmarkSource? {
    sighting.flatMap { try? landmarkReader.landmarks(at: location, $0)?.source }
  }

  /// Cuts out and aligns the face again exactly as for the network, or resizes an aligned picture.
  private func face(of picture: Picture, _ sighting: FaceSighting?) -> Picture {
    let face = sighting?.crop(of: picture) ?? picture
    return face.width == shape.inputWidth && face.height == shape.inputHeight
      ? face : face.resized(width: shape.inputWidth, height: shape.inputHeight)
  }

  /// Returns the file itself if it shows exactly the face that the network takes.
  private func original(_ file: PictureFile, _ sighting: FaceSighting?) -> [UInt8]? {
    guard sighting == nil, file.picture.width == shape.inputWidth,
      file.picture.height == shape.inputHeight
    else { return nil }
    return file.paperJPEG(limit: Self.largestOriginal)
  }

  /// The largest original in bytes; paper contains a scaled copy of a larger one.
  package static let largestOriginal = 10_000_000

  /// Returns a note if an aligned picture has other proportions than the network's input.
  func proportionNote(of query: Query) -> String? {
    guard query.sighting == nil else { return nil }
    let ratio =
      Double(query.width) * Double(shape.inputHeight)
      / (Double(query.height) * Double(shape.inputWidth))
    guard abs(ratio - 1) > 0.1 else { return nil }
    return """
      The query was given as an aligned face, but its proportions differ from the network's input. Its \
      \(query.width) x \(query.height) pixels were stretched to \(shape.inputWidth) x \
      \(shape.inputHeight). If it is a photograph, use --detector.
      """
  }

  private var blank: Picture {
    Picture(
      width: shape.inputWidth, height: shape.inputHeight, channels: .gray,
      samples: [UInt8](repeating: 160, count: shape.inputWidth * shape.inputHeight))
  }
}

/// The error that a query's file changed between ranking and report.
package struct QueryChanged: Error, Equatable, CustomStringConvertible {
  package let path: String

  package var description: String {
    "The file '\(path)' changed while the program ran. Run the program again when the file is complete."
  }
}
