import Basics
import Networks
import Synchronization
import Tensors

/// How wide the rows of a features file are.
struct FeatureWidths: Equatable {
  let embedding: Int
  let channels: Int
  let patches: Int
  let precision: PatchPrecision

  init(_ shape: BackboneShape, _ precision: PatchPrecision) {
    embedding = shape.embeddingSize
    channels = shape.patchChannels
    patches = shape.grid.count
    self.precision = precision
  }

  init(of rows: FeatureRows) {
    embedding = rows.embeddingSize
    channels = rows.channels
    patches = rows.grid.count
    precision = rows.precision
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
    precision = try GalleryIdentity(of: file).precision
  }

  /// The tensors of a features file of some faces.
  func tensors(count: Int) -> [SafetensorsEntry] {
    [
      SafetensorsEntry(name: "embedding", type: .float32, shape: [count, embedding]),
      SafetensorsEntry(name: "descriptor", type: .float32, shape: [count, channels]),
      SafetensorsEntry(name: "lengths", type: .float32, shape: [count, patches]),
    ]
      + (precision == .float16
        ? [SafetensorsEntry(name: "patches", type: .float16, shape: [count, patches, channels])]
        : [
          SafetensorsEntry(name: "peaks", type: .float16, shape: [count, patches]),
          SafetensorsEntry(name: "patches", type: .int8, shape: [count, patches, channels]),
        ])
  }
}

/// A features file where it lies. Its numbers are checked block by block before their first use.
///
/// Unchecked: the file's bytes are only read, and what was checked is behind a lock.
final class MappedPart: GalleryPart, @unchecked Sendable {
  private let file: SafetensorsFile
  let count: Int
  /// Names the picture of a row.
  private let name: @Sendable (Int) -> String
  private let widths: FeatureWidths
  private let numbers: Numbers
  /// `nil`: the file is of the first format, and all of it was checked when it was opened.
  private let checksums: (embeddings: [UInt64], faces: [UInt64])?
  /// Which blocks were checked and found sound.
  private let sound: Mutex<(embeddings: [Bool], faces: [Bool])>

  /// The tensors where they lie in the file.
  private struct Numbers {
    let embeddings: UnsafeBufferPointer<Float>
    let descriptors: UnsafeBufferPointer<Float>
    let lengths: UnsafeBufferPointer<Float>
    /// Empty in 8 bits.
    let patches: UnsafeBufferPointer<UInt16>
    /// Empty in 16 bits.
    let codes: UnsafeBufferPointer<Int8>
    let peaks: UnsafeBufferPointer<UInt16>

    /// - Throws: `GalleryError.wrongPart` for a file that is not aligned: it would be copied at each look.
    init(_ file: SafetensorsFile, _ precision: PatchPrecision) throws {
      func inPlace<Element>(_ name: String, _ buffer: UnsafeBufferPointer<Element>) throws
        -> UnsafeBufferPointer<Element>
      {
        let size = file.entry(named: name)!.elementCount
        precondition(buffer.count == size)
        return buffer
      }
      guard file.isAligned else {
        throw GalleryError.wrongPart(file: file.path, reason: "its tensors are not aligned.")
      }
      embeddings = try file.withFloats(named: "embedding") { try inPlace("embedding", $0) }
      descriptors = try file.withFloats(named: "descriptor") { try inPlace("descriptor", $0) }
      lengths = try file.withFloats(named: "lengths") { try inPlace("lengths", $0) }
      if precision == .float16 {
        patches = try file.withHalfBits(named: "patches") { try inPlace("patches", $0) }
        codes = UnsafeBufferPointer(start: nil, count: 0)
        peaks = UnsafeBufferPointer(start: nil, count: 0)
      } else {
        patches = UnsafeBufferPointer(start: nil, count: 0)
        codes = try file.withCodes(named: "patches") { try inPlace("patches", $0) }
        peaks = try file.withHalfBits(named: "peaks") { try inPlace("peaks", $0) }
      }
    }
  }

  /// - Parameters:
  ///   - count: The number of its faces.
  ///   - name: Names the picture of a row.
  init(
    _ file: SafetensorsFile, count: Int, widths: FeatureWidths,
    name: @escaping @Sendable (Int) -> String
  ) throws {
    try Self.requireTensors(file, widths, count: count)
    self.file = file
    self.count = count
    self.name = name
    self.widths = widths
    numbers = try Numbers(file, widths.precision)
    let blocks = (count + GalleryFile.embeddingsPerBlock - 1) / GalleryFile.embeddingsPerBlock
    checksums = try Self.notedChecksums(of: file, blocks: blocks, rows: count)
    sound = Mutex(
      (
        Array(repeating: checksums == nil, count: blocks),
        Array(repeating: checksums == nil, count: count)
      ))
    if checksums == nil { try checkFirstFormat() }
  }

  private static func requireTensors(_ file: SafetensorsFile, _ widths: FeatureWidths, count: Int)
    throws
  {
    for wanted in widths.tensors(count: count) {
      guard let entry = file.entry(named: wanted.name) else {
        throw GalleryError.wrongPart(
          file: file.path, reason: "it lacks the tensor '\(wanted.name)'.")
      }
      guard entry == wanted else {
        throw GalleryError.wrongPart(
          file: file.path,
          reason: """
            '\(wanted.name)' is \(entry.type.rawValue) \(entry.shape), not \(wanted.type.rawValue) \
            \(wanted.shape).
            """)
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
    for floats in [numbers.embeddings, numbers.descriptors, numbers.lengths] {
      checksum.update(UnsafeRawBufferPointer(floats))
    }
    checksum.update(UnsafeRawBufferPointer(numbers.patches))
    guard file.metadata[GalleryFile.checksumKey] == checksum.hexadecimal else {
      throw GalleryError.wrongPart(file: file.path, reason: "its numbers are damaged.")
    }
    try requireSound(numbers.embeddings, "embedding", limit: 2)
    try requireSound(numbers.descriptors, "descriptor", limit: 2)
    try requireSound(numbers.lengths, "lengths", limit: 1e30)
    try requireSound(numbers.patches, "patches")
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

  private func requireSound(_ codes: UnsafeBufferPointer<Int8>) throws {
    var isSound = true
    for code in codes { isSound = isSound && code != Int8.min }
    guard isSound else { throw refusal("patches") }
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
    let numbers = try Numbers(file, widths.precision)
    let blocks = (count + GalleryFile.embeddingsPerBlock - 1) / GalleryFile.embeddingsPerBlock
    return withExtendedLifetime(file) {
      (
        (0..<blocks).map {
          checksum(
            UnsafeRawBufferPointer(embeddings(of: numbers, widths, block: $0, count: count)))
        }, (0..<count).map { faceSum(of: numbers, widths, row: $0) }
      )
    }
  }

  private static func embeddings(
    of numbers: Numbers, _ widths: FeatureWidths, block: Int, count: Int
  ) -> UnsafeBufferPointer<Float> {
    let first = block * GalleryFile.embeddingsPerBlock
    let end = min(first + GalleryFile.embeddingsPerBlock, count)
    return UnsafeBufferPointer(
      rebasing: numbers.embeddings[first * widths.embedding..<end * widths.embedding])
  }

  /// Over all of a face but its embedding.
  private static func faceSum(of numbers: Numbers, _ widths: FeatureWidths, row: Int) -> UInt64 {
    var sum = BlockChecksum()
    sum.update(UnsafeRawBufferPointer(numbers.descriptors.row(row, widths.channels)))
    sum.update(UnsafeRawBufferPointer(numbers.lengths.row(row, widths.patches)))
    let size = widths.patches * widths.channels
    switch widths.precision {
    case .float16: sum.update(UnsafeRawBufferPointer(numbers.patches.row(row, size)))
    case .int8:
      sum.update(UnsafeRawBufferPointer(numbers.codes.row(row, size)))
      sum.update(UnsafeRawBufferPointer(numbers.peaks.row(row, widths.patches)))
    }
    return sum.value
  }

  var embeddingBlockCount: Int { sound.withLock { $0.embeddings.count } }

  func checkEmbeddings(block: Int) throws {
    guard let checksums, !sound.withLock({ $0.embeddings[block] }) else { return }
    let rows = Self.embeddings(of: numbers, widths, block: block, count: count)
    guard checksum(UnsafeRawBufferPointer(rows)) == checksums.embeddings[block] else {
      let first = block * GalleryFile.embeddingsPerBlock
      let last = min(first + GalleryFile.embeddingsPerBlock, count) - 1
      throw GalleryError.wrongPart(
        file: file.path,
        reason: "its embeddings from '\(name(first))' to '\(name(last))' are damaged.")
    }
    try requireSound(rows, "embedding", limit: 2)
    sound.withLock { $0.embeddings[block] = true }
  }

  func checkFace(row: Int) throws {
    guard let checksums, !sound.withLock({ $0.faces[row] }) else { return }
    guard Self.faceSum(of: numbers, widths, row: row) == checksums.faces[row] else {
      throw GalleryError.wrongPart(
        file: file.path, reason: "its numbers of '\(name(row))' are damaged.")
    }
    try requireSound(numbers.descriptors.row(row, widths.channels), "descriptor", limit: 2)
    try requireSound(numbers.lengths.row(row, widths.patches), "lengths", limit: 1e30)
    let size = widths.patches * widths.channels
    switch widths.precision {
    case .float16: try requireSound(numbers.patches.row(row, size), "patches")
    case .int8:
      try requireSound(numbers.codes.row(row, size))
      try requireSound(numbers.peaks.row(row, widths.patches), "peaks")
    }
    sound.withLock { $0.faces[row] = true }
  }

  func withEmbedding<Result>(row: Int, _ body: (UnsafeBufferPointer<Float>) -> Result) throws
    -> Result
  {
    try checkEmbeddings(block: row / GalleryFile.embeddingsPerBlock)
    return body(numbers.embeddings.row(row, widths.embedding))
  }

  func withDescriptor<Result>(row: Int, _ body: (UnsafeBufferPointer<Float>) -> Result) throws
    -> Result
  {
    try checkFace(row: row)
    return body(numbers.descriptors.row(row, widths.channels))
  }

  func withLengths<Result>(row: Int, _ body: (UnsafeBufferPointer<Float>) -> Result) throws
    -> Result
  {
    try checkFace(row: row)
    return body(numbers.lengths.row(row, widths.patches))
  }

  func withPatches<Result>(
    row: Int, _ body: (UnsafeBufferPointer<UInt16>, UnsafeBufferPointer<Float>) -> Result
  ) throws -> Result {
    try checkFace(row: row)
    let lengths = numbers.lengths.row(row, widths.patches)
    let size = widths.patches * widths.channels
    guard widths.precision == .int8 else { return body(numbers.patches.row(row, size), lengths) }
    return withUnsafeTemporaryAllocation(of: UInt16.self, capacity: size) { bits in
      decode(row: row, to: bits.baseAddress!)
      return body(UnsafeBufferPointer(bits), lengths)
    }
  }

  private func decode(row: Int, to bits: UnsafeMutablePointer<UInt16>) {
    decodePatches(
      numbers.codes.row(row, widths.patches * widths.channels),
      numbers.peaks.row(row, widths.patches), channels: widths.channels, into: bits)
  }

  func patchBits(row: Int) throws -> UnsafePointer<UInt16>? {
    guard widths.precision == .float16 else { return nil }
    try checkFace(row: row)
    return numbers.patches.baseAddress! + row * widths.patches * widths.channels
  }

  func copyPatches(row: Int, to bits: UnsafeMutablePointer<UInt16>) throws {
    guard widths.precision == .float16 else {
      try checkFace(row: row)
      return decode(row: row, to: bits)
    }
    try withPatches(row: row) { patches, _ in
      bits.update(from: patches.baseAddress!, count: patches.count)
    }
  }

  var embeddingRows: UnsafePointer<Float>? { numbers.embeddings.baseAddress }
}
