import Basics
import Datasets
import Faces
import Networks
import Pictures
import Tensors

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A gallery on disk: a folder with `entries.jsonl` and `features-00001-of-000NN.safetensors`.
///
/// Each features file holds `embedding` F32 `[n, d]`, `descriptor` F32 `[n, C]`, `patches` F16
/// `[n, N, C]`, all with rows of length 1, and `lengths` F32 `[n, N]`, the lengths that the patches
/// had. With `--patches int8` the patches are I8 `[n, N, C]` beside `peaks` F16 `[n, N]`, see
/// `PatchCodes`. `entries.index` follows from `entries.jsonl`, see `EntryIndex`. Metadata name the model's digest, the grid, the program's version, the source of the
/// pictures, a digest of the entries it belongs to, the format, and checksums over the numbers: one for
/// each 256 embeddings, one for the rest of each face. What is used is checked before its first use.
/// In the first format, which is still read, one checksum stands over all numbers of a file.
package struct GalleryFile: Sendable {
  /// The number of pictures per features file: 90 MB for 42 patches of 512 numbers.
  package static let picturesPerPart = 2048

  /// Of features files that are written now.
  static let format = 2
  static let formatKey = "facet.format"
  static let gridKey = "facet.grid"
  /// The digest of the entries of a part.
  static let entriesKey = "facet.entries"
  /// Of the first format.
  static let checksumKey = "facet.checksum"
  static let embeddingChecksumsKey = "facet.checksums.embeddings"
  static let faceChecksumsKey = "facet.checksums.faces"
  /// How many embeddings have a checksum together.
  static let embeddingsPerBlock = 256

  package let folder: String
  package let entries: GalleryEntries
  /// How the patches are stored.
  package let precision: PatchPrecision
  /// The digest of the model that computed the features.
  package let modelDigest: String
  /// The absolute PATH that was enrolled.
  package let source: String
  /// The options with which that PATH was read.
  package let options: ListingOptions
  /// The origin of the faces in its pictures.
  package let origin: FaceOrigin
  /// The part of the pictures that these are; `nil` for a whole gallery. Part of a gallery is not
  /// searched: `facet merge` makes the whole one.
  package let shard: Shard?
  /// The absolute folder that the entries' paths are relative to.
  private let base: String
  private let parts: [MappedPart]
  var partCount: Int { parts.count }

  package static func isGallery(_ path: String) -> Bool {
    FileStatus(of: joined(path, "entries.jsonl")) != nil
  }

  static func partPath(_ folder: String, part: Int, of count: Int) -> String {
    func digits(_ number: Int) -> String {
      let text = String(number)
      return String(repeating: "0", count: max(0, 5 - text.count)) + text
    }
    return "\(folder)/features-\(digits(part))-of-\(digits(count)).safetensors"
  }

  /// Returns whether a file has the name of a part, as in `partPath`.
  package static func isPartName(_ name: String) -> Bool {
    let (start, end) = ("features-", ".safetensors")
    guard name.hasPrefix(start), name.hasSuffix(end) else { return false }
    let middle = name.utf8.dropFirst(start.utf8.count).dropLast(end.utf8.count)
    let counts = middle.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    return counts.count == 3 && counts[1].elementsEqual("of".utf8)
      && [counts[0], counts[2]].allSatisfy { number in
        number.count >= 5 && number.allSatisfy { (48...57).contains($0) }
      }
  }

  /// Opens a gallery and checks that entries, features and model belong together. Numbers are checked
  /// when they are used, or by `checkWhole`; in the first format, here.
  ///
  /// - Parameter takesShard: Whether a part of a gallery may be opened, as for enrolling it again.
  package init(
    folder: String, model: String, shape: BackboneShape, takesShard: Bool = false
  ) throws {
    self.folder = folder
    let entriesPath = folder + "/entries.jsonl"
    let entries = try Self.entries(of: folder)
    let counts = entries.partCounts
    let starts = counts.reduce(into: [0]) { $0.append($0.last! + $1) }
    let opened = collectInParallel(count: counts.count) { place, _ in
      Result {
        let path = Self.partPath(folder, part: place + 1, of: counts.count)
        guard FileStatus(of: path) != nil else { throw GalleryError.missingPart(file: path) }
        let file = try SafetensorsFile(path: path)
        let identity = try GalleryIdentity(of: file)
        if let shard = identity.shard, !takesShard {
          throw GalleryError.shard(folder: folder, shard)
        }
        guard identity.model == model else {
          throw GalleryError.otherModel(folder: folder, gallery: identity.model, model: model)
        }
        let own = starts[place]..<starts[place + 1]
        guard file.metadata[Self.entriesKey] == entries.digest(of: own).hexadecimal else {
          throw GalleryError.mixed(folder: folder)
        }
        let part = try MappedPart(
          file, count: own.count, widths: FeatureWidths(shape, identity.precision)
        ) { entries.path(of: own.lowerBound + $0) }
        return (part: part, identity: identity, base: file.metadata[Self.baseKey])
      }
    }
    let parts = try opened.map { try $0.get() }
    guard let last = parts.last else {
      throw GalleryError.wrongLine(file: entriesPath, line: 1, reason: "the file is empty.")
    }
    guard parts.allSatisfy({ $0.identity.precision == last.identity.precision }) else {
      throw GalleryError.mixed(folder: folder)
    }
    self.entries = entries
    self.parts = parts.map(\.part)
    precision = last.identity.precision
    base = last.base ?? last.identity.source
    source = last.identity.source
    options = last.identity.options
    origin = last.identity.origin
    shard = last.identity.shard
    modelDigest = model
  }

  /// The path of each picture at the time of enrollment.
  package var locations: GalleryLocations { GalleryLocations(of: entries, base: base) }

  /// Returns whether the pictures were enrolled from this PATH with these options.
  package func isAt(_ source: String, _ options: ListingOptions) -> Bool {
    self.source.hasSameBytes(as: source) && self.options == options
  }

  /// The gallery as it was enrolled, without looking at the pictures.
  ///
  /// - Throws: `GalleryError.wrongPart` where embeddings are damaged.
  package func gallery(shape: BackboneShape) throws -> Gallery {
    try Gallery(
      entries: entries, locations: locations,
      places: parts.flatMap { part in
        (0..<part.count).map { Gallery.Place(part: part, row: $0) }
      }, grid: shape.grid, channels: shape.patchChannels,
      embeddingSize: shape.embeddingSize, precision: precision)
  }

  /// Checks every number of the gallery, side by side.
  ///
  /// - Throws: `GalleryError.wrongPart` for the first that is damaged.
  package func checkWhole() throws { try Self.check(parts) }

  static func check(_ parts: [MappedPart]) throws {
    for part in parts {
      try checkInParallel(count: part.embeddingBlockCount) { try part.checkEmbeddings(block: $0) }
      try checkInParallel(count: part.count, grain: 8) { try part.checkFace(row: $0) }
    }
  }

  /// Checks every number of a gallery whatever its model; for those who have no model to open it with.
  ///
  /// - Throws: As `init`, except that every model is the right one.
  package static func checkWhole(folder: String) throws {
    let entries = GalleryEntries(try readEntries(folder + "/entries.jsonl"))
    if let index = EntryIndex(folder: folder), GalleryEntries(index) != entries {
      throw GalleryError.wrongIndex(folder: folder)
    }
    let counts = entries.partCounts
    var start = 0
    for (place, count) in counts.enumerated() {
      let path = partPath(folder, part: place + 1, of: counts.count)
      guard FileStatus(of: path) != nil else { throw GalleryError.missingPart(file: path) }
      let file = try SafetensorsFile(path: path)
      let own = start..<start + count
      start += count
      guard file.metadata[entriesKey] == entries.digest(of: own).hexadecimal else {
        throw GalleryError.mixed(folder: folder)
      }
      try check([
        MappedPart(file, count: count, widths: FeatureWidths(of: file)) {
          entries.path(of: own.lowerBound + $0)
        }
      ])
    }
  }

  /// The checksums that a features file's numbers should have, by their keys in its metadata.
  ///
  /// - Throws: `GalleryError.wrongPart`, `SafetensorsError` where its tensors are not those of features.
  package static func checksums(of file: SafetensorsFile) throws -> [String: String] {
    let sums = try MappedPart.checksums(
      of: file, widths: FeatureWidths(of: file), count: file.entry(named: "embedding")!.shape[0])
    return [
      embeddingChecksumsKey: BlockChecksum.text(sums.embeddings),
      faceChecksumsKey: BlockChecksum.text(sums.faces),
    ]
  }

  /// Where each picture of a gallery was when it was enrolled, by its path in the gallery; for those who
  /// have no model to open the gallery with.
  ///
  /// - Throws: The errors of `init`, except those of the features.
  package static func pictureLocations(folder: String) throws -> [PathKey: String] {
    let entries = try Self.entries(of: folder)
    let count = entries.partCounts.count
    guard count > 0 else { return [:] }
    let metadata = try SafetensorsFile(path: partPath(folder, part: 1, of: count)).metadata
    guard let base = metadata[baseKey] ?? metadata["facet.source"] else { return [:] }
    return Dictionary(
      entries.indices.map {
        let path = entries.path(of: $0)
        return (PathKey(path), location(of: path, base: base))
      }
    ) { first, _ in first }
  }

  static func location(of path: String, base: String) -> String {
    withEnding(path.hasBytePrefix("/") ? path : joined(base, path))
  }

  func place(of entry: GalleryEntry) -> Gallery.Place {
    Gallery.Place(part: parts[entry.part - 1], row: entry.row)
  }

  /// Writes `entries.index` and then `entries.jsonl`, which completes a gallery whose features files are
  /// already written.
  static func write(entries: [GalleryEntry], folder: String) throws {
    let lines = Array(try lines(of: entries).utf8)
    try AtomicFile.write(
      EntryIndex.bytes(of: entries, lines: lines), to: "\(folder)/\(EntryIndex.fileName)")
    try AtomicFile.write(lines, to: folder + "/entries.jsonl")
  }

  /// Adds the index of a gallery that an earlier version wrote, or whose index is damaged.
  package func completeIndex() throws {
    guard entries.index == nil else { return }
    let lines = try readFile(folder + "/entries.jsonl", limit: 1 << 33)
    try AtomicFile.write(
      EntryIndex.bytes(of: Array(entries), lines: lines),
      to: "\(folder)/\(EntryIndex.fileName)")
  }

  /// The entries of a gallery, from its index if there is one.
  static func entries(of folder: String) throws -> GalleryEntries {
    if let index = EntryIndex(folder: folder) { return GalleryEntries(index) }
    return GalleryEntries(try readEntries(folder + "/entries.jsonl"))
  }

  static func lines(of entries: some Sequence<GalleryEntry>) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var text = ""
    for entry in entries {
      text += String(decoding: try encoder.encode(entry), as: UTF8.self) + "\n"
    }
    return text
  }

  static func readEntries(_ path: String) throws -> [GalleryEntry] {
    try entries(in: try readFile(path, limit: 1 << 33)[...], of: path)
  }

  /// - Parameters:
  ///   - path: The file that the bytes are of.
  ///   - first: The number of the first part.
  static func entries(
    in bytes: ArraySlice<UInt8>, of path: String, first: Int = 1
  ) throws -> [GalleryEntry] {
    let lines = bytes.split(separator: 10)
    let size = 256
    let decoded = collectInParallel(count: (lines.count + size - 1) / size) { block, _ in
      let decoder = JSONDecoder()
      return lines[block * size..<min((block + 1) * size, lines.count)].map { line in
        try? decoder.decode(GalleryEntry.self, from: Data(line))
      }
    }
    var entries: [GalleryEntry] = []
    entries.reserveCapacity(lines.count)
    for (index, entry) in decoded.joined().enumerated() {
      guard let entry else {
        throw GalleryError.wrongLine(file: path, line: index + 1, reason: "it is not as written.")
      }
      let sides = 1...Picture.maximumSide
      guard sides.contains(entry.width), sides.contains(entry.height) else {
        throw GalleryError.wrongLine(
          file: path, line: index + 1,
          reason: "\(entry.width) x \(entry.height) pixels are impossible.")
      }
      let last = entries.last
      let follows =
        entry.part == last?.part
        ? entry.row == last!.row + 1 : entry.part == (last?.part ?? first - 1) + 1 && entry.row == 0
      guard follows else {
        throw GalleryError.wrongLine(
          file: path, line: index + 1, reason: "its part and row do not follow the previous line.")
      }
      entries.append(entry)
    }
    return entries
  }

  static func digest(of entries: some Sequence<GalleryEntry>) -> String {
    SHA256.digest(of: Array(entries.map(\.sha256.hexadecimal).joined(separator: "\n").utf8))
      .hexadecimal
  }
}
