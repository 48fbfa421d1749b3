import Basics
import Identification
import Networks
import Pictures

/// Opens the pictures that a report shows, as the network saw them.
public struct ExhibitReader: Sendable {
  public let shape: BackboneShape

  public init(shape: BackboneShape) {
    self.shape = shape
  }

  /// - Throws: `PictureError`.
  public func exhibit(of query: Query) throws -> Exhibit {
    Exhibit(
      path: query.listed.path, label: query.listed.label, sha256: query.sha256, width: query.width,
      height: query.height, face: try face(at: query.listed.location).face)
  }

  /// A gallery picture; where its file is gone or is another one now, a grey field stands in, and
  /// `note` says so.
  public func exhibit(of index: Int, in gallery: Gallery) -> (exhibit: Exhibit, note: String?) {
    let entry = gallery.entries[index]
    func exhibit(_ face: Picture) -> Exhibit {
      Exhibit(
        path: entry.path, label: entry.label, sha256: entry.sha256, width: entry.width,
        height: entry.height, face: face)
    }
    do {
      let (face, digest) = try face(at: gallery.locations[index])
      if digest == entry.sha256 { return (exhibit(face), nil) }
      return (
        exhibit(blank),
        "The file of gallery picture '\(entry.path)' is not the one that was enrolled; it is not shown."
      )
    } catch {
      return (exhibit(blank), "Gallery picture '\(entry.path)' cannot be shown: \(error)")
    }
  }

  private func face(at location: String) throws -> (face: Picture, digest: SHA256Digest) {
    let file = try PictureFile(path: location)
    let face =
      file.picture.width == shape.inputWidth && file.picture.height == shape.inputHeight
      ? file.picture
      : file.picture.resized(width: shape.inputWidth, height: shape.inputHeight)
    return (face, file.sha256)
  }

  private var blank: Picture {
    Picture(
      width: shape.inputWidth, height: shape.inputHeight, channels: .grey,
      samples: [UInt8](repeating: 160, count: shape.inputWidth * shape.inputHeight))
  }
}
