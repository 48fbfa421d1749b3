import Basics
import Datasets
import Faces
import Identification
import Networks
import Pictures

/// Opens the pictures of --gallery and --queries.
package struct PictureSource {
  package let models: Models
  /// The options for reading a gallery of pictures.
  package let listing: ListingOptions
  package let isQuiet: Bool
  package let isStrict: Bool
  package let galleryCheck: GalleryCheck
  /// Of this run.
  package let landmarks: LandmarkReader

  package init(
    models: Models, listing: ListingOptions, isQuiet: Bool, isStrict: Bool,
    galleryCheck: GalleryCheck? = nil
  ) {
    self.galleryCheck = galleryCheck ?? .auto
    self.models = models
    landmarks = LandmarkReader(predictor: models.landmarkPredictor)
    self.listing = listing
    self.isQuiet = isQuiet
    self.isStrict = isStrict
  }

  /// A gallery's PATH, listed but not computed.
  package struct PreparedGallery {
    package enum Contents {
      case pictures(PictureListing)
      case enrolled(GalleryFile)
    }

    package let path: String
    package let contents: Contents
    /// Whether its pictures are left alone until they are shown.
    package let isAsEnrolled: Bool

    package init(path: String, contents: Contents, isAsEnrolled: Bool = false) {
      self.path = path
      self.contents = contents
      self.isAsEnrolled = isAsEnrolled
    }
  }

  package struct OpenedGallery {
    package let gallery: Gallery
    package let failures: [PictureFailure]
    /// The way in which its faces were cut out.
    package let origin: FaceOrigin
    /// The notes on the gallery for reports.
    package let notes: [String]
    /// The other files in the folder of its pictures.
    package var passedOver = PassedOver()
    /// Whether the pictures of an enrolled gallery are missing, so that they cannot be shown.
    package var isWithoutPictures = false
  }

  /// Lists the pictures, or opens the folder that `enroll` wrote.
  package func prepare(_ path: String) throws -> PreparedGallery {
    guard GalleryFile.isGallery(path) else {
      return PreparedGallery(
        path: path,
        contents: .pictures(
          try listPictures(at: path, options: listing, title: "Gallery", isQuiet: isQuiet)))
    }
    let file = try GalleryFile(
      folder: path, model: models.backboneDigest.hexadecimal, shape: models.backbone.shape)
    return PreparedGallery(
      path: path, contents: .enrolled(file),
      isAsEnrolled: galleryCheck.isDeferred(faces: file.entries.count))
  }

  /// Returns the faces of pictures, or of a folder that `enroll` wrote. Changed pictures are computed
  /// again. The notes for reports are also written to standard error.
  ///
  /// - Parameter needsLandmarks: Whether to leave out and list pictures without usable landmarks.
  package func gallery(_ prepared: PreparedGallery, needsLandmarks: Bool) throws -> OpenedGallery {
    let path = prepared.path
    let opened =
      switch prepared.contents {
      case .pictures(let listing): try computed(listing, path: path)
      case .enrolled(let file) where prepared.isAsEnrolled: try untouched(file)
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
        guard try landmarks.hasLandmarks(at: location, entry.face) else {
          throw LandmarksMissing(path: entry.path)
        }
      } catch {
        let failure = PictureFailure(path: entry.path, reason: "\(error)")
        if isStrict { throw StrictFailure(failure) }
        failures[index] = failure
      }
    }
    guard failures.count < opened.gallery.entries.count else {
      throw JobError("None of the pictures of the gallery '\(path)' has landmarks. \(failures[0]!)")
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

  /// Opens a gallery as it was enrolled, without a look at its pictures.
  private func untouched(_ file: GalleryFile) throws -> OpenedGallery {
    var notes: [String] = []
    if file.origin != models.gallerySource.origin {
      notes.append(
        "The gallery was enrolled from \(file.origin). The queries are \(models.querySource.origin)."
      )
    }
    notes.append(
      """
      The gallery of \(file.entries.count) faces is used as it was enrolled: each picture that is shown \
      is compared with its SHA-256, and the others were not read again.
      """)
    var gallery = try file.gallery(shape: models.backbone.shape)
    gallery.isAsEnrolled = true
    return OpenedGallery(gallery: gallery, failures: [], origin: file.origin, notes: notes)
  }

  private func enrolled(_ file: GalleryFile, path: String) throws -> OpenedGallery {
    let source = models.gallerySource
    var builder = GalleryBuilder(backbone: models.backbone, source: source, isStrict: isStrict)
    builder.precision = file.precision
    // An enrolled gallery keeps its own way of cutting out faces, so crops may be searched with
    // photographs.
    var notes: [String] = []
    if file.origin != source.origin {
      notes.append(
        "The gallery was enrolled from \(file.origin). The queries are \(models.querySource.origin)."
      )
      guard let own = models.source(like: file.origin) else {
        notes.append(
          """
          Without the gallery's detector, the program cannot know whether its pictures changed. It \
          uses the features as enrolled.
          """)
        return try asEnrolled(file, notes: notes)
      }
      builder = GalleryBuilder(backbone: models.backbone, source: own, isStrict: isStrict)
      builder.precision = file.precision
    }
    // Read as it was enrolled, because the options here concern pictures that are not enrolled yet.
    guard let listing = try? PictureList.listing(at: file.source, options: file.options) else {
      return try asEnrolled(
        file,
        notes: notes + [
          """
          The gallery's pictures are not at '\(file.source)' any more. The program uses the features \
          as enrolled and cannot know whether a picture changed. If the pictures moved, run 'facet \
          enroll NEWPLACE -o \(path)'.
          """
        ], isWithoutPictures: true)
    }
    let (gallery, summary) = try build(builder, listing.pictures, earlier: file, path: path)
    if summary.hasChanges {
      notes.append(
        """
        The gallery's pictures changed since they were enrolled: \(summary.computed) new or \
        changed, computed for this run\(named(summary.changed)); \(summary.gone.count) \
        missing\(named(summary.gone)). Run 'facet enroll' to update the gallery.
        """)
    }
    let gone = summary.gone.map {
      PictureFailure(
        path: $0,
        reason: """
          The picture was enrolled in '\(path)' and is missing, so it is not ranked. Restore it, or \
          run 'facet enroll' again.
          """)
    }
    return OpenedGallery(
      gallery: gallery, failures: summary.failures + gone, origin: file.origin, notes: notes,
      passedOver: listing.passedOver)
  }

  /// Opens the gallery without reading the pictures; missing ones are counted and named.
  private func asEnrolled(
    _ file: GalleryFile, notes: [String], isWithoutPictures: Bool = false
  ) throws -> OpenedGallery {
    let gone = zip(file.entries, file.locations).filter { !PictureFile.isPresent($0.1) }
      .map(\.0.path)
    var notes = notes
    if !gone.isEmpty && !isWithoutPictures {
      notes.append(
        """
        \(gone.count) of the gallery's pictures cannot be shown because \
        \(gone.count == 1 ? "it is" : "they are") missing\(named(gone)).
        """)
    }
    return OpenedGallery(
      gallery: try file.gallery(shape: models.backbone.shape), failures: [], origin: file.origin,
      notes: notes, isWithoutPictures: !gone.isEmpty)
  }

  /// Returns " ('a.png', 'b.png' and 3 more)"; empty without names.
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
        "None of the pictures of the gallery '\(path)' could be used. "
          + "\(result.summary.failures.first?.description ?? "")")
    }
    return result
  }

  /// What comes before the network: aligned faces are only decoded.
  package var readingStage: String {
    if case .aligned = models.querySource { "decode" } else { "decode and align" }
  }

  /// Opens queries in blocks and passes each block on, so that memory does not grow with their number.
  ///
  /// - Parameters:
  ///   - first: The place in the list to begin at, a multiple of `size`.
  ///   - failed: Takes each picture that could not be opened, as soon as it fails.
  ///   - body: Takes the queries of a block and the number of pictures done after it.
  package func forEachBlock(
    of pictures: [ListedPicture], size: Int, from first: Int = 0,
    failed: (PictureFailure) throws -> Void,
    _ body: (_ queries: [Query], _ times: FaceReader.Times, _ done: Int) throws -> Void
  ) throws {
    let reader = FaceReader(backbone: models.backbone, source: models.querySource)
    for start in stride(from: first, to: pictures.count, by: size) {
      let block = Array(pictures[start..<min(start + size, pictures.count)])
      let (outcomes, times) = try reader.timedFaces(of: block)
      var queries: [Query] = []
      for outcome in outcomes {
        switch outcome {
        case .computed(let face):
          queries.append(Query(face, shape: models.backbone.shape, first: start))
        case .failed(let failure):
          if isStrict { throw StrictFailure(failure) }
          try failed(failure)
        case .known: preconditionFailure("nothing is known beforehand")
        }
      }
      try body(queries, times, start + block.count)
    }
  }
}
