import Basics
import Faces
import Identification
import Networks
import Pictures

/// Opens the pictures that a report shows, as the network saw them.
package struct ShownPictureReader: Sendable {
  package let shape: BackboneShape

  private let landmarkReader: LandmarkReader

  package init(shape: BackboneShape, landmarks: LandmarkReader = LandmarkReader()) {
    self.shape = shape
    landmarkReader = landmarks
  }

  /// The query, and its photograph where it is a face of one.
  ///
  /// - Throws: `PictureError`; `QueryChanged` where the file is another one since it was ranked.
  package func exhibit(of query: Query) throws -> (exhibit: ShownPicture, sighting: QuerySighting?)
  {
    let file = try PictureFile(path: query.listed.location)
    guard file.sha256 == query.sha256 else { throw QueryChanged(path: query.name) }
    let exhibit = ShownPicture(
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

  /// A gallery picture; where its file is gone or is another one now, a gray field stands in, and
  /// `note` says so.
  package func exhibit(of index: Int, in gallery: Gallery) -> (exhibit: ShownPicture, note: String?)
  {
    let entry = gallery.entries[index]
    func exhibit(_ face: Picture, original: [UInt8]? = nil) -> ShownPicture {
      ShownPicture(
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
        "The file of gallery picture '\(entry.path)' is not the one that was enrolled; it is not shown."
      )
    } catch {
      return (exhibit(blank), "Gallery picture '\(entry.path)' cannot be shown: \(error)")
    }
  }

  private func landmarks(_ sighting: FoundFace?, _ location: String) -> LandmarkSource? {
    sighting.flatMap { try? landmarkReader.landmarks(at: location, $0)?.source }
  }

  /// Cut out and aligned again just as it was for the network, or, of an aligned picture, scaled.
  private func face(of picture: Picture, _ sighting: FoundFace?) -> Picture {
    let face = sighting?.crop(of: picture) ?? picture
    return face.width == shape.inputWidth && face.height == shape.inputHeight
      ? face : face.resized(width: shape.inputWidth, height: shape.inputHeight)
  }

  /// The file itself, where it shows just the face that the network takes.
  private func original(_ file: PictureFile, _ sighting: FoundFace?) -> [UInt8]? {
    guard sighting == nil, file.picture.width == shape.inputWidth,
      file.picture.height == shape.inputHeight
    else { return nil }
    return file.paperJPEG(limit: Self.largestOriginal)
  }

  /// In bytes; paper holds a scaled copy of what is larger.
  package static let largestOriginal = 10_000_000

  /// That an aligned picture is of other proportions than the network's input.
  func proportionNote(of query: Query) -> String? {
    guard query.sighting == nil else { return nil }
    let ratio =
      Double(query.width) * Double(shape.inputHeight)
      / (Double(query.height) * Double(shape.inputWidth))
    guard abs(ratio - 1) > 0.1 else { return nil }
    return """
      The query was given as an aligned face, but has other proportions than the network's input: its \
      \(query.width) x \(query.height) pixels were stretched to \(shape.inputWidth) x \
      \(shape.inputHeight). A photograph must be given with --detector instead.
      """
  }

  private var blank: Picture {
    Picture(
      width: shape.inputWidth, height: shape.inputHeight, channels: .gray,
      samples: [UInt8](repeating: 160, count: shape.inputWidth * shape.inputHeight))
  }
}

/// A query's file changed between ranking and report.
package struct QueryChanged: Error, Equatable, CustomStringConvertible {
  package let path: String

  package var description: String {
    "The file of '\(path)' changed while the program ran; run it again when nothing writes to it."
  }
}
