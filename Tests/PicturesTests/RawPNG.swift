/// A writer of PNG files of every kind, independent of libpng: stored deflate blocks, filter 0.
struct RawPNG {
  var width: Int
  var height: Int
  var depth: Int
  /// The color type: 0 gray, 2 color, 3 palette, 4 gray with alpha, 6 color with alpha.
  var colorType: Int
  var isInterlaced = false
  /// The samples row by row, pixel by pixel, `channelCount` samples of `depth` bits each.
  var samples: [Int]
  /// The chunks between IHDR and IDAT.
  var chunks: [(type: String, data: [UInt8])] = []

  var channelCount: Int { [0: 1, 2: 3, 3: 1, 4: 2, 6: 4][colorType]! }

  func encoded() -> [UInt8] {
    var file: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
    file += Self.chunk("IHDR", header)
    for (type, data) in chunks { file += Self.chunk(type, data) }
    file += Self.chunk("IDAT", Self.stored(scanlines()))
    return file + Self.chunk("IEND", [])
  }

  private var header: [UInt8] {
    bigEndian(width) + bigEndian(height)
      + [UInt8(depth), UInt8(colorType), 0, 0, isInterlaced ? 1 : 0]
  }

  private func scanlines() -> [UInt8] {
    // Adam7: first column, first row, column step, row step.
    let passes: [(Int, Int, Int, Int)] =
      isInterlaced
      ? [
        (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
        (0, 1, 1, 2),
      ] : [(0, 0, 1, 1)]
    var result: [UInt8] = []
    for (firstX, firstY, stepX, stepY) in passes where firstX < width {
      for y in stride(from: firstY, to: height, by: stepY) {
        result.append(0)
        var row: [Int] = []
        for x in stride(from: firstX, to: width, by: stepX) {
          let start = (y * width + x) * channelCount
          row += samples[start..<start + channelCount]
        }
        result += packed(row)
      }
    }
    return result
  }

  private func packed(_ row: [Int]) -> [UInt8] {
    if depth == 16 { return row.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] } }
    var bytes = [UInt8](repeating: 0, count: (row.count * depth + 7) / 8)
    for (index, sample) in row.enumerated() {
      let bit = index * depth
      bytes[bit / 8] |= UInt8(sample << (8 - depth - bit % 8))
    }
    return bytes
  }

  static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
    let body = Array(type.utf8) + data
    return bigEndian(data.count) + body + bigEndian(Int(crc32(body)))
  }

  /// Returns a zlib stream without compression.
  static func stored(_ data: [UInt8]) -> [UInt8] {
    var stream: [UInt8] = [0x78, 0x01]
    var rest = data[...]
    repeat {
      let block = rest.prefix(65535)
      rest = rest.dropFirst(block.count)
      let (low, high) = (UInt8(block.count & 255), UInt8(block.count >> 8))
      stream += [rest.isEmpty ? 1 : 0, low, high, ~low, ~high] + block
    } while !rest.isEmpty
    var (a, b) = (1, 0)
    for byte in data {
      a = (a + Int(byte)) % 65521
      b = (b + a) % 65521
    }
    return stream + bigEndian(b << 16 | a)
  }

  static func crc32(_ bytes: [UInt8]) -> UInt32 {
    var crc = ~UInt32(0)
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xedb8_8320 : crc >> 1 }
    }
    return ~crc
  }
}

func bigEndian(_ number: Int) -> [UInt8] {
  [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
}
