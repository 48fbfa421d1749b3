import Basics
import Datasets
import Faces
import Networks
import Pictures
import Synchronization

/// A reader that opens faces again for a network that reads pictures, and keeps the gallery's faces
/// in the network's size.
final class FacePictures: Sendable {
  private let gallery: Gallery
  private let cutter: PictureCutter
  private let kept = Mutex<[Int: Picture]>([:])

  /// The largest number of kept pictures: 112x112 RGB is 37 KB, so this is 300 MB.
  private static let mostKept = 8192

  init(gallery: Gallery, cutter: PictureCutter) {
    self.gallery = gallery
    self.cutter = cutter
  }

  /// - Throws: `PictureFailure` if the picture can no longer be opened.
  func patches(of query: Query) throws(PictureFailure) -> [Float] {
    cutter.patches(
      of: try face(
        query.sighting, at: query.listed.location, query.sha256, path: query.name))
  }

  /// - Throws: `PictureFailure` if the picture cannot be opened, or is not the one that was
  ///   enrolled.
  func patches(ofGallery index: Int) throws(PictureFailure) -> [Float] {
    if let known = kept.withLock({ $0[index] }) { return cutter.patches(of: known) }
    let entry = gallery.entries[index]
    let picture = cutter.fitted(
      try face(entry.face, at: gallery.locations[index], entry.sha256, path: entry.path))
    kept.withLock { if $0.count < Self.mostKept { $0[index] = picture } }
    return cutter.patches(of: picture)
  }

  /// - Parameter sighting: The position in a photograph; the crop is the backbone's, then resized.
  private func face(
    _ sighting: FoundFace?, at location: String, _ digest: SHA256Digest, path: String
  )
    throws(PictureFailure) -> Picture
  {
    do {
      let file = try PictureFile(at: location, of: sighting)
      guard file.sha256 == digest else {
        throw PictureFailure(
          path: path, reason: "The file has changed since its features were computed.")
      }
      return try sighting?.crop(of: file.photograph) ?? file.picture
    } catch let failure as PictureFailure {
      throw failure
    } catch {
      throw PictureFailure(path: path, reason: "\(error)")
    }
  }
}
