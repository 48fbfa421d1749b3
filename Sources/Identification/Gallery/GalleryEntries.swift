import Basics
import Faces

/// The entries of a gallery in its order: in memory, or where they lie in an index, so that a gallery
/// of a million faces opens at once and only those entries are made that are looked at.
package struct GalleryEntries: RandomAccessCollection, Sendable {
  private enum Storage: Sendable {
    case list([GalleryEntry])
    case index(EntryIndex)
  }

  private let storage: Storage

  package init(_ entries: [GalleryEntry]) { storage = .list(entries) }

  init(_ index: EntryIndex) { storage = .index(index) }

  package var startIndex: Int { 0 }
  package var endIndex: Int {
    switch storage {
    case .list(let entries): entries.count
    case .index(let index): index.count
    }
  }

  package subscript(place: Int) -> GalleryEntry {
    switch storage {
    case .list(let entries): entries[place]
    case .index(let index): index.entry(place)
    }
  }

  /// The digest of a picture, without the rest of its entry; so do the following functions.
  package func sha256(of place: Int) -> SHA256Digest {
    switch storage {
    case .list(let entries): entries[place].sha256
    case .index(let index): index.sha256(of: place)
    }
  }

  package func label(of place: Int) -> String? {
    switch storage {
    case .list(let entries): entries[place].label
    case .index(let index): index.label(of: place)
    }
  }

  package func path(of place: Int) -> String {
    switch storage {
    case .list(let entries): entries[place].path
    case .index(let index): index.path(of: place)
    }
  }

  /// The index; `nil` if all entries are in memory.
  package var index: EntryIndex? {
    if case .index(let index) = storage { index } else { nil }
  }

  /// How many entries each part has, in the order of the parts.
  var partCounts: [Int] {
    if let index { return index.partCounts }
    var counts: [Int] = []
    for entry in self {
      if entry.part == counts.count { counts[counts.count - 1] += 1 } else { counts.append(1) }
    }
    return counts
  }

  /// The digest over the digests of some pictures, in hexadecimal digits, one a line.
  func digest(of places: Range<Int>) -> SHA256Digest {
    var hash = SHA256()
    let size = 1 << 14
    for start in stride(from: places.lowerBound, to: places.upperBound, by: size) {
      let end = Swift.min(start + size, places.upperBound)
      hash.update(
        SHA256Digest.lines((start..<end).map(sha256), hasEnd: end < places.upperBound))
    }
    return hash.finalize()
  }

  /// The pictures whose boxes are not used, with what was found in them.
  var sightings: [(path: String, sighting: FoundFace?)] {
    guard let index else { return map { ($0.path, $0.face) } }
    return index.doubtful.map { place in
      let entry = index.entry(place)
      return (entry.path, entry.face)
    }
  }

  /// Paths and labels that have characters other than those of ASCII.
  package var textsBeyondASCII: [String] {
    if let index, index.isASCII { return [] }
    return flatMap { [$0.label, $0.path] }.compactMap(\.self).filter { text in
      text.utf8.contains { $0 >= 128 }
    }
  }
}

extension GalleryEntries: Equatable {
  package static func == (one: Self, other: Self) -> Bool { one.elementsEqual(other) }
}

/// Where the pictures of a gallery were when it was enrolled, in its order.
package struct GalleryLocations: RandomAccessCollection, Sendable {
  private enum Storage: Sendable {
    case list([String])
    /// Entries and the absolute folder that their paths are relative to.
    case below(String, GalleryEntries)
  }

  private let storage: Storage

  init(_ locations: [String]) { storage = .list(locations) }

  init(of entries: GalleryEntries, base: String) { storage = .below(base, entries) }

  package var startIndex: Int { 0 }
  package var endIndex: Int {
    switch storage {
    case .list(let locations): locations.count
    case .below(_, let entries): entries.count
    }
  }

  package subscript(place: Int) -> String {
    switch storage {
    case .list(let locations): locations[place]
    case .below(let base, let entries):
      GalleryFile.location(of: entries.path(of: place), base: base)
    }
  }

  /// The folder that paths are relative to; `nil` for pictures that are listed one by one.
  var base: String? { if case .below(let base, _) = storage { base } else { nil } }
}
