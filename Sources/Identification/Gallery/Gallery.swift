import Basics
import Networks
import Tensors

/// The faces that a query is compared with: their entries, and their features in memory or in
/// memory-mapped files.
public struct Gallery: Sendable {
  public let entries: [GalleryEntry]
  public let grid: PatchGrid
  public let channels: Int
  public let embeddingSize: Int
  /// Unit vectors, shape `[entries.count, embeddingSize]`.
  public let embeddings: [Float]
  private let places: [Place]

  /// Where one face's patches are.
  struct Place: Sendable {
    let part: any GalleryPart
    let row: Int
  }

  init(entries: [GalleryEntry], places: [Place], shape: BackboneShape) {
    precondition(entries.count == places.count)
    self.entries = entries
    self.places = places
    grid = shape.grid
    channels = shape.patchChannels
    embeddingSize = shape.embeddingSize
    var embeddings = [Float]()
    embeddings.reserveCapacity(entries.count * shape.embeddingSize)
    for place in places {
      place.part.withEmbedding(row: place.row) { embeddings.append(contentsOf: $0) }
    }
    self.embeddings = embeddings
  }

  /// A digest over the pictures' digests in order: names the gallery's pictures as a whole.
  public var digest: SHA256Digest {
    SHA256.digest(of: Array(entries.map(\.sha256.hexadecimal).joined(separator: "\n").utf8))
  }

  func place(of index: Int) -> Place { places[index] }

  /// The patches of a face as unit vectors, with the precision of 16 bits.
  public func patches(of index: Int) -> PatchSet {
    let place = places[index]
    return place.part.withPatches(row: place.row) { bits, lengths in
      PatchSet(
        grid: grid, channels: channels, values: bits.map(float(halfBits:)), lengths: Array(lengths))
    }
  }

  /// The unit vector that CC compares patches with, shape `[channels]`.
  public func descriptor(of index: Int) -> [Float] {
    places[index].part.withDescriptor(row: places[index].row) { Array($0) }
  }
}

/// Features of some faces, wherever they lie. The buffers are valid inside the body only.
protocol GalleryPart: Sendable {
  func withEmbedding<Result>(row: Int, _ body: (UnsafeBufferPointer<Float>) -> Result) -> Result
  func withDescriptor<Result>(row: Int, _ body: (UnsafeBufferPointer<Float>) -> Result) -> Result
  /// Half bits of shape `[N, channels]`, lengths of shape `[N]`.
  func withPatches<Result>(
    row: Int, _ body: (UnsafeBufferPointer<UInt16>, UnsafeBufferPointer<Float>) -> Result
  ) -> Result
}

/// A part in memory.
final class MemoryPart: GalleryPart {
  let rows: FeatureRows

  init(_ rows: FeatureRows) {
    self.rows = rows
  }

  func withEmbedding<Result>(row: Int, _ body: (UnsafeBufferPointer<Float>) -> Result) -> Result {
    rows.embeddings.withUnsafeBufferPointer { body($0.row(row, rows.embeddingSize)) }
  }

  func withDescriptor<Result>(row: Int, _ body: (UnsafeBufferPointer<Float>) -> Result) -> Result {
    rows.descriptors.withUnsafeBufferPointer { body($0.row(row, rows.channels)) }
  }

  func withPatches<Result>(
    row: Int, _ body: (UnsafeBufferPointer<UInt16>, UnsafeBufferPointer<Float>) -> Result
  ) -> Result {
    rows.patches.withUnsafeBufferPointer { bits in
      rows.lengths.withUnsafeBufferPointer { lengths in
        body(bits.row(row, rows.grid.count * rows.channels), lengths.row(row, rows.grid.count))
      }
    }
  }
}

extension UnsafeBufferPointer {
  /// Row `index` of a matrix with `width` columns.
  func row(_ index: Int, _ width: Int) -> UnsafeBufferPointer {
    UnsafeBufferPointer(rebasing: self[index * width..<(index + 1) * width])
  }
}
