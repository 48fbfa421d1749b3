import Basics
import Datasets
import Faces
import Networks
import Tensors

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A writer of features, part by part, so that only one part is in memory at a time.
///
/// The parts have hidden names until `finish`, because their final names contain their number.
final class PartWriter {
  private let folder: String
  private let model: String
  private let source: String
  private let options: ListingOptions
  private let origin: FaceOrigin
  private let programVersion: String
  private let shape: BackboneShape
  private var rows: FeatureRows
  private var entries: [GalleryEntry] = []
  private var partCount = 0

  init(
    folder: String, model: String, source: String, options: ListingOptions, origin: FaceOrigin,
    programVersion: String, shape: BackboneShape
  ) {
    self.folder = folder
    self.model = model
    self.source = source
    self.options = options
    self.origin = origin
    self.programVersion = programVersion
    self.shape = shape
    removeAbandonedFiles(in: folder, prefix: Self.waitingPrefix)
    rows = FeatureRows(shape: shape)
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
    if rows.count == GalleryFile.picturesPerPart { try writePart() }
  }

  var isEmpty: Bool { entries.isEmpty }

  /// Returns whether these are the pictures of an earlier gallery, so that nothing needs to be
  /// written.
  func matches(_ earlier: [GalleryEntry]) -> Bool {
    // Strings are equal if they look the same, so a renamed picture may still need to be written.
    entries == earlier
      && zip(entries, earlier).allSatisfy {
        $0.path.hasSameBytes(as: $1.path) && ($0.label ?? "").hasSameBytes(as: $1.label ?? "")
      }
  }

  /// Moves all parts and then the entries to their places, and removes the parts of an earlier
  /// gallery.
  func finish() throws {
    if rows.count > 0 { try writePart() }
    var names: Set<String> = []
    for part in 1..<partCount + 1 {
      let path = GalleryFile.partPath(folder, part: part, of: partCount)
      try moveFile(waitingPath(part), to: path)
      names.insert(String(path.dropFirst(folder.count + 1)))
    }
    try GalleryFile.write(entries: entries, folder: folder)
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    where GalleryFile.isPartName(name) && !names.contains(name) {
      try? FileManager.default.removeItem(atPath: folder + "/" + name)
    }
  }

  /// Removes unfinished parts.
  func discard() {
    for part in 1..<partCount + 1 { try? FileManager.default.removeItem(atPath: waitingPath(part)) }
  }

  private static let waitingPrefix = ".features-"

  /// Returns a hidden name that contains the process, so that two writers in one folder do not mix.
  private func waitingPath(_ part: Int) -> String {
    "\(folder)/\(Self.waitingPrefix)\(WriterName.own)-\(part).safetensors"
  }

  private func writePart() throws {
    partCount += 1
    let own = entries.filter { $0.part == partCount }
    let count = rows.count
    let writer = try SafetensorsWriter(
      path: waitingPath(partCount),
      entries: [
        SafetensorsEntry(name: "embedding", type: .float32, shape: [count, rows.embeddingSize]),
        SafetensorsEntry(name: "descriptor", type: .float32, shape: [count, rows.channels]),
        SafetensorsEntry(name: "lengths", type: .float32, shape: [count, rows.grid.count]),
        SafetensorsEntry(
          name: "patches", type: .float16, shape: [count, rows.grid.count, rows.channels]),
      ],
      metadata: [
        "facet.entries": GalleryFile.digest(of: own), "facet.grid": rows.grid.description,
        "facet.model": model, "facet.program": programVersion, "facet.source": source,
        GalleryFile.formatKey: String(GalleryFile.format),
        GalleryFile.embeddingChecksumsKey: BlockChecksum.text(rows.embeddingChecksums),
        GalleryFile.faceChecksumsKey: BlockChecksum.text(rows.faceChecksums),
      ].merging(GalleryFile.metadata(of: options, source: source)) { first, _ in first }
        .merging(origin.metadata) { first, _ in first })
    try writer.append(rows.embeddings, to: "embedding")
    try writer.append(rows.descriptors, to: "descriptor")
    try writer.append(rows.lengths, to: "lengths")
    // The conversion from half bits to float and back is exact.
    let width = rows.grid.count * rows.channels
    for row in 0..<count {
      try writer.append(
        rows.patches[row * width..<(row + 1) * width].map(float(halfBits:)), to: "patches")
    }
    try writer.finish()
    rows = FeatureRows(shape: shape)
  }
}
