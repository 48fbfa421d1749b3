import Basics
import CVectorKernels
import Datasets
import Foundation
import Networks
import Pictures
import Tensors
import Testing
import _TestSupport

@testable import Identification

/// What lets a gallery of a million faces open at once and halves its size.
@Suite struct LargeGalleryTests {
  let backbone = ToyBackbone()
  let folder: TemporaryFolder
  let model = String(repeating: "a", count: 64)

  init() throws {
    folder = try TemporaryFolder()
    for (name, seed) in [("s1/a", 1), ("s1/b", 2), ("s2/a", 3), ("s2/b", 1), ("s3/ä", 5)] {
      try write(UInt64(seed), "pictures/\(name).png")
    }
  }

  private func write(_ seed: UInt64, _ name: String) throws {
    var generator = SeededGenerator(seed: seed)
    let picture = Picture(
      width: 6, height: 8, channels: .gray,
      samples: (0..<48).map { _ in UInt8.random(in: 0...255, using: &generator) })
    let path = folder.file(name)
    try makeFolders(String(path[..<path.lastIndex(of: "/")!]))
    try AtomicFile.write(picture.encodedPNG(), to: path)
  }

  @discardableResult
  private func enroll(_ precision: PatchPrecision = .float16, perPart: Int = 2) throws
    -> GalleryBuilder.Summary
  {
    var builder = GalleryBuilder(backbone: backbone)
    builder.precision = precision
    builder.picturesPerPart = perPart
    return try builder.enroll(
      PictureList.pictures(at: folder.file("pictures")), source: folder.file("pictures"),
      folder: folder.file("gallery"), model: model, programVersion: "1", earlier: try? open(),
      progress: { _ in })
  }

  private func open() throws -> GalleryFile {
    try GalleryFile(folder: folder.file("gallery"), model: model, shape: backbone.shape)
  }

  private var index: String { folder.file("gallery/entries.index") }

  // MARK: The index

  @Test func anIndexSaysWhatTheEntriesSay() throws {
    try enroll()
    let found = try open().entries
    let index = try #require(found.index)
    let listed = GalleryEntries(
      try GalleryFile.readEntries(folder.file("gallery/entries.jsonl")))
    #expect(listed.index == nil)
    #expect(found == listed && found.partCounts == [2, 2, 1])
    #expect(found.digest(of: 1..<4) == listed.digest(of: 1..<4))
    #expect(found.textsBeyondASCII == listed.textsBeyondASCII)
    #expect(found.textsBeyondASCII.count == 1)
    for place in found.indices {
      #expect(found.sha256(of: place) == listed[place].sha256)
      #expect(index.places(ofPath: listed[place].path) == [place])
    }
    // Two pictures have the same bytes.
    #expect(index.places(of: found.sha256(of: 3)) == [0, 3])
    #expect(index.places(of: SHA256.digest(of: [1])) == [])
    #expect(index.places(ofPath: "s1") == [] && index.places(ofPath: "s3/a\u{308}.png") == [])
    #expect((0..<5).map { index.person(of: $0) } == [0, 0, 1, 1, 2])
  }

  @Test func anIndexOfOtherEntriesIsNotUsed() throws {
    try enroll()
    let path = folder.file("gallery/entries.jsonl")
    let text = String(decoding: try readFile(path), as: UTF8.self)
    try AtomicFile.write(text.replacingOccurrences(of: "\"s2\"", with: "\"s9\""), to: path)
    let entries = try open().entries
    #expect(entries.index == nil && entries.map(\.label) == ["s1", "s1", "s9", "s9", "s3"])
  }

  @Test func aDamagedIndexIsNotUsedAndMadeAgain() throws {
    try enroll()
    let bytes = try readFile(index)
    for place in stride(from: 0, to: bytes.count, by: 7) {
      var damaged = bytes
      damaged[place] ^= 1 << UInt8(place % 8)
      try AtomicFile.write(damaged, to: index)
      #expect(try open().entries.index == nil || place / 8 == 7)
    }
    for count in [0, 63, 64, bytes.count - 1] {
      try AtomicFile.write(Array(bytes[..<count]), to: index)
      #expect(try open().entries.index == nil)
    }
    // A gallery of an earlier version has none.
    try FileManager.default.removeItem(atPath: index)
    #expect(try open().entries.count == 5)
    #expect(try enroll().reused == 5)
    #expect(try readFile(index) == bytes)
  }

  @Test func numbersOutsideTheFilesAreRefusedThoughTheirChecksumIsRight() throws {
    try enroll()
    let bytes = try readFile(index)
    // Text, line, path's length, width and person of the second entry, and the orders.
    for (place, size) in [
      (64 + 80 + 32, 8), (64 + 80 + 40, 8), (64 + 80 + 48, 4), (64 + 80 + 60, 4), (64 + 80 + 68, 4),
      (64 + 400, 4), (64 + 420, 4), (64 + 440, 8),
    ] {
      var forged = bytes
      for offset in 0..<size { forged[place + offset] = 0xfe }
      let sum = forged[64...].withUnsafeBytes { checksum($0) }
      for offset in 0..<8 { forged[48 + offset] = UInt8(truncatingIfNeeded: sum >> (8 * offset)) }
      try AtomicFile.write(forged, to: index)
      #expect(EntryIndex(folder: folder.file("gallery")) == nil, "\(place)")
    }
    // A name within its bounds, which only a check of the whole gallery compares.
    var forged = bytes
    forged[bytes.count - 1] ^= 1
    let sum = forged[64...].withUnsafeBytes { checksum($0) }
    for offset in 0..<8 { forged[48 + offset] = UInt8(truncatingIfNeeded: sum >> (8 * offset)) }
    try AtomicFile.write(forged, to: index)
    #expect(throws: GalleryError.wrongIndex(folder: folder.file("gallery"))) {
      try GalleryFile.checkWhole(folder: folder.file("gallery"))
    }
  }

  @Test func embeddingsAreSearchedWhereTheyLie() throws {
    try enroll(perPart: 3)
    let stored = try open().gallery(shape: backbone.shape)
    let (fresh, _) = try GalleryBuilder(backbone: backbone).gallery(
      of: PictureList.pictures(at: folder.file("pictures")), earlier: nil, progress: { _ in })
    for place in stored.entries.indices {
      #expect(
        stored.embeddings.withRow(place) { Array($0) }
          == fresh.embeddings.withRow(place) { Array($0) })
    }
    let kept = try stored.keeping { $0 != 1 }
    #expect(
      kept.embeddings.withRow(1) { Array($0) } == fresh.embeddings.withRow(2) { Array($0) })
  }

  // MARK: Eight bits

  @Test(arguments: [0, 2])
  func eightBitsGiveTheSameNumbersOnEachMachine(limit: CInt) {
    facet_vector_level_limit(limit)
    defer { facet_vector_level_limit(0) }
    let values =
      (0..<70).map { halfBits(sin(Float($0) * 1.7) / 3) } + Array(repeating: 0, count: 70)
    let codes = PatchCodes(values, channels: 35)
    #expect(codes.codes.map { abs(Int($0)) }.max() == 127)
    #expect(codes.peaks[2...].allSatisfy { $0 == 0 })
    let rounded = codes.patches
    for (value, other) in zip(values, rounded) {
      #expect(abs(float(halfBits: value) - float(halfBits: other)) <= 0.5 / 127 / 2.9)
    }
    // Each value by itself, in the arithmetic of this language.
    for place in 0..<70 {
      let peak = float(halfBits: codes.peaks[place / 35])
      #expect(rounded[place] == halfBits(Float(codes.codes[place]) * peak / 127))
    }
    let again = PatchCodes(rounded, channels: 35)
    #expect(again.codes == codes.codes && again.peaks == codes.peaks)
    #expect(again.patches == rounded)
  }

  @Test func aGalleryInEightBitsIsTheSameFromFilesAndInMemory() throws {
    try enroll(.int8)
    let file = try open()
    #expect(file.precision == .int8)
    let stored = try file.gallery(shape: backbone.shape)
    var builder = GalleryBuilder(backbone: backbone)
    builder.precision = .int8
    let pictures = try PictureList.pictures(at: folder.file("pictures"))
    let (fresh, _) = try builder.gallery(of: pictures, earlier: nil, progress: { _ in })
    let (half, _) = try GalleryBuilder(backbone: backbone).gallery(
      of: pictures, earlier: nil, progress: { _ in })
    for place in stored.entries.indices {
      let patches = try stored.patches(of: place)
      #expect(try patches == fresh.patches(of: place))
      let exact = try half.patches(of: place)
      #expect(patches.lengths == exact.lengths && patches.values != exact.values)
      #expect(relativeError(patches.values, exact.values) < 0.01)
    }
    let all = Array(stored.entries.indices)
    let size = stored.grid.count * stored.channels
    let candidates = try stored.candidates(all, landmarkDensities: nil)
    #expect(try stored.networkOutputs(all) == fresh.networkOutputs(all))
    var space = [Float](repeating: 0, count: size)
    for place in all {
      let values = candidates.withValues(of: place, space: &space) {
        Array(UnsafeBufferPointer(start: $0, count: size))
      }
      #expect(try values == stored.patches(of: place).values)
    }
    let entry = try #require(
      SafetensorsFile(path: GalleryFile.partPath(folder.file("gallery"), part: 1, of: 3))
        .entry(named: "patches"))
    #expect(entry.type == .int8)
  }

  @Test func featuresInEightBitsAreTakenOverAsTheyAre() throws {
    try enroll(.int8)
    let path = GalleryFile.partPath(folder.file("gallery"), part: 1, of: 3)
    let bytes = try readFile(path)
    try write(9, "pictures/s4/a.png")
    let summary = try enroll(.int8)
    #expect(summary.computed == 1 && summary.reused == 5)
    #expect(try readFile(path) == bytes)
    try GalleryFile.checkWhole(folder: folder.file("gallery"))
  }

  @Test func damagedCodesAreNamed() throws {
    try enroll(.int8, perPart: 9)
    let path = GalleryFile.partPath(folder.file("gallery"), part: 1, of: 1)
    var bytes = try readFile(path)
    bytes[bytes.count - 1] ^= 1
    try AtomicFile.write(bytes, to: path)
    #expect(
      throws: GalleryError.wrongPart(
        file: path, reason: "its numbers of 's3/ä.png' are damaged.")
    ) { try open().checkWhole() }
  }
}
