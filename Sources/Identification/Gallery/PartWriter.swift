import Basics
import Networks
import Tensors

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A writer of features, part by part, so that only one part is in memory at a time.
///
/// The parts have hidden names until `finish`, because their final names contain their number. Beside
/// each lie its entries, so that a later run can take over what an interrupted one computed; see
/// `UnfinishedGallery`.
final class PartWriter {
  private let folder: String
  private let identity: GalleryIdentity
  private let picturesPerPart: Int
  private var rows: FeatureRows
  private var entries: [GalleryEntry] = []
  private var partCount = 0
  /// The number of entries when the last whole batch was taken.
  private var wholeCount = 0

  /// - Parameter rows: Rows of the gallery's widths, none yet.
  init(
    folder: String, identity: GalleryIdentity, rows: FeatureRows,
    picturesPerPart: Int = GalleryFile.picturesPerPart
  ) {
    self.folder = folder
    self.identity = identity
    self.rows = rows
    self.picturesPerPart = picturesPerPart
  }

  func append(_ entry: GalleryEntry, _ features: FaceFeatures) throws {
    rows.append(features)
    try take(entry)
  }

  func append(_ entry: GalleryEntry, copying place: Gallery.Place) throws {
    try rows.append(copying: place)
    try take(entry)
  }

  private func take(_ entry: GalleryEntry) throws {
    var entry = entry
    entry.part = partCount + 1
    entry.row = rows.count - 1
    entries.append(entry)
    if rows.count == picturesPerPart { try writePart() }
  }

  /// All faces of the pictures that were opened together are taken.
  func endBatch() { wholeCount = entries.count }

  var isEmpty: Bool { entries.isEmpty }
  var count: Int { entries.count }

  /// Returns whether these are the pictures of an earlier gallery, so that nothing needs to be
  /// written.
  func matches(_ earlier: GalleryEntries) -> Bool {
    // Strings are equal if they look the same, so a renamed picture may still need to be written.
    entries.count == earlier.count && earlier.elementsEqual(entries)
      && zip(entries, earlier).allSatisfy {
        $0.path.hasSameBytes(as: $1.path) && ($0.label ?? "").hasSameBytes(as: $1.label ?? "")
      }
  }

  /// Moves all parts and then the entries to their places, and removes the parts of an earlier
  /// gallery and of unfinished runs.
  func finish() throws {
    if rows.count > 0 { try writePart() }
    var names: Set<String> = []
    for part in 1..<partCount + 1 {
      let path = GalleryFile.partPath(folder, part: part, of: partCount)
      try moveFile(UnfinishedGallery.path(folder, part: part), to: path)
      names.insert(String(path.dropFirst(folder.count + 1)))
    }
    try GalleryFile.write(entries: entries, folder: folder)
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    where GalleryFile.isPartName(name) && !names.contains(name) {
      try? FileManager.default.removeItem(atPath: folder + "/" + name)
    }
    UnfinishedGallery.remove(from: folder)
  }

  private func writePart() throws {
    partCount += 1
    let own = entries.suffix(rows.count)
    try UnfinishedGallery.note(own, whole: wholeCount, folder: folder, part: partCount)
    let count = rows.count
    let writer = try SafetensorsWriter(
      path: UnfinishedGallery.path(folder, part: partCount),
      entries: FeatureWidths(of: rows).tensors(count: count),
      metadata: [
        GalleryFile.entriesKey: GalleryFile.digest(of: own),
        GalleryFile.gridKey: rows.grid.description,
        GalleryFile.formatKey: String(GalleryFile.format),
        GalleryFile.embeddingChecksumsKey: BlockChecksum.text(rows.embeddingChecksums),
        GalleryFile.faceChecksumsKey: BlockChecksum.text(rows.faceChecksums),
      ].merging(identity.metadata) { first, _ in first })
    try writer.append(rows.embeddings, to: "embedding")
    try writer.append(rows.descriptors, to: "descriptor")
    try writer.append(rows.lengths, to: "lengths")
    switch rows.precision {
    case .float16: try writer.append(halfBits: rows.patches, to: "patches")
    case .int8:
      for row in 0..<count {
        let codes = rows.codes(row: row)
        try writer.append(halfBits: codes.peaks, to: "peaks")
        try writer.append(codes: codes.codes, to: "patches")
      }
    }
    try writer.finish()
    rows = rows.emptied
  }
}
