extension Picture {
  /// Returns the picture in a BMP: 1, 4 or 8 bits with a palette, or 16, 24 or 32 bits.
  ///
  /// A fourth channel is ignored, as most programs do. Run-length coded files are not supported.
  ///
  /// https://learn.microsoft.com/windows/win32/gdi/bitmap-storage
  static func decodeBMP(_ bytes: [UInt8], name: String) throws(PictureError) -> Picture {
    let header = try BMPHeader(bytes, name: name)
    try checkSize(header.width, header.height, name: name)
    let stride = (header.width * header.bits + 31) / 32 * 4
    let (size, overflows) = stride.multipliedReportingOverflow(by: header.height)
    guard !overflows, header.offset <= bytes.count, size <= bytes.count - header.offset else {
      throw .truncated(name: name)
    }
    let palette = try header.palette(bytes, name: name)
    return try filled(width: header.width, height: header.height, channels: .rgb) {
      target throws(PictureError) in
      var place = 0
      for y in 0..<header.height {
        let row = header.offset + (header.isTopDown ? y : header.height - 1 - y) * stride
        for x in 0..<header.width {
          let color: (UInt8, UInt8, UInt8)
          switch header.bits {
          case 1, 4, 8:
            let each = 8 / header.bits
            let byte = Int(bytes[row + x / each])
            let index =
              byte >> (8 - header.bits - x % each * header.bits) & (1 << header.bits - 1)
            guard index < palette.count else {
              throw .corrupt(name: name, reason: "a pixel has a color beyond the palette")
            }
            color = palette[index]
          case 24:
            let start = row + 3 * x
            color = (bytes[start + 2], bytes[start + 1], bytes[start])
          default:
            let start = row + header.bits / 8 * x
            var value = UInt32(bytes[start]) | UInt32(bytes[start + 1]) << 8
            if header.bits == 32 {
              value |= UInt32(bytes[start + 2]) << 16 | UInt32(bytes[start + 3]) << 24
            }
            color = (
              BMPHeader.sample(value, header.masks[0]), BMPHeader.sample(value, header.masks[1]),
              BMPHeader.sample(value, header.masks[2])
            )
          }
          (target[place], target[place + 1], target[place + 2]) = color
          place += 3
        }
      }
    }
  }
}

/// The description at the beginning of a BMP.
private struct BMPHeader {
  let width: Int
  let height: Int
  let isTopDown: Bool
  /// The bits of a pixel.
  let bits: Int
  /// The place of the first pixel.
  let offset: Int
  /// The bits of red, green and blue of a pixel of 16 or 32 bits.
  var masks: [UInt32]
  private let headerSize: Int
  private let colorCount: Int

  init(_ bytes: [UInt8], name: String) throws(PictureError) {
    func number(_ place: Int, _ size: Int) throws(PictureError) -> Int {
      guard place + size <= bytes.count else { throw .truncated(name: name) }
      return bytes[place..<place + size].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
    func signed(_ place: Int) throws(PictureError) -> Int {
      Int(Int32(truncatingIfNeeded: try number(place, 4)))
    }
    offset = try number(10, 4)
    headerSize = try number(14, 4)
    guard [12, 40, 52, 56, 64, 108, 124].contains(headerSize) else {
      throw .unsupported(name: name, reason: "BMP with a header of \(headerSize) bytes")
    }
    var compression = 0
    if headerSize == 12 {
      width = try number(18, 2)
      height = try number(20, 2)
      isTopDown = false
      bits = try number(24, 2)
      colorCount = 0
    } else {
      width = try signed(18)
      let rows = try signed(22)
      height = abs(rows)
      isTopDown = rows < 0
      bits = try number(28, 2)
      compression = try number(30, 4)
      colorCount = try number(46, 4)
    }
    masks =
      bits == 16 ? [0x7c00, 0x03e0, 0x001f] : [0x00ff_0000, 0x0000_ff00, 0x0000_00ff]
    switch (compression, bits) {
    case (0, 1), (0, 4), (0, 8), (0, 16), (0, 24), (0, 32): break
    case (3, 16), (3, 32), (6, 16), (6, 32):
      masks = []
      for channel in 0..<3 { masks.append(UInt32(try number(54 + 4 * channel, 4))) }
    case (1, _), (2, _): throw .unsupported(name: name, reason: "run-length coded BMP")
    default:
      throw .unsupported(
        name: name, reason: "BMP of \(bits) bits with the compression \(compression)")
    }
  }

  func palette(
    _ bytes: [UInt8], name: String
  ) throws(PictureError) -> [(UInt8, UInt8, UInt8)] {
    guard bits <= 8 else { return [] }
    let size = headerSize == 12 ? 3 : 4
    let start = 14 + headerSize
    let count = min(colorCount == 0 ? 1 << bits : colorCount, 1 << bits)
    guard start + size * count <= bytes.count else { throw .truncated(name: name) }
    return (0..<count).map { index in
      let place = start + size * index
      return (bytes[place + 2], bytes[place + 1], bytes[place])
    }
  }

  /// Returns the bits of a mask as a sample of 0...255.
  static func sample(_ value: UInt32, _ mask: UInt32) -> UInt8 {
    guard mask != 0 else { return 0 }
    let shift = UInt32(mask.trailingZeroBitCount)
    let most = UInt64(mask >> shift)
    return UInt8((UInt64((value & mask) >> shift) * 255 + most / 2) / most)
  }
}
