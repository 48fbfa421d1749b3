import Basics
import CVectorKernels
import Faces
import Networks
import Tensors

/// The faces that a query is compared with: their entries, and their features in memory or in
/// memory-mapped files.
package struct Gallery: Sendable {
  package let entries: GalleryEntries
  package let grid: PatchGrid
  package let channels: Int
  package let embeddingSize: Int
  /// The path of each picture at the time of enrollment.
  package let locations: GalleryLocations
  /// How the patches of an enrolled gallery are stored.
  package let precision: PatchPrecision
  /// Whether its pictures were not looked at when it was opened: it is used as it was enrolled, and only
  /// pictures that are shown are compared with their digests.
  package var isAsEnrolled = false
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
    entries: GalleryEntries, locations: GalleryLocations, places: [Place], grid: PatchGrid,
    channels: Int, embeddingSize: Int, precision: PatchPrecision
  ) throws {
    precondition(entries.count == places.count && entries.count == locations.count)
    self.entries = entries
    self.locations = locations
    self.places = places
    self.grid = grid
    self.channels = channels
    self.embeddingSize = embeddingSize
    self.precision = precision
    try Self.checkEmbeddings(of: places)
    embeddings = try Self.matrix(places, dimension: embeddingSize)
  }

  /// Returns the embeddings where they lie in files, or a copy if they are scattered.
  private static func matrix(_ places: [Place], dimension: Int) throws -> EmbeddingMatrix {
    var runs: [(part: any GalleryPart, row: Int, count: Int)] = []
    for place in places {
      if let last = runs.last, last.part === place.part, last.row + last.count == place.row {
        runs[runs.count - 1].count += 1
      } else {
        runs.append((place.part, place.row, 1))
      }
    }
    let isInPlace = runs.count * leastRun <= places.count + leastRun
    let blocks = runs.compactMap { run in
      isInPlace
        ? run.part.embeddingRows.map {
          UnsafeBufferPointer(
            start: $0 + run.row * dimension, count: run.count * dimension)
        } : nil
    }
    guard !blocks.isEmpty, blocks.count == runs.count else {
      var embeddings = [Float]()
      embeddings.reserveCapacity(places.count * dimension)
      for place in places {
        try place.part.withEmbedding(row: place.row) { embeddings.append(contentsOf: $0) }
      }
      return EmbeddingMatrix(dimension: dimension, values: embeddings)
    }
    return EmbeddingMatrix(
      dimension: dimension, blocks: blocks, owner: Owner(runs.map(\.part)))
  }

  /// How many neighboring embeddings a matrix product should find together.
  private static let leastRun = 512

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
    var gallery = try Gallery(
      entries: GalleryEntries(kept.map { entries[$0] }),
      locations: GalleryLocations(kept.map { locations[$0] }),
      places: kept.map { places[$0] }, grid: grid, channels: channels,
      embeddingSize: embeddingSize, precision: precision)
    gallery.isAsEnrolled = isAsEnrolled
    return gallery
  }

  /// A digest over the pictures' digests in order, which identifies the gallery's pictures as a
  /// whole.
  package var digest: SHA256Digest {
    entries.digest(of: 0..<entries.count)
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
    let parts = indices.map { places[$0] }
    var lengths: [Float] = []
    for place in parts {
      try place.part.withLengths(row: place.row) { lengths.append(contentsOf: $0) }
    }
    let inPlace = try parts.compactMap { try $0.part.patchBits(row: $0.row) }
    let (halves, owner): ([UnsafePointer<UInt16>], AnyObject)
    if inPlace.count == parts.count {
      (halves, owner) = (inPlace, Owner(parts.map(\.part)))
    } else {
      let decoded = DecodedPatches(count: parts.count, size: grid.count * channels)
      try checkInParallel(count: parts.count) { place in
        try parts[place].part.copyPatches(row: parts[place].row, to: decoded.pointer(place))
      }
      (halves, owner) = ((0..<parts.count).map { UnsafePointer(decoded.pointer($0)) }, decoded)
    }
    return CandidatePatches(
      grid: grid, channels: channels, halves: halves, owner: owner,
      lengths: lengths, descriptors: try indices.flatMap { try descriptor(of: $0) },
      landmarkDensities: landmarkDensities)
  }

  /// Patches in 16 bits that are stored in another form.
  private final class DecodedPatches: Sendable {
    private let bits: SharedPointer<UInt16>
    private let size: Int

    init(count: Int, size: Int) {
      bits = SharedPointer(.allocate(capacity: count * size))
      self.size = size
    }

    deinit { bits.pointer.deallocate() }

    func pointer(_ place: Int) -> UnsafeMutablePointer<UInt16> { bits.pointer + place * size }
  }

  /// What the network gave for some faces' patches, shape `[indices.count, N, channels]`.
  func networkOutputs(_ indices: [Int]) throws -> [Float] {
    let size = grid.count * channels
    return try [Float](unsafeUninitializedCapacity: indices.count * size) { buffer, count in
      let outputs = SharedPointer(buffer.baseAddress!)
      try checkInParallel(count: indices.count) { place in
        let found = places[indices[place]]
        let output = outputs.pointer + place * size
        try found.part.withPatches(row: found.row) { bits, lengths in
          facet_widen_halves(bits.baseAddress!, output, size)
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
    DoubtfulSighting.all(of: entries.sightings)
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
