/// How a JPEG was compressed, from its own tables.
package struct JPEGCompression: Sendable, Equatable, Codable {
  /// The first quantization table, row by row: 64 divisors, larger for coarser detail.
  package let luminanceTable: [Int]
  /// The number of quantization tables.
  package let tableCount: Int
  /// The quality of 1...100 on the scale of the Independent JPEG Group whose table is the nearest.
  package let nearestQuality: Int
  /// Whether the table is exactly that scale's; cameras and some editors have tables of their own.
  package let isStandardTable: Bool
  package let isProgressive: Bool
  /// The sampling factors of the components, such as "2x2, 1x1, 1x1" (4:2:0).
  package let sampling: String

  /// - Returns: `nil` if the file has no quantization table or no frame before its samples.
  init?(_ bytes: [UInt8]) {
    var tables: [[Int]] = []
    var frame: (isProgressive: Bool, sampling: String)?
    for segment in JPEGSegments(bytes) {
      let content = bytes[segment.content]
      switch segment.marker {
      case 0xDB: tables += Self.tables(content)
      case 0xC0...0xC3 where frame == nil:
        frame = Self.frame(content).map { (segment.marker == 0xC2, $0) }
      default: break
      }
    }
    guard let first = tables.first, let frame else { return nil }
    luminanceTable = first
    tableCount = tables.count
    (isProgressive, sampling) = frame
    let distances = (1...100).map { quality in
      zip(Self.table(ofQuality: quality), first).reduce(0) { $0 + abs($1.0 - $1.1) }
    }
    let least = distances.min()!
    nearestQuality = distances.lastIndex(of: least)! + 1
    isStandardTable = least == 0
  }

  private static func tables(_ content: ArraySlice<UInt8>) -> [[Int]] {
    var found: [[Int]] = []
    var place = content.startIndex
    while place < content.endIndex {
      let size = content[place] >> 4 == 0 ? 1 : 2
      guard content.endIndex - place - 1 >= 64 * size else { break }
      var table = [Int](repeating: 0, count: 64)
      for (step, target) in zigzag.enumerated() {
        let first = place + 1 + step * size
        table[target] = content[first..<first + size].reduce(0) { $0 << 8 | Int($1) }
      }
      found.append(table)
      place += 1 + 64 * size
    }
    return found
  }

  private static func frame(_ content: ArraySlice<UInt8>) -> String? {
    guard content.count >= 6 else { return nil }
    let start = content.startIndex
    let count = Int(content[start + 5])
    guard content.count >= 6 + 3 * count else { return nil }
    return (0..<count).map { component in
      let factors = content[start + 6 + 3 * component + 1]
      return "\(factors >> 4)x\(factors & 15)"
    }.joined(separator: ", ")
  }

  /// The places, row by row, of the values in the order of the file: diagonal by diagonal, each in the
  /// other direction than the one before.
  private static let zigzag: [Int] = (0..<15).flatMap { diagonal in
    let rows = (max(0, diagonal - 7)...min(7, diagonal))
    let places = rows.map { row in row * 8 + diagonal - row }
    return diagonal.isMultiple(of: 2) ? places.reversed() : places
  }

  /// ITU-T T.81, table K.1, scaled as libjpeg's `jpeg_set_quality` does.
  static func table(ofQuality quality: Int) -> [Int] {
    let scale = quality < 50 ? 5000 / quality : 200 - 2 * quality
    return luminance.map { min(max(($0 * scale + 50) / 100, 1), 255) }
  }

  private static let luminance = [
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56,
    14, 17, 22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113,
    92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
  ]
}
