import Faces
import Basics
import CVectorKernels
import Networks
import Tensors

/// The faces that a query is compared with: their entries, and their features in memory or in
/// memory-mapped files.
package struct Gallery: Sendable {
  package let entries: [GalleryEntry]
  package let grid: PatchGrid
  package let channels: Int
  package let embeddingSize: Int
  /// The path of each picture at the time of enrollment.
  package let locations: [String]
  /// The embeddings as unit vectors, one per face.
  package let embeddings: EmbeddingMatrix
  private let places: [Place]

  /// The position of one face's features.
  struct Place: Sendable {
    let part: any GalleryPart
    let row: Int
  }

  init(
    entries: [GalleryEntry], locations: [String], places: [Place], grid: PatchGrid, channels: Int,
    embeddingSize: Int
  ) {
    precondition(entries.count == places.count && entries.count == locations.count)
    self.entries = entries
    self.locations = locations
    self.places = places
    self.grid = grid
    self.channels = channels
    self.embeddingSize = embeddingSize
    var embeddings = [Float]()
    embeddings.reserveCapacity(entries.count * embeddingSize)
    for place in places {
      place.part.withEmbedding(row: place.row) { embeddings.append(contentsOf: $0) }
    }
    self.embeddings = EmbeddingMatrix(dimension: embeddingSize, values: embeddings)
  }

  /// Returns the gallery without the pictures that `isKept` refuses.
  package func keeping(_ isKept: (Int) -> Bool) -> Gallery {
    let kept = entries.indices.filter(isKept)
    return Gallery(
      entries: kept.map { entries[$0] }, locations: kept.map { locations[$0] },
      places: kept.map { places[$0] }, grid: grid, channels: channels,
      embeddingSize: embeddingSize)
  }

  /// A digest over the pictures' digests in order, which identifies the gallery's pictures as a
  /// whole.
  package var digest: SHA256Digest {
    SHA256.digest(of: Array(entries.map(\.sha256.hexadecimal).joined(separator: "\n").utf8))
  }

  func place(of index: Int) -> Place { places[index] }

  /// Returns the patches of a face as unit vectors, with the precision of 16 bits.
  package func patches(of index: Int) -> PatchSet {
    let place = places[index]
    return place.part.withPatches(row: place.row) { bits, lengths in
      PatchSet(
        grid: grid, channels: channels, values: bits.map(float(halfBits:)), lengths: Array(lengths))
    }
  }

  /// Returns the unit vector that CC compares with patches, shape `[channels]`.
  package func descriptor(of index: Int) -> [Float] {
    places[index].part.withDescriptor(row: places[index].row) { Array($0) }
  }

  /// Returns some faces for the EMD on the gallery's own grid, without copying them.
  ///
  /// - Parameter landmarkDensities: The landmark counts, shape `[indices.count, N]`, for LMK.
  func candidates(_ indices: [Int], landmarkDensities: [Double]?) -> CandidatePatches {
    var halves: [UnsafePointer<UInt16>] = []
    var lengths: [Float] = []
    for index in indices {
      let place = places[index]
      halves.append(place.part.patchBits(row: place.row))
      place.part.withPatches(row: place.row) { lengths.append(contentsOf: $1) }
    }
    return CandidatePatches(
      grid: grid, channels: channels, halves: halves, owner: Owner(indices.map { places[$0].part }),
      lengths: lengths, descriptors: indices.flatMap { descriptor(of: $0) },
      landmarkDensities: landmarkDensities)
  }

  /// Returns the network's output for the patches of some faces, shape `[indices.count, N,
  /// channels]`.
  func networkOutputs(_ indices: [Int]) -> [Float] {
    let size = grid.count * channels
    return [Float](unsafeUninitializedCapacity: indices.count * size) { buffer, count in
      let outputs = SharedPointer(buffer.baseAddress!)
      inParallel(count: indices.count) { place, _ in
        let found = places[indices[place]]
        let output = outputs.pointer + place * size
        facet_widen_halves(found.part.patchBits(row: found.row), output, size)
        found.part.withPatches(row: found.row) { _, lengths in
          for patch in 0..<grid.count {
            for channel in 0..<channels { output[patch * channels + channel] *= lengths[patch] }
          }
        }
      }
      count = indices.count * size
    }
  }

  /// An owner that keeps parts alive while a matcher reads them.
  private final class Owner {
    let parts: [any GalleryPart]
    init(_ parts: [any GalleryPart]) { self.parts = parts }
  }
}

extension Gallery {
  /// The boxes that the detector found in its pictures and that are not used.
  package var doubtful: [DoubtfulSighting] {
    DoubtfulSighting.all(of: entries.map { ($0.path, $0.face) })
  }
}
