import Basics
import Datasets
import Faces
import Networks

/// A builder of galleries from pictures, which computes only features that an earlier gallery
/// lacks.
package struct GalleryBuilder: Sendable {
  package let reader: FaceReader
  /// Whether the first picture that fails ends the work with a `StrictFailure`.
  package let isStrict: Bool
  /// How the patches are stored.
  package var precision = PatchPrecision.float16
  /// The number of faces per features file.
  var picturesPerPart = GalleryFile.picturesPerPart

  package init(backbone: any Backbone, source: FaceExtraction = .aligned, isStrict: Bool = false) {
    reader = FaceReader(backbone: backbone, source: source, purpose: .gallery)
    self.isStrict = isStrict
  }

  /// The outcome for the pictures.
  package struct Summary: Sendable, Equatable {
    package var computed = 0
    package var reused = 0
    /// The number of faces that an interrupted run had computed.
    package var resumed = 0
    /// The number of entries of the earlier gallery that were removed or replaced.
    package var dropped = 0
    package var failures: [PictureFailure] = []
    /// The boxes that the detector found and that are not used; for known pictures, as recorded
    /// earlier.
    package var doubtful: [DoubtfulSighting] = []
    /// The pictures of the earlier gallery whose bytes are no longer among the pictures.
    package var gone: [String] = []
    /// The pictures of the earlier gallery that have other bytes now.
    package var changed: [String] = []

    package init(computed: Int = 0, reused: Int = 0, resumed: Int = 0, dropped: Int = 0) {
      self.computed = computed
      self.reused = reused
      self.resumed = resumed
      self.dropped = dropped
    }

    package var hasChanges: Bool { computed > 0 || dropped > 0 }
  }

  /// Returns a gallery in memory; features that `earlier` has are read from its files.
  ///
  /// - Parameter progress: Called with the number of finished pictures.
  package func gallery(
    of pictures: [ListedPicture], earlier: GalleryFile?, progress: (Int) -> Void
  ) throws -> (gallery: Gallery, summary: Summary) {
    let shape = reader.backbone.shape
    var rows = FeatureRows(shape: shape, precision: precision)
    var entries: [GalleryEntry] = []
    var locations: [String] = []
    /// The positions in files; `nil` for the next row in memory.
    var places: [Gallery.Place?] = []
    let known = KnownFaces(earlier: earlier, unfinished: nil)
    let summary = try run(
      pictures, earlier: earlier, known: known, progress: progress, endBatch: {}
    ) { outcome in
      switch outcome {
      case .computed(let face):
        entries.append(entry(of: face, part: 0, row: rows.count))
        locations.append(face.listed.location)
        places.append(nil)
        rows.append(face.features)
      case .known(let listed, let entry):
        entries.append(self.entry(of: entry, listed: listed, part: entry.part, row: entry.row))
        locations.append(listed.location)
        places.append(known.place(of: entry))
      case .failed: break
      }
    }
    let part = MemoryPart(rows)
    var row = 0
    let all = places.map { place in
      if let place { return place }
      defer { row += 1 }
      return Gallery.Place(part: part, row: row)
    }
    return (
      try Gallery(
        entries: GalleryEntries(entries), locations: GalleryLocations(locations), places: all,
        grid: shape.grid, channels: shape.patchChannels, embeddingSize: shape.embeddingSize,
        precision: precision), summary
    )
  }

  /// Writes or updates a gallery folder, which must be locked. Nothing is written if nothing changed,
  /// or if no picture could be used. A run that is interrupted leaves what it computed, and the next
  /// one takes it over.
  ///
  /// - Parameters:
  ///   - source: The absolute PATH of the pictures.
  ///   - options: The options for reading that PATH again; the root is absolute.
  ///   - model: The digest of the backbone's file.
  ///   - shard: The part of the pictures that these are; `nil` for all.
  package func enroll(
    _ pictures: [ListedPicture], source: String, options: ListingOptions = ListingOptions(),
    folder: String, model: String, programVersion: String, shard: Shard? = nil,
    earlier: GalleryFile?, progress: (Int) -> Void
  ) throws -> Summary {
    try makeFolders(folder)
    let identity = GalleryIdentity(
      model: model, programVersion: programVersion, source: source, options: options,
      origin: reader.source.origin, precision: precision, shard: shard)
    let known = KnownFaces(
      earlier: earlier,
      unfinished: UnfinishedGallery.open(
        folder: folder, identity: identity, shape: reader.backbone.shape))
    let parts = PartWriter(
      folder: folder, identity: identity,
      rows: FeatureRows(shape: reader.backbone.shape, precision: precision),
      picturesPerPart: picturesPerPart)
    let summary = try run(
      pictures, earlier: earlier, known: known, progress: progress, endBatch: parts.endBatch
    ) { outcome in
      switch outcome {
      case .computed(let face):
        try parts.append(entry(of: face, part: 0, row: 0), face.features)
      case .known(let listed, let entry):
        try parts.append(
          self.entry(of: entry, listed: listed, part: 0, row: 0), copying: known.place(of: entry))
      case .failed: break
      }
    }
    // An earlier gallery is not replaced by an empty one.
    guard !parts.isEmpty else { return summary }
    if let earlier, parts.matches(earlier.entries), earlier.isAt(source, options) {
      UnfinishedGallery.remove(from: folder)
      try earlier.completeIndex()
      return summary
    }
    try parts.finish()
    return summary
  }

  /// Processes the pictures in batches.
  private func run(
    _ pictures: [ListedPicture], earlier: GalleryFile?, known: KnownFaces,
    progress: (Int) -> Void, endBatch: () -> Void,
    _ take: (FaceReader.Outcome) throws -> Void
  ) throws -> Summary {
    var summary = Summary()
    var sightings: [(path: String, sighting: FoundFace?)] = []
    /// The digest of each picture that is used.
    var taken: [PathKey: SHA256Digest] = [:]
    var done = 0
    for start in stride(from: 0, to: pictures.count, by: FaceReader.batchSize) {
      try Interruption.check()
      let batch = Array(pictures[start..<min(start + FaceReader.batchSize, pictures.count)])
      for outcome in try reader.faces(of: batch, known: known.batch(of: batch)) {
        switch outcome {
        case .computed(let face):
          summary.computed += 1
          sightings.append((face.listed.path, face.sighting))
          taken[PathKey(face.listed.path)] = face.sha256
        case .known(let listed, let entry):
          if known.isUnfinished(entry) {
            summary.resumed += 1
          } else {
            summary.reused += 1
          }
          sightings.append((listed.path, entry.face))
          taken[PathKey(listed.path)] = entry.sha256
        case .failed(let failure):
          if isStrict { throw StrictFailure(failure) }
          summary.failures.append(failure)
        }
        try take(outcome)
      }
      endBatch()
      done += batch.count
      progress(done)
    }
    summary.doubtful = DoubtfulSighting.all(of: sightings)
    if let earlier {
      (summary.gone, summary.changed) = Self.lost(of: earlier, pictures, taken)
      summary.dropped = summary.gone.count + summary.changed.count
    }
    return summary
  }

  /// Returns the pictures of an earlier gallery that changed or are missing. A renamed picture is
  /// neither.
  private static func lost(
    of earlier: GalleryFile, _ pictures: [ListedPicture], _ taken: [PathKey: SHA256Digest]
  ) -> (gone: [String], changed: [String]) {
    let listed = Set(pictures.map { PathKey($0.path) })
    var entries: [PathKey: SHA256Digest] = [:]
    for entry in earlier.entries { entries[PathKey(entry.path)] = entry.sha256 }
    // Each new name for known bytes accounts for one old name.
    var spare: [SHA256Digest: Int] = [:]
    for (path, digest) in taken where entries[path] != digest { spare[digest, default: 0] += 1 }
    var gone: [String] = []
    var changed: [String] = []
    for (path, digest) in entries.sorted(by: { $0.key < $1.key }) where taken[path] != digest {
      if let left = spare[digest], left > 0 {
        spare[digest] = left - 1
      } else if listed.contains(path) {
        changed.append(path.path)
      } else {
        gone.append(path.path)
      }
    }
    return (gone, changed)
  }

  private func entry(of face: FaceReader.Face, part: Int, row: Int) -> GalleryEntry {
    GalleryEntry(
      path: face.listed.path, label: face.listed.label, sha256: face.sha256, width: face.width,
      height: face.height, part: part, row: row, face: face.sighting)
  }

  private func entry(of known: GalleryEntry, listed: ListedPicture, part: Int, row: Int)
    -> GalleryEntry
  {
    GalleryEntry(
      path: listed.path, label: listed.label, sha256: known.sha256, width: known.width,
      height: known.height, part: part, row: row, face: known.face)
  }
}
