import Datasets

extension Query {
  /// A face of a gallery as a query, with the precision that the gallery keeps.
  ///
  /// - Throws: `GalleryError.wrongPart` where its features are damaged.
  package init(_ index: Int, of gallery: Gallery) throws {
    let entry = gallery.entries[index]
    listed = ListedPicture(
      path: entry.path, location: gallery.locations[index], label: entry.label)
    place = index
    sha256 = entry.sha256
    width = entry.width
    height = entry.height
    sighting = entry.face
    detection = nil
    name = entry.path
    embedding = Array(gallery.embeddings.row(index))
    embeddingLength = nil
    patches = try gallery.patches(of: index)
    networkOutput = try gallery.networkOutputs([index])
    descriptor = try gallery.descriptor(of: index)
  }
}
