import Basics
import Identification

/// The gallery pictures whose bytes the gallery contains more than once.
struct GalleryRepeats {
  /// The places of the others for each such picture, by its place.
  private var others: [Int: [Int]] = [:]
  private let entries: [GalleryEntry]

  /// - Complexity: O(n).
  init(_ gallery: Gallery) {
    entries = gallery.entries
    for places in Dictionary(grouping: entries.indices, by: { gallery.entries[$0].sha256 }).values
    where places.count > 1 {
      for place in places {
        // Several faces of one photograph are not a repetition.
        let rest = places.filter {
          !gallery.entries[$0].path.hasSameBytes(as: gallery.entries[place].path)
        }
        if !rest.isEmpty { others[place] = rest }
      }
    }
  }

  /// Returns important notes on gallery pictures, in their order.
  func notes(for places: Set<Int>) -> [String] {
    var said: Set<SHA256Digest> = []
    return places.sorted().compactMap { place in
      guard let rest = others[place], said.insert(entries[place].sha256).inserted else {
        return nil
      }
      let entry = entries[place]
      let names = rest.map { other in
        let label = entries[other].label
        return label == entry.label
          ? "'\(entries[other].path)'"
          : "'\(entries[other].path)' (\(label.map { "label '\($0)'" } ?? "no label"))"
      }
      let label = entry.label.map { ", label '\($0)'," } ?? ""
      return """
        The gallery contains the picture '\(entry.path)'\(label) more than once, with the same bytes: \
        also as \(names.named()).
        """
    }
  }
}
