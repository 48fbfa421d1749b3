extension Query {
  /// Creates a query from a face of a gallery, with the gallery's precision.
  package init(_ index: Int, of gallery: Gallery) {
    let entry = gallery.entries[index]
    listed = ListedPicture(
      path: entry.path, location: gallery.locations[index], label: entry.label)
    sha256 = entry.sha256
    width = entry.width
    height = entry.height
    sighting = entry.face
    detection = nil
    name = entry.path
    embedding = Array(gallery.embeddings.row(index))
    patches = gallery.patches(of: index)
    networkOutput = gallery.networkOutputs([index])
    descriptor = gallery.descriptor(of: index)
  }
}
