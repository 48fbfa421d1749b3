import Basics
import Networks
import Tensors

/// The gallery of a shard, opened without its model.
struct GalleryShardFile {
  let folder: String
  let entries: GalleryEntries
  let identity: GalleryIdentity
  let widths: FeatureWidths
  let grid: PatchGrid
  private let parts: [MappedPart]

  init(folder: String) throws {
    self.folder = folder
    let entries = try GalleryFile.entries(of: folder)
    let counts = entries.partCounts
    var parts: [MappedPart] = []
    var start = 0
    var first: (identity: GalleryIdentity, widths: FeatureWidths, grid: PatchGrid)?
    for (place, count) in counts.enumerated() {
      let path = GalleryFile.partPath(folder, part: place + 1, of: counts.count)
      guard FileStatus(of: path) != nil else { throw GalleryError.missingPart(file: path) }
      let file = try SafetensorsFile(path: path)
      let own = start..<start + count
      start += count
      guard file.metadata[GalleryFile.entriesKey] == entries.digest(of: own).hexadecimal else {
        throw GalleryError.mixed(folder: folder)
      }
      let identity = try GalleryIdentity(of: file)
      let widths = try FeatureWidths(of: file)
      guard let grid = PatchGrid(file.metadata[GalleryFile.gridKey] ?? ""),
        grid.count == widths.patches
      else {
        throw GalleryError.wrongPart(file: path, reason: "it does not name its grid.")
      }
      if let first, first.identity != identity || first.widths != widths || first.grid != grid {
        throw GalleryError.mixed(folder: folder)
      }
      first = (identity, widths, grid)
      parts.append(
        try MappedPart(file, count: count, widths: widths) {
          entries.path(of: own.lowerBound + $0)
        })
    }
    guard let first else {
      throw GalleryError.wrongLine(
        file: "\(folder)/entries.jsonl", line: 1, reason: "the file is empty.")
    }
    self.entries = entries
    self.parts = parts
    (identity, widths, grid) = first
  }

  func place(of entry: GalleryEntry) -> Gallery.Place {
    Gallery.Place(part: parts[entry.part - 1], row: entry.row)
  }
}
