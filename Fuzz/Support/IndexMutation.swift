import Basics
import Identification

/// Changes to one field of a gallery's mapped index, whose checksum is right again afterwards: without
/// it, no changed index is looked at.
struct IndexMutation {
  private var header: [UInt64]
  private var records: [[UInt8]]
  /// The places by digest and by path, and the numbers of faces of the parts.
  private var orders: [UInt8]
  private var parts: [UInt8]
  private var text: [UInt8]

  private static let headerSize = 64
  private static let recordSize = 80

  /// - Returns: `nil` if the bytes do not have the lengths of an index.
  static func mutated(_ bytes: [UInt8], _ generator: inout SeededGenerator) -> [UInt8]? {
    guard var index = IndexMutation(bytes) else { return nil }
    repeat { index.change(&generator) } while Int.random(in: 0..<3, using: &generator) == 0
    return index.bytes
  }

  private init?(_ bytes: [UInt8]) {
    guard bytes.count > Self.headerSize else { return nil }
    header = (0..<8).map { Self.number(bytes, 8 * $0) }
    let limit = UInt64(bytes.count)
    guard header[1] > 0, header[1] < limit, header[2] > 0, header[2] < limit, header[3] <= limit,
      header[1] * 88 + header[2] * 8 + header[3] + 64 == limit
    else { return nil }
    let count = Int(header[1])
    let endOfRecords = Self.headerSize + Self.recordSize * count
    records = (0..<count).map {
      let start = Self.headerSize + Self.recordSize * $0
      return Array(bytes[start..<start + Self.recordSize])
    }
    orders = Array(bytes[endOfRecords..<endOfRecords + 8 * count])
    let endOfOrders = endOfRecords + 8 * count
    let endOfParts = endOfOrders + 8 * Int(header[2])
    parts = Array(bytes[endOfOrders..<endOfParts])
    text = Array(bytes[endOfParts...])
  }

  private static func number(_ bytes: [UInt8], _ place: Int) -> UInt64 {
    (0..<8).reduce(0) { $0 | UInt64(bytes[place + $1]) << UInt64(8 * $1) }
  }

  private static func write(_ value: UInt64, _ size: Int, _ place: Int, _ bytes: inout [UInt8]) {
    for index in 0..<size {
      bytes[place + index] = UInt8(truncatingIfNeeded: value >> UInt64(8 * index))
    }
  }

  private var bytes: [UInt8] {
    let rest = records.flatMap { $0 } + orders + parts + text
    var header = header
    header[6] = rest.withUnsafeBytes { checksum($0) }
    var bytes = [UInt8](repeating: 0, count: Self.headerSize)
    for (place, value) in header.enumerated() { Self.write(value, 8, 8 * place, &bytes) }
    return bytes + rest
  }

  private mutating func change(_ generator: inout SeededGenerator) {
    func below(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &generator) }
    let (count, textCount) = (UInt64(records.count), UInt64(text.count))
    let numbers: [UInt64] = [
      0, 1, 2, 3, count - 1, count, count + 1, textCount &- 1, textCount, textCount + 1, header[4],
      header[4] &- 1, header[4] &+ 1, 65_500, 65_501, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFE,
      0xFFFF_FFFF, 1 << 32, 1 << 63, .max - 1, .max,
    ]
    func number() -> UInt64 { numbers[below(numbers.count)] &+ UInt64(below(3)) &- 1 }
    let record = below(records.count)
    switch below(12) {
    case 0, 1: Self.write(number(), 8, 32 + 8 * below(2), &records[record])
    case 2, 3: Self.write(number(), 4, 48 + 4 * below(8), &records[record])
    case 4: Self.write(number(), 4, 4 * below(orders.count / 4), &orders)
    case 5: Self.write(number(), 8, 8 * below(parts.count / 8), &parts)
    case 6: records.swapAt(record, below(records.count))
    case 7: records[record][below(32)] = UInt8(below(256))
    case 8 where !text.isEmpty:
      text[below(text.count)] = [0, 0x7F, 0x80, 0xC3, 0xF4, 0xFF, UInt8(below(256))][below(7)]
    case 9:
      // Another length of the text, or one that the file does not have.
      if below(2) == 0 { text = Array(text.prefix(below(text.count + 1))) }
      header[3] = below(4) == 0 ? number() : UInt64(text.count)
    case 10 where records.count > 1:
      // One entry fewer, everywhere.
      records.removeLast()
      orders = Array(orders.dropLast(8))
      header[1] &-= 1
      let last = parts.count - 8
      Self.write(Self.number(parts, last) &- 1, 8, last, &parts)
    default: header[1 + below(3)] = number()
    }
  }
}
