import Basics

/// A generator of random changes to bytes: the same seed and sources give the same mutations.
package struct Mutator {
  private var generator: SeededGenerator
  private let sources: [[UInt8]]
  /// The words of the format.
  private let words: [[UInt8]]
  /// Corrects lengths and checksums of a changed input.
  private let repair: (@Sendable (inout [UInt8]) -> Void)?
  /// Whether half of the mutations change only numbers: a broken word or bracket ends the reading
  /// of JSON.
  private let prefersNumbers: Bool
  /// Changes an input within its structure, so that readers get beyond its lengths; `nil` if it has
  /// lost the structure.
  package typealias Structure =
    @Sendable ([UInt8], inout SeededGenerator) -> [UInt8]?
  private let structure: Structure?

  package init(
    sources: [[UInt8]], words: [String], seed: UInt64,
    prefersNumbers: Bool = false, structure: Structure? = nil,
    repair: (@Sendable (inout [UInt8]) -> Void)? = nil
  ) {
    self.prefersNumbers = prefersNumbers
    self.structure = structure
    self.repair = repair
    precondition(!sources.isEmpty)
    generator = SeededGenerator(seed: seed)
    self.sources = sources
    self.words = words.map { Array($0.utf8) }
  }

  private static let longest = 1 << 16

  /// Returns one of the sources, changed in one place or, with decreasing probability, in several.
  package mutating func next() -> [UInt8] {
    var bytes = sources[below(sources.count)]
    if let structure, below(3) > 0, let changed = structure(bytes, &generator) {
      bytes = changed
      if below(4) == 0 { change(&bytes) }
    } else if repair != nil, below(4) > 0 {
      changeParts(of: &bytes)
    } else if prefersNumbers, below(2) == 0 {
      repeat { replaceDigits(in: &bytes, near: below(bytes.count)) } while below(3) > 0
    } else {
      repeat { change(&bytes) } while below(3) > 0
    }
    if below(2) == 0 { mendPNG(&bytes) }
    if let repair, below(4) > 0 { repair(&bytes) }
    return bytes.count > Self.longest ? Array(bytes[..<Self.longest]) : bytes
  }

  /// Changes only the header or only the data of a safetensors file, so that the other stays intact
  /// and the reader gets past the header.
  private mutating func changeParts(of bytes: inout [UInt8]) {
    guard let length = SafetensorsRepair.headerLength(bytes) else { return change(&bytes) }
    var header = Array(bytes[8..<8 + length])
    var data = Array(bytes[(8 + length)...])
    if below(2) == 0 {
      repeat { change(&header) } while below(3) > 0
    } else if !data.isEmpty {
      repeat {
        let place = below(data.count)
        write(number(), into: &data, at: place)
      } while below(3) > 0
    }
    bytes = SafetensorsRepair.joined(header, data)
  }

  /// Corrects the checksums of a PNG's chunks, without which its reader stops.
  private func mendPNG(_ bytes: inout [UInt8]) {
    guard bytes.starts(with: [0x89, 0x50, 0x4e, 0x47]) else { return }
    var place = 8
    while place + 12 <= bytes.count {
      let length = bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
      guard length <= bytes.count - place - 12 else { return }
      let end = place + 8 + length
      let checksum = crc32(bytes[place + 4..<end])
      for byte in 0..<4 {
        bytes[end + byte] = UInt8(truncatingIfNeeded: checksum >> UInt32(24 - 8 * byte))
      }
      place = end + 4
    }
  }

  /// Returns the checksum of PNG and zip, bit by bit: inputs are small.
  private func crc32(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    var checksum = ~UInt32(0)
    for byte in bytes {
      checksum ^= UInt32(byte)
      for _ in 0..<8 { checksum = checksum >> 1 ^ (checksum & 1 == 1 ? 0xedb8_8320 : 0) }
    }
    return ~checksum
  }

  private mutating func below(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &generator) }

  private mutating func change(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else {
      bytes = [UInt8(truncatingIfNeeded: below(256))]
      return
    }
    let place = below(bytes.count)
    let range = place..<min(bytes.count, place + 1 + below(32))
    switch below(12) {
    case 0: bytes[place] ^= 1 << UInt8(below(8))
    case 1: bytes[place] = UInt8(truncatingIfNeeded: below(256))
    case 2: bytes[place] = [0, 1, 0x7f, 0x80, 0xff, 0x0a, 0x20, 0x22][below(8)]
    case 3: bytes.removeSubrange(range)
    case 4: bytes.insert(contentsOf: bytes[range], at: place)
    case 5: bytes.removeSubrange(place...)
    case 6: write(number(), into: &bytes, at: place)
    case 7: replaceDigits(in: &bytes, near: place)
    case 8 where !words.isEmpty: bytes.insert(contentsOf: words[below(words.count)], at: place)
    case 9:
      let other = sources[below(sources.count)]
      let start = below(max(other.count, 1))
      let piece = other[start..<min(other.count, start + 1 + below(256))]
      bytes.replaceSubrange(range, with: piece)
    case 10:
      // Two positions exchange their content.
      let other = below(bytes.count)
      bytes.swapAt(place, other)
    default:
      let stretch = [UInt8](repeating: bytes[place], count: 1 + below(512))
      bytes.insert(contentsOf: stretch, at: place)
    }
  }

  /// Returns a value at which counts and offsets go wrong, of 2, 4 or 8 bytes, in either byte
  /// order.
  private mutating func number() -> [UInt8] {
    let values: [UInt64] = [
      0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff,
      0x1_0000_0000, 0x7fff_ffff_ffff_ffff, 0x8000_0000_0000_0000, 0xffff_ffff_ffff_ffff,
    ]
    let value = values[below(values.count)] &+ UInt64(below(5)) &- 2
    let size = [2, 4, 8][below(3)]
    let bytes = (0..<size).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
    return below(2) == 0 ? bytes : bytes.reversed()
  }

  private func write(_ piece: [UInt8], into bytes: inout [UInt8], at place: Int) {
    for (offset, byte) in piece.enumerated() where place + offset < bytes.count {
      bytes[place + offset] = byte
    }
  }

  /// Replaces the next number in digits by another.
  private mutating func replaceDigits(in bytes: inout [UInt8], near place: Int) {
    let isDigit: (UInt8) -> Bool = { (48...57).contains($0) }
    guard let start = bytes[place...].firstIndex(where: isDigit) else { return }
    let end = bytes[start...].firstIndex { !isDigit($0) } ?? bytes.count
    let numbers = [
      "0", "1", "-1", "2147483648", "4294967296", "9223372036854775807", "99999999999999999999",
      "1e308", "1e999", "NaN", "0.1", "00007", "65536",
    ]
    bytes.replaceSubrange(start..<end, with: numbers[below(numbers.count)].utf8)
  }
}

extension FuzzedReader {
  /// Returns the mutations of this reader's inputs.
  package func mutator(sources: [[UInt8]], seed: UInt64) -> Mutator {
    switch self {
    case .features, .shardFeatures, .unfinishedFeatures:
      Mutator(sources: sources, words: words, seed: seed, repair: SafetensorsRepair.checksum)
    case .safetensors, .model, .detector, .reranker, .trainingState:
      Mutator(sources: sources, words: words, seed: seed, repair: { _ in })
    case .landmarks, .entries, .calibration, .manifest, .pts, .limits, .scale, .timings, .studyKey,
      .answers, .trainingLog, .recipe, .graph, .galleryShard, .unfinishedEntries, .run, .reportData,
      .evaluationShard, .reportShard, .batchJournal, .alignLog, .occludeLog, .portraitsLog:
      Mutator(sources: sources, words: words, seed: seed, prefersNumbers: true)
    default: Mutator(sources: sources, words: words, seed: seed, structure: structure)
    }
  }

  /// How inputs are changed within their structure; `nil` for formats without such changes.
  package var structure: Mutator.Structure? {
    switch self {
    case .onnx: ProtobufMutation.mutated
    case .tiff: TIFFMutation.mutated
    case .index: IndexMutation.mutated
    default: nil
    }
  }
}
