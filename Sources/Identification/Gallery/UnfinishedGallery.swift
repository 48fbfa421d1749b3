import Basics
import Networks
import Tensors

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What an interrupted enrollment left in its folder: parts under hidden names, each with its entries
/// beside it.
///
/// ```
/// .features-WRITER-1.jsonl         {"whole":2048}, then a line for each face, as in entries.jsonl
/// .features-WRITER-1.safetensors   their features
/// ```
/// A later run takes over the features of those batches that are here as a whole. Pictures that are
/// opened together then are those that would have been without the interruption, so that the gallery
/// has the same bytes.
package struct UnfinishedGallery {
  /// In the order of the list; parts are counted from 1.
  package let entries: [GalleryEntry]
  private let parts: [MappedPart]

  private static let prefix = ".features-"
  private static let partEnding = ".safetensors"
  private static let entriesEnding = ".jsonl"

  private struct Header: Codable {
    /// How many faces of this part and those before it belong to whole batches.
    let whole: Int
  }

  /// The hidden place of a part that this process writes.
  static func path(_ folder: String, part: Int) -> String {
    "\(stem(folder, WriterName.own, part))\(partEnding)"
  }

  private static func stem(_ folder: String, _ writer: String, _ part: Int) -> String {
    "\(folder)/\(prefix)\(writer)-\(part)"
  }

  /// Writes the entries of a part that is about to be written.
  static func note(
    _ entries: some Sequence<GalleryEntry>, whole: Int, folder: String, part: Int
  ) throws {
    let header = String(decoding: try JSONEncoder().encode(Header(whole: whole)), as: UTF8.self)
    try AtomicFile.write(
      header + "\n" + (try GalleryFile.lines(of: entries)),
      to: stem(folder, WriterName.own, part) + entriesEnding)
  }

  /// Removes what is left of all runs; the folder must be locked.
  static func remove(from folder: String) {
    for name in names(in: folder) {
      try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
    }
  }

  private static func names(in folder: String) -> [String] {
    // With what a killed run has half-written.
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter {
      $0.hasPrefix(prefix) || $0.hasPrefix(".\(prefix)")
    }
  }

  /// Opens what the run that came farthest left, and removes what others left; the folder must be
  /// locked.
  ///
  /// - Returns: `nil` if there is nothing of use: damaged, of another model, or by another version.
  package static func open(
    folder: String, identity: GalleryIdentity, shape: BackboneShape
  ) -> UnfinishedGallery? {
    let names = names(in: folder)
    let writers = Set(
      names.compactMap { name -> String? in
        guard name.hasPrefix(prefix), name.hasSuffix(partEnding), let dash = name.lastIndex(of: "-")
        else { return nil }
        return String(name[..<dash].dropFirst(prefix.count))
      })
    // Of two runs that came equally far, always the same.
    let found = writers.sorted().map {
      (writer: $0, gallery: UnfinishedGallery(folder, $0, identity, shape))
    }
    let best = found.max { $0.gallery.entries.count < $1.gallery.entries.count }
    let kept = best.flatMap { $0.gallery.entries.isEmpty ? nil : $0 }
    for name in names
    where !(kept.map { name.hasPrefix("\(prefix)\($0.writer)-") } ?? false)
      || !(name.hasSuffix(partEnding) || name.hasSuffix(entriesEnding))
    {
      try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
    }
    return kept?.gallery
  }

  /// Opens the parts of a writer up to the first that cannot be used.
  private init(
    _ folder: String, _ writer: String, _ identity: GalleryIdentity, _ shape: BackboneShape
  ) {
    var entries: [GalleryEntry] = []
    var parts: [MappedPart] = []
    var whole = 0
    while let part = Self.part(
      Self.stem(folder, writer, parts.count + 1), number: parts.count + 1, identity, shape)
    {
      entries += part.entries
      parts.append(part.part)
      whole = part.whole
    }
    self.entries = Array(entries.prefix(max(0, whole)))
    self.parts = parts
  }

  private static func part(
    _ stem: String, number: Int, _ identity: GalleryIdentity, _ shape: BackboneShape
  ) -> (entries: [GalleryEntry], part: MappedPart, whole: Int)? {
    do {
      let path = stem + entriesEnding
      guard FileStatus(of: path) != nil, FileStatus(of: stem + partEnding) != nil else {
        return nil
      }
      let bytes = try readFile(path, limit: 1 << 31)
      guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
      let header = try JSONDecoder().decode(Header.self, from: Data(bytes[..<end]))
      let file = try SafetensorsFile(path: stem + partEnding)
      guard try GalleryIdentity(of: file) == identity else { return nil }
      let entries = try GalleryFile.entries(
        in: bytes[(end + 1)...], of: path, first: number)
      guard !entries.isEmpty, entries.last!.part == number,
        file.metadata[GalleryFile.entriesKey] == GalleryFile.digest(of: entries)
      else { return nil }
      let part = try MappedPart(
        file, count: entries.count, widths: FeatureWidths(shape, identity.precision)
      ) { entries[$0].path }
      try GalleryFile.check([part])
      return (entries, part, header.whole)
    } catch {
      return nil
    }
  }

  func place(of entry: GalleryEntry) -> Gallery.Place {
    Gallery.Place(part: parts[entry.part - 1], row: entry.row)
  }
}
