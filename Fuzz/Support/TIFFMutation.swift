import Basics

/// Changes to one entry of a TIFF's directories: its tag, type, number of values or value.
///
/// TIFF 6.0, section 2.
struct TIFFMutation {
  private var bytes: [UInt8]
  private let isLittleEndian: Bool

  /// - Returns: `nil` if the bytes do not begin like a TIFF with a directory.
  static func mutated(_ bytes: [UInt8], _ generator: inout SeededGenerator) -> [UInt8]? {
    guard bytes.count >= 8 else { return nil }
    let isLittleEndian = bytes.starts(with: [0x49, 0x49])
    guard isLittleEndian || bytes.starts(with: [0x4D, 0x4D]) else { return nil }
    var file = TIFFMutation(bytes: bytes, isLittleEndian: isLittleEndian)
    guard !file.directories.isEmpty else { return nil }
    repeat { file.change(&generator) } while Int.random(in: 0..<3, using: &generator) > 0
    return file.bytes
  }

  private func number(_ place: Int, _ size: Int) -> Int? {
    guard place >= 0, place <= bytes.count - size else { return nil }
    let part = bytes[place..<place + size]
    return isLittleEndian
      ? part.reversed().reduce(0) { $0 << 8 | Int($1) } : part.reduce(0) { $0 << 8 | Int($1) }
  }

  private mutating func write(_ value: Int, _ place: Int, _ size: Int) {
    guard place >= 0, place <= bytes.count - size else { return }
    for index in 0..<size {
      let shift = 8 * (isLittleEndian ? index : size - 1 - index)
      bytes[place + index] = UInt8(truncatingIfNeeded: value >> shift)
    }
  }

  /// The places of the directories and their numbers of entries.
  private var directories: [(place: Int, count: Int)] {
    var found: [(place: Int, count: Int)] = []
    var next = number(4, 4)
    while let place = next, place > 0, found.count < 8, let count = number(place, 2), count > 0,
      place + 2 + 12 * count <= bytes.count, !found.contains(where: { $0.place == place })
    {
      found.append((place, count))
      next = number(place + 2 + 12 * count, 4)
    }
    return found
  }

  /// Size, bits, compression, photometric, strips, samples, planes, predictor, tiles, palette, inks,
  /// JPEG's tables, sub-sampling, profile, EXIF and others.
  private static let tags = [
    254, 256, 257, 258, 259, 262, 266, 273, 274, 277, 278, 279, 282, 284, 292, 317, 320, 322, 323,
    324, 325, 330, 332, 338, 339, 347, 529, 530, 531, 532, 34675, 34665, 700,
  ]
  private static let compressions = [
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 32773, 32809, 32946, 34661, 34676, 34712, 50000, 50001,
  ]

  private mutating func change(_ generator: inout SeededGenerator) {
    func below(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &generator) }
    let found = directories
    guard !found.isEmpty else { return }
    let directory = found[below(found.count)]
    let entry = directory.place + 2 + 12 * below(directory.count)
    let numbers = [0, 1, 2, 3, 4, 8, 16, 32, 255, 256, 65_535, 65_536, 0x7FFF_FFFF, 0xFFFF_FFFF]
    switch below(9) {
    case 0: write(Self.tags[below(Self.tags.count)], entry, 2)
    case 1: write(below(20), entry + 2, 2)
    case 2: write(numbers[below(numbers.count)], entry + 4, 4)
    case 3: write(numbers[below(numbers.count)], entry + 8, 4)
    case 4: write(numbers[below(numbers.count)], entry + 8, 2)
    case 5: write(below(bytes.count + 64), entry + 8, 4)
    case 6:
      // Another entry's content under this tag.
      let other = directory.place + 2 + 12 * below(directory.count)
      for offset in 2..<12 { bytes[entry + offset] = bytes[other + offset] }
    case 7:
      // The next directory: another place, or this one again.
      let next = directory.place + 2 + 12 * directory.count
      write([0, directory.place, below(bytes.count), 8][below(4)], next, 4)
    default:
      // The samples are coded in another way.
      for index in 0..<directory.count
      where number(directory.place + 2 + 12 * index, 2) == [259, 262, 317, 284][below(4)] {
        write(
          Self.compressions[below(Self.compressions.count)],
          directory.place + 2 + 12 * index + 8, 2)
      }
    }
  }
}
