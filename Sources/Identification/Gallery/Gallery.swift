import Basics
import CVectorKernels
import Faces
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

  /// - Throws: `GalleryError.wrongPart` where embeddings are damaged.
  init(
    entries: [GalleryEntry], locations: [String], places: [Place], grid: PatchGrid, channels: Int,
    embeddingSize: Int
  ) throws {
    precondition(entries.count == places.count && entries.count == locations.count)
    self.entries = entries
    self.locations = locations
    self.places = places
    self.grid = grid
    self.channels = channels
    self.embeddingSize = embeddingSize
    try Self.checkEmbeddings(of: places)
    var embeddings = [Float]()
    embeddings.reserveCapacity(entries.count * embeddingSize)
    for place in places {
      try place.part.withEmbedding(row: place.row) { embeddings.append(contentsOf: $0) }
    }
    self.embeddings = EmbeddingMatrix(dimension: embeddingSize, values: embeddings)
  }

  /// Checks the embeddings of all parts, side by side.
  private static func checkEmbeddings(of places: [Place]) throws {
    var blocks: [(part: any GalleryPart, block: Int)] = []
    var seen: Set<ObjectIdentifier> = []
    for place in places where seen.insert(ObjectIdentifier(place.part)).inserted {
      blocks += (0..<place.part.embeddingBlockCount).map { (place.part, $0) }
    }
    let all = blocks
    try checkInParallel(count: all.count) { try all[$0].part.checkEmbeddings(block: all[$0].block) }
  }

  /// Without the pictures that `isKept` refuses.
  package func keeping(_ isKept: (Int) -> Bool) throws -> Gallery {
    let kept = entries.indices.filter(isKept)
    return try Gallery(
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

  /// Checks, side by side, what was not used of some faces yet.
  ///
  /// - Throws: `GalleryError.wrongPart` for the first that is damaged.
  private func check(_ indices: [Int]) throws {
    try checkInParallel(count: indices.count, grain: 8) { place in
      let found = places[indices[place]]
      try found.part.checkFace(row: found.row)
    }
  }

  /// The patches of a face as unit vectors, with the precision of 16 bits.
  ///
  /// - Throws: `GalleryError.wrongPart` where they are damaged; so do all that read a face.
  package func patches(of index: Int) throws -> PatchSet {
    let place = places[index]
    return try place.part.withPatches(row: place.row) { bits, lengths in
      PatchSet(
        grid: grid, channels: channels, values: bits.map(float(halfBits:)), lengths: Array(lengths))
    }
  }

  /// The unit vector that CC compares patches with, shape `[channels]`.
  package func descriptor(of index: Int) throws -> [Float] {
    try places[index].part.withDescriptor(row: places[index].row) { Array($0) }
  }

  /// Returns some faces for the EMD on the gallery's own grid, without copying them.
  ///
  /// - Parameter landmarkDensities: Shape `[indices.count, N]`, for LMK.
  func candidates(_ indices: [Int], landmarkDensities: [Double]?) throws -> CandidatePatches {
    try check(indices)
    var halves: [UnsafePointer<UInt16>] = []
    var lengths: [Float] = []
    for index in indices {
      let place = places[index]
      halves.append(try place.part.patchBits(row: place.row))
      try place.part.withPatches(row: place.row) { lengths.append(contentsOf: $1) }
    }
    return CandidatePatches(
      grid: grid, channels: channels, halves: halves, owner: Owner(indices.map { places[$0].part }),
      lengths: lengths, descriptors: try indices.flatMap { try descriptor(of: $0) },
      landmarkDensities: landmarkDensities)
  }

  /// What the network gave for some faces' patches, shape `[indices.count, N, channels]`.
  func networkOutputs(_ indices: [Int]) throws -> [Float] {
    let size = grid.count * channels
    return try [Float](unsafeUninitializedCapacity: indices.count * size) { buffer, count in
      let outputs = SharedPointer(buffer.baseAddress!)
      try checkInParallel(count: indices.count) { place in
        let found = places[indices[place]]
        let output = outputs.pointer + place * size
        facet_widen_halves(try found.part.patchBits(row: found.row), output, size)
        try found.part.withPatches(row: found.row) { _, lengths in
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

/// Calls the body for each of `0..<count` as `inParallel` does.
///
/// - Throws: What the body threw for the first index of those it threw for, whatever the number of
///   threads.
func checkInParallel(count: Int, grain: Int = 1, _ body: @Sendable (Int) throws -> Void) throws {
  let failures = collectInParallel(count: count, grain: grain) { index, _ in
    Result { try body(index) }
  }
  for failure in failures { try failure.get() }
}
