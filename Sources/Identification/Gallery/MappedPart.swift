import Basics
import Networks
import Synchronization
import Tensors

/// How wide the rows of a features file are.
struct FeatureWidths: Equatable {
  let embedding: Int
  let channels: Int
  let patches: Int

  init(_ shape: BackboneShape) {
    embedding = shape.embeddingSize
    channels = shape.patchChannels
    patches = shape.grid.count
  }

  /// What a features file says of itself.
  ///
  /// - Throws: `GalleryError.wrongPart`.
  init(of file: SafetensorsFile) throws {
    guard let embedding = file.entry(named: "embedding")?.shape, embedding.count == 2,
      let patches = file.entry(named: "patches")?.shape, patches.count == 3
    else {
      throw GalleryError.wrongPart(
        file: file.path, reason: "it has no tensors 'embedding' and 'patches'.")
    }
    self.embedding = embedding[1]
    channels = patches[2]
    self.patches = patches[1]
  }
}

/// A features file where it lies. Its numbers are checked block by block before their first use.
final class MappedPart: GalleryPart {
  private let file: SafetensorsFile
  /// Of the pictures, row by row.
  private let paths: [String]
  private let widths: FeatureWidths
  /// `nil`: the file is of the first format, and all of it was checked when it was opened.
  private let checksums: (embeddings: [UInt64], faces: [UInt64])?
  /// Which blocks were checked and found sound.
  private let sound: Mutex<(embeddings: [Bool], faces: [Bool])>

  init(_ file: SafetensorsFile, paths: [String], widths: FeatureWidths) throws {
    let count = paths.count
    try Self.requireTensors(file, widths, count: count)
    self.file = file
    self.paths = paths
    self.widths = widths
    // Patches are read where they lie; a file that is not aligned would be copied at each look.
    let isInPlace = try file.withHalfBits(named: "patches") { first in
      try file.withHalfBits(named: "patches") { $0.baseAddress == first.baseAddress }
    }
    guard isInPlace else {
      throw GalleryError.wrongPart(file: file.path, reason: "its tensors are not aligned.")
    }
    let blocks = (count + GalleryFile.embeddingsPerBlock - 1) / GalleryFile.embeddingsPerBlock
    checksums = try Self.notedChecksums(of: file, blocks: blocks, rows: count)
    sound = Mutex(
      (
        Array(repeating: checksums == nil, count: blocks),
        Array(repeating: checksums == nil, count: count)
      ))
    if checksums == nil { try checkFirstFormat() }
  }

  var count: Int { paths.count }

  private static func requireTensors(_ file: SafetensorsFile, _ widths: FeatureWidths, count: Int)
    throws
  {
    let expected: [(name: String, type: ElementType, shape: [Int])] = [
      ("embedding", .float32, [count, widths.embedding]),
      ("descriptor", .float32, [count, widths.channels]),
      ("lengths", .float32, [count, widths.patches]),
      ("patches", .float16, [count, widths.patches, widths.channels]),
    ]
    for (name, type, wanted) in expected {
      guard let entry = file.entry(named: name) else {
        throw GalleryError.wrongPart(file: file.path, reason: "it lacks the tensor '\(name)'.")
      }
      guard entry.type == type, entry.shape == wanted else {
        throw GalleryError.wrongPart(
          file: file.path,
          reason:
            "'\(name)' is \(entry.type.rawValue) \(entry.shape), not \(type.rawValue) \(wanted)."
        )
      }
    }
  }

  /// - Returns: `nil` for a file of the first format.
  private static func notedChecksums(of file: SafetensorsFile, blocks: Int, rows: Int) throws
    -> (embeddings: [UInt64], faces: [UInt64])?
  {
    guard let format = file.metadata[GalleryFile.formatKey] else { return nil }
    guard format == String(GalleryFile.format) else {
      throw GalleryError.wrongPart(
        file: file.path,
        reason: "its format is '\(format)', and this version reads formats 1 and 2.")
    }
    guard
      let embeddings = BlockChecksum.sums(
        file.metadata[GalleryFile.embeddingChecksumsKey] ?? "", count: blocks),
      let faces = BlockChecksum.sums(
        file.metadata[GalleryFile.faceChecksumsKey] ?? "", count: rows)
    else {
      throw GalleryError.wrongPart(file: file.path, reason: "its checksums are damaged.")
    }
    return (embeddings, faces)
  }

  private func checkFirstFormat() throws {
    var checksum = Checksum()
    for name in ["embedding", "descriptor", "lengths"] {
      try file.withFloats(named: name) { checksum.update(UnsafeRawBufferPointer($0)) }
    }
    try file.withHalfBits(named: "patches") { checksum.update(UnsafeRawBufferPointer($0)) }
    guard file.metadata[GalleryFile.checksumKey] == checksum.hexadecimal else {
      throw GalleryError.wrongPart(file: file.path, reason: "its numbers are damaged.")
    }
    try file.withFloats(named: "embedding") { try requireSound($0, "embedding", limit: 2) }
    try file.withFloats(named: "descriptor") { try requireSound($0, "descriptor", limit: 2) }
    try file.withFloats(named: "lengths") { try requireSound($0, "lengths", limit: 1e30) }
    try file.withHalfBits(named: "patches") { try requireSound($0, "patches") }
  }

  // Numbers that no features have are refused however right their checksum is: rows have length 1.

  private func requireSound(_ values: UnsafeBufferPointer<Float>, _ name: String, limit: Float)
    throws
  {
    // Without a way out in its middle the loop runs on vectors. Not a number fails each comparison.
    var areSound = true
    for value in values { areSound = areSound && abs(value) <= limit }
    guard areSound else { throw refusal(name) }
  }

  private func requireSound(_ bits: UnsafeBufferPointer<UInt16>, _ name: String) throws {
    // The bits of 2 in half precision; without the sign they are in the order of the numbers.
    var largest: UInt16 = 0
    for value in bits { largest = max(largest, value & 0x7fff) }
    guard largest <= 0x4000 else { throw refusal(name) }
  }

  private func refusal(_ name: String) -> GalleryError {
    .wrongPart(
      file: file.path,
      reason: "'\(name)' has numbers that are infinite, not numbers or too large.")
  }

  /// The checksums that the numbers of a file should have.
  ///
  /// - Throws: `GalleryError.wrongPart` where they are not a features file's.
  static func checksums(of file: SafetensorsFile, widths: FeatureWidths, count: Int) throws
    -> (embeddings: [UInt64], faces: [UInt64])
  {
    try requireTensors(file, widths, count: count)
    let blocks = (count + GalleryFile.embeddingsPerBlock - 1) / GalleryFile.embeddingsPerBlock
    return (
      try (0..<blocks).map { block in
        try withEmbeddings(of: file, widths, block: block, count: count) {
          checksum(UnsafeRawBufferPointer($0))
        }
      },
      try (0..<count).map { row in
        try withFace(of: file, widths, row: row) {
          checksum(
            UnsafeRawBufferPointer($0), UnsafeRawBufferPointer($1), UnsafeRawBufferPointer($2))
        }
      }
    )
  }

  private static func withEmbeddings<Result>(
    of file: SafetensorsFile, _ widths: FeatureWidths, block: Int, count: Int,
    _ body: (UnsafeBufferPointer<Float>) throws -> Result
  ) throws -> Result {
    let first = block * GalleryFile.embeddingsPerBlock
    let end = min(first + GalleryFile.embeddingsPerBlock, count)
    return try file.withFloats(named: "embedding") { values in
      try body(
        UnsafeBufferPointer(rebasing: values[first * widths.embedding..<end * widths.embedding]))
    }
  }

  /// - Parameter body: Takes descriptor, lengths and patches.
  private static func withFace<Result>(
    of file: SafetensorsFile, _ widths: FeatureWidths, row: Int,
    _ body: (
      UnsafeBufferPointer<Float>, UnsafeBufferPointer<Float>, UnsafeBufferPointer<UInt16>
    ) throws -> Result
  ) throws -> Result {
    try file.withFloats(named: "descriptor") { descriptors in
      try file.withFloats(named: "lengths") { lengths in
        try file.withHalfBits(named: "patches") { patches in
          try body(
            descriptors.row(row, widths.channels), lengths.row(row, widths.patches),
            patches.row(row, widths.patches * widths.channels))
        }
      }
    }
  }

  var embeddingBlockCount: Int { sound.withLock { $0.embeddings.count } }

  func checkEmbeddings(block: Int) throws {
    guard let checksums, !sound.withLock({ $0.embeddings[block] }) else { return }
    try Self.withEmbeddings(of: file, widths, block: block, count: count) { rows in
      guard checksum(UnsafeRawBufferPointer(rows)) == checksums.embeddings[block] else {
        let first = block * GalleryFile.embeddingsPerBlock
        let last = min(first + GalleryFile.embeddingsPerBlock, count) - 1
        throw GalleryError.wrongPart(
          file: file.path,
          reason: "its embeddings from '\(paths[first])' to '\(paths[last])' are damaged.")
      }
      try requireSound(rows, "embedding", limit: 2)
    }
    sound.withLock { $0.embeddings[block] = true }
  }

  func checkFace(row: Int) throws {
    guard let checksums, !sound.withLock({ $0.faces[row] }) else { return }
    try Self.withFace(of: file, widths, row: row) { descriptor, lengths, patches in
      let sum = checksum(
        UnsafeRawBufferPointer(descriptor), UnsafeRawBufferPointer(lengths),
        UnsafeRawBufferPointer(patches))
      guard sum == checksums.faces[row] else {
        throw GalleryError.wrongPart(
          file: file.path, reason: "its numbers of '\(paths[row])' are damaged.")
      }
      try requireSound(descriptor, "descriptor", limit: 2)
      try requireSound(lengths, "lengths", limit: 1e30)
      try requireSound(patches, "patches")
    }
    sound.withLock { $0.faces[row] = true }
  }

  func withEmbedding<Result>(row: Int, _ body: (UnsafeBufferPointer<Float>) -> Result) throws
    -> Result
  {
    try checkEmbeddings(block: row / GalleryFile.embeddingsPerBlock)
    return try file.withFloats(named: "embedding") { body($0.row(row, widths.embedding)) }
  }

  func withDescriptor<Result>(row: Int, _ body: (UnsafeBufferPointer<Float>) -> Result) throws
    -> Result
  {
    try checkFace(row: row)
    return try file.withFloats(named: "descriptor") { body($0.row(row, widths.channels)) }
  }

  func withPatches<Result>(
    row: Int, _ body: (UnsafeBufferPointer<UInt16>, UnsafeBufferPointer<Float>) -> Result
  ) throws -> Result {
    try checkFace(row: row)
    return try file.withHalfBits(named: "patches") { bits in
      try file.withFloats(named: "lengths") { lengths in
        body(bits.row(row, widths.patches * widths.channels), lengths.row(row, widths.patches))
      }
    }
  }

  func patchBits(row: Int) throws -> UnsafePointer<UInt16> {
    try checkFace(row: row)
    return try file.withHalfBits(named: "patches") {
      $0.baseAddress! + row * widths.patches * widths.channels
    }
  }
}
