import Basics
import Faces
import Identification
import Networks

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Opens what --gallery and --queries stand for.
struct PictureSource {
  let models: Models
  /// How a gallery of pictures is read.
  let listing: ListingOptions
  let isQuiet: Bool
  let isStrict: Bool
  /// Of this run.
  let landmarks = LandmarkReader()

  struct OpenedGallery {
    let gallery: Gallery
    let failures: [PictureFailure]
    /// How its faces came out of its pictures.
    let origin: FaceOrigin
    /// What a reader of a report must know of it.
    let notes: [String]
  }

  /// Pictures, or a folder that `enroll` wrote. What changed since then is computed anew.
  ///
  /// - Parameter needsLandmarks: Pictures without usable landmarks are left out and listed.
  func gallery(at path: String, needsLandmarks: Bool) throws -> OpenedGallery {
    let opened = try gallery(at: path)
    guard needsLandmarks else { return opened }
    var failures: [Int: PictureFailure] = [:]
    for (index, entry) in opened.gallery.entries.enumerated() {
      do {
        let location = opened.gallery.locations[index]
        guard try landmarks.landmarks(at: location, entry.face) != nil else {
          throw LandmarksMissing(path: entry.path)
        }
      } catch {
        let failure = PictureFailure(path: entry.path, reason: "\(error)")
        if isStrict { throw StrictFailure(failure) }
        failures[index] = failure
      }
    }
    guard failures.count < opened.gallery.entries.count else {
      throw JobError("No picture of the gallery '\(path)' has landmarks. \(failures[0]!)")
    }
    return OpenedGallery(
      gallery: opened.gallery.keeping { failures[$0] == nil },
      failures: opened.failures + failures.sorted { $0.key < $1.key }.map(\.value),
      origin: opened.origin, notes: opened.notes)
  }

  private func gallery(at path: String) throws -> OpenedGallery {
    let source = models.gallerySource
    var builder = GalleryBuilder(backbone: models.backbone, source: source, isStrict: isStrict)
    guard GalleryFile.isGallery(path) else {
      let pictures = try listPictures(
        at: path, options: listing, title: "Gallery", isQuiet: isQuiet
      ).pictures
      let result = try build(builder, pictures, earlier: nil, path: path)
      return OpenedGallery(
        gallery: result.gallery, failures: result.summary.failures,
        origin: source.origin, notes: [])
    }
    let file = try GalleryFile(
      folder: path, model: models.backboneDigest.hexadecimal, shape: models.backbone.shape)
    // An enrolled gallery keeps its own way of getting faces: crops may be searched with photographs.
    var notes: [String] = []
    if file.origin != source.origin {
      notes.append(
        "The gallery was enrolled from \(file.origin); the queries are \(models.querySource.origin)."
      )
      guard let own = models.source(like: file.origin) else {
        notes.append(
          """
          Whether its pictures changed since cannot be told without its detector: its features are \
          used as they were enrolled.
          """)
        return OpenedGallery(
          gallery: file.gallery(shape: models.backbone.shape), failures: [],
          origin: file.origin, notes: notes)
      }
      builder = GalleryBuilder(backbone: models.backbone, source: own, isStrict: isStrict)
    }
    // Read as it was enrolled: what is asked for here concerns pictures that are not enrolled yet.
    guard let pictures = try? PictureList.listing(at: file.source, options: file.options).pictures
    else {
      return OpenedGallery(
        gallery: file.gallery(shape: models.backbone.shape), failures: [], origin: file.origin,
        notes: notes + [
          """
          The gallery's pictures are not at '\(file.source)' any more: its features are used as \
          they were enrolled, and whether a picture changed since cannot be told.
          """
        ])
    }
    let (gallery, summary) = try build(builder, pictures, earlier: file, path: path)
    if summary.hasChanges {
      notes.append(
        """
        The gallery's pictures changed since they were enrolled: \(summary.computed) new or \
        changed, computed for this run; \(summary.dropped) gone. 'facet enroll' brings the gallery \
        up to date.
        """)
    }
    return OpenedGallery(
      gallery: gallery, failures: summary.failures, origin: file.origin, notes: notes)
  }

  private func build(
    _ builder: GalleryBuilder, _ pictures: [ListedPicture], earlier: GalleryFile?, path: String
  ) throws -> (gallery: Gallery, summary: GalleryBuilder.Summary) {
    let progress = Progress("Gallery", total: pictures.count, isQuiet: isQuiet)
    let result = try builder.gallery(of: pictures, earlier: earlier, progress: progress.update)
    guard !result.gallery.entries.isEmpty else {
      throw JobError(
        "No picture of the gallery '\(path)' could be used. "
          + "\(result.summary.failures.first?.description ?? "")")
    }
    return result
  }

  /// Opens queries in blocks and hands each block on, so that memory does not grow with them.
  ///
  /// - Parameters:
  ///   - first: Where in the list to begin, a multiple of `size`.
  ///   - failed: Takes each picture that could not be opened, as soon as it shows.
  ///   - body: Takes the queries of a block and how many pictures are done after it.
  func forEachBlock(
    of pictures: [ListedPicture], size: Int, from first: Int = 0,
    failed: (PictureFailure) throws -> Void,
    _ body: (_ queries: [Query], _ featuresMilliseconds: Double, _ done: Int) throws -> Void
  ) throws {
    let reader = FaceReader(backbone: models.backbone, source: models.querySource)
    for start in stride(from: first, to: pictures.count, by: size) {
      let block = Array(pictures[start..<min(start + size, pictures.count)])
      let clock = ContinuousClock.now
      let outcomes = try reader.faces(of: block)
      let time = milliseconds(since: clock)
      var queries: [Query] = []
      for outcome in outcomes {
        switch outcome {
        case .computed(let face): queries.append(Query(face, shape: models.backbone.shape))
        case .failed(let failure):
          if isStrict { throw StrictFailure(failure) }
          try failed(failure)
        case .known: preconditionFailure("nothing is known beforehand")
        }
      }
      try body(queries, time, start + block.count)
    }
  }
}
