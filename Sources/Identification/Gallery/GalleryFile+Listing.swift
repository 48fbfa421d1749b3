import Datasets

/// The options with which a gallery's PATH was read, stored in its features files.
extension GalleryFile {
  static let baseKey = "facet.base"
  private static let rootKey = "facet.root"
  private static let layoutKey = "facet.layout"
  private static let partKey = "facet.part"

  static func metadata(of options: ListingOptions, source: String) -> [String: String] {
    var metadata = [baseKey: PictureList.baseFolder(of: source)]
    if let root = options.root {
      metadata[rootKey] = root
      // A root affects only the paths of a list.
      if metadata[baseKey] != source { metadata[baseKey] = root }
    }
    if options.layout != .auto { metadata[layoutKey] = options.layout.rawValue }
    metadata[partKey] = options.part?.rawValue
    return metadata
  }

  static func options(in metadata: [String: String]) -> ListingOptions {
    ListingOptions(
      root: metadata[rootKey],
      layout: metadata[layoutKey].flatMap(PictureLayout.init) ?? .auto,
      part: metadata[partKey].flatMap(PicturePart.init))
  }
}
