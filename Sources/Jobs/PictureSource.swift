import Basics
import Faces
import Identification
import Networks

/// Opens what --gallery and --queries stand for.
struct PictureSource {
  let models: Models
  /// How a gallery of pictures is read.
  let listing: ListingOptions
  let isQuiet: Bool
  let isStrict: Bool
  /// Of this run.
  let landmarks = LandmarkReader()

  /// A gallery's PATH, looked at but not computed.
  struct PreparedGallery {
    enum Contents {
      case pictures(PictureListing)
      case enrolled(GalleryFile)
    }

    let path: String
    let contents: Contents
  }

  struct OpenedGallery {
    let gallery: Gallery
    let failures: [PictureFailure]
    /// How its faces came out of its pictures.
    let origin: FaceOrigin
    /// What a reader of a report must know of it.
    let notes: [String]
    /// What the folder of its pictures contains besides.
    var passedOver = PassedOver()
    /// Whether the pictures of an enrolled gallery are not where they were, so that none can be shown.
    var isWithoutPictures = false
  }

  /// Lists the pictures, or opens the folder that `enroll` wrote.
  func prepare(_ path: String) throws -> PreparedGallery {
    guard GalleryFile.isGallery(path) else {
      return PreparedGallery(
        path: path,
        contents: .pictures(
          try listPictures(at: path, options: listing, title: "Gallery", isQuiet: isQuiet)))
    }
    return PreparedGallery(
      path: path,
      contents: .enrolled(
        try GalleryFile(
          folder: path, model: models.backboneDigest.hexadecimal, shape: models.backbone.shape)))
  }

  /// The faces of pictures, or of a folder that `enroll` wrote. What changed since then is computed
  /// again. What a reader must know is also written to standard error.
  ///
  /// - Parameter needsLandmarks: Pictures without usable landmarks are left out and listed.
  func gallery(_ prepared: PreparedGallery, needsLandmarks: Bool) throws -> OpenedGallery {
    let path = prepared.path
    let opened =
      switch prepared.contents {
      case .pictures(let listing): try computed(listing, path: path)
      case .enrolled(let file): try enrolled(file, path: path)
      }
    if !isQuiet {
      for note in opened.notes { writeToStandardError("Gallery: \(displayed(note))\n") }
    }
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
      gallery: try opened.gallery.keeping { failures[$0] == nil },
      failures: opened.failures + failures.sorted { $0.key < $1.key }.map(\.value),
      origin: opened.origin, notes: opened.notes, passedOver: opened.passedOver,
      isWithoutPictures: opened.isWithoutPictures)
  }

  private func computed(_ listing: PictureListing, path: String) throws -> OpenedGallery {
    let source = models.gallerySource
    let result = try build(
      GalleryBuilder(backbone: models.backbone, source: source, isStrict: isStrict),
      listing.pictures, earlier: nil, path: path)
    return OpenedGallery(
      gallery: result.gallery, failures: result.summary.failures, origin: source.origin, notes: [],
      passedOver: listing.passedOver)
  }

  private func enrolled(_ file: GalleryFile, path: String) throws -> OpenedGallery {
    let source = models.gallerySource
    var builder = GalleryBuilder(backbone: models.backbone, source: source, isStrict: isStrict)
    // An enrolled gallery keeps its own way of getting faces: crops may be searched with photographs.
    var notes: [String] = []
    if file.origin != source.origin {
      notes.append(
        "The gallery was enrolled from \(file.origin); the queries are \(models.querySource.origin)."
      )
      guard let own = models.source(like: file.origin) else {
        notes.append(
          """
          Whether its pictures changed since then is unknown without its detector: its features are \
          used as they were enrolled.
          """)
        return try asEnrolled(file, notes: notes)
      }
      builder = GalleryBuilder(backbone: models.backbone, source: own, isStrict: isStrict)
    }
    // Read as it was enrolled: what is asked for here concerns pictures that are not enrolled yet.
    guard let listing = try? PictureList.listing(at: file.source, options: file.options) else {
      return try asEnrolled(
        file,
        notes: notes + [
          """
          The gallery's pictures are not at '\(file.source)' any more: its features are used as \
          they were enrolled, and whether a picture changed since then is unknown. If the pictures \
          moved, run 'facet enroll NEWPLACE -o \(path)'.
          """
        ], isWithoutPictures: true)
    }
    let (gallery, summary) = try build(builder, listing.pictures, earlier: file, path: path)
    if summary.hasChanges {
      notes.append(
        """
        The gallery's pictures changed since they were enrolled: \(summary.computed) new or \
        changed, computed for this run\(named(summary.changed)); \(summary.gone.count) \
        gone\(named(summary.gone)). 'facet enroll' brings the gallery up to date.
        """)
    }
    let gone = summary.gone.map {
      PictureFailure(
        path: $0,
        reason: """
          The picture was enrolled in '\(path)' and is gone, so it is not ranked. Restore it, or run \
          'facet enroll' again.
          """)
    }
    return OpenedGallery(
      gallery: gallery, failures: summary.failures + gone, origin: file.origin, notes: notes,
      passedOver: listing.passedOver)
  }

  /// Without looking at the pictures' contents; those that are gone are counted and named.
  private func asEnrolled(
    _ file: GalleryFile, notes: [String], isWithoutPictures: Bool = false
  ) throws -> OpenedGallery {
    let gone = zip(file.entries, file.locations).filter { FileStatus(of: $0.1) == nil }
      .map(\.0.path)
    var notes = notes
    if !gone.isEmpty && !isWithoutPictures {
      notes.append(
        """
        \(gone.count) of the gallery's pictures cannot be shown because \
        \(gone.count == 1 ? "it is" : "they are") gone\(named(gone)).
        """)
    }
    return OpenedGallery(
      gallery: try file.gallery(shape: models.backbone.shape), failures: [], origin: file.origin,
      notes: notes, isWithoutPictures: !gone.isEmpty)
  }

  /// " ('a.png', 'b.png' and 3 more)"; nothing for none.
  private func named(_ names: [String]) -> String {
    names.isEmpty ? "" : " (\(names.map { "'\($0)'" }.named()))"
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
