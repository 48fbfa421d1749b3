import Basics
import Datasets
import Faces

/// The shards of a gallery, which give the same files as one run over all pictures.
package struct GalleryShards {
  /// In the order of the shards; `nil` for one without a face.
  private let files: [GalleryShardFile?]
  package let count: Int
  package let doubtful: [DoubtfulSighting]

  /// Opens the galleries of all shards.
  ///
  /// - Parameter folders: In the order of the shards, with the numbers of their faces.
  /// - Throws: `GalleryError`, also where two shards were not made alike.
  package init(_ folders: [(folder: String, count: Int)]) throws {
    files = try folders.map { folder, count in
      count == 0 ? nil : try GalleryShardFile(folder: folder)
    }
    let present = files.compactMap(\.self)
    for file in present
    where file.widths != present[0].widths || file.grid != present[0].grid
      || file.identity.unsharded != present[0].identity.unsharded
    {
      throw GalleryError.otherShard(folder: file.folder, first: present[0].folder)
    }
    for (file, expected) in zip(files, folders) {
      guard let file, file.entries.count != expected.count else { continue }
      throw GalleryError.mixed(folder: file.folder)
    }
    count = folders.reduce(0) { $0 + $1.count }
    doubtful = DoubtfulSighting.all(of: present.flatMap { $0.entries.sightings })
  }

  /// Writes the whole gallery into a folder, which must be locked.
  ///
  /// - Precondition: There is a face.
  /// - Parameter progress: Called with the number of faces that are copied.
  package func merge(into folder: String, progress: (Int) -> Void) throws {
    let first = files.lazy.compactMap(\.self).first!
    UnfinishedGallery.remove(from: folder)
    let parts = PartWriter(
      folder: folder, identity: first.identity.unsharded,
      rows: FeatureRows(
        grid: first.grid, channels: first.widths.channels, embeddingSize: first.widths.embedding,
        precision: first.widths.precision))
    var done = 0
    for case let file? in files {
      for entry in file.entries {
        try parts.append(entry, copying: file.place(of: entry))
        done += 1
        if done % 256 == 0 {
          try Interruption.check()
          progress(done)
        }
      }
    }
    progress(done)
    try parts.finish()
  }
}
