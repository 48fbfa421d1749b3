import Basics
import Identification

/// The gallery pictures whose bytes the gallery contains more than once.
struct GalleryRepeats: Sendable {
  /// The places of the others for each such picture, by its place; `nil` if the index finds them.
  private var others: [Int: [Int]]?
  private let entries: GalleryEntries

  /// - Complexity: O(n), of a gallery with an index that is used as enrolled O(1).
  init(_ gallery: Gallery) {
    entries = gallery.entries
    guard entries.index == nil || !gallery.isAsEnrolled else { return }
    var others: [Int: [Int]] = [:]
    for places in Dictionary(grouping: entries.indices, by: { gallery.entries.sha256(of: $0) })
      .values
    where places.count > 1 {
      for place in places {
        let rest = Self.others(of: place, among: places, gallery.entries)
        if !rest.isEmpty { others[place] = rest }
      }
    }
    self.others = others
  }

  /// Several faces of one photograph are not a repetition.
  private static func others(
    of place: Int, among places: [Int], _ entries: GalleryEntries
  ) -> [Int] {
    let path = entries.path(of: place)
    return places.filter { !entries.path(of: $0).hasSameBytes(as: path) }
  }

  private func others(of place: Int) -> [Int]? {
    if let others { return others[place] }
    let rest = Self.others(
      of: place, among: entries.index!.places(of: entries.sha256(of: place)), entries)
    return rest.isEmpty ? nil : rest
  }

  /// Returns important notes on gallery pictures, in their order.
  func notes(for places: Set<Int>) -> [String] {
    var said: Set<SHA256Digest> = []
    return places.sorted().compactMap { place in
      guard let rest = others(of: place), said.insert(entries.sha256(of: place)).inserted else {
        return nil
      }
      let entry = entries[place]
      let names = rest.map { other in
        let label = entries.label(of: other)
        return label == entry.label
          ? "'\(entries.path(of: other))'"
          : "'\(entries.path(of: other))' (\(label.map { "label '\($0)'" } ?? "no label"))"
      }
      let label = entry.label.map { ", label '\($0)'," } ?? ""
      return """
        The gallery contains the picture '\(entry.path)'\(label) more than once, with the same bytes: \
        also as \(names.named()).
        """
    }
  }
}
