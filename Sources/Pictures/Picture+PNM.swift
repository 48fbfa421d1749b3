extension Picture {
  /// Returns the first picture of a PBM, PGM or PPM file, plain (P1 to P3) or raw (P4 to P6), of 8
  /// or 16 bits.
  ///
  /// https://netpbm.sourceforge.net/doc/pnm.html
  static func decodePNM(_ bytes: [UInt8], name: String) throws(PictureError) -> Picture {
    var header = PNMHeader(bytes: bytes, name: name)
    let kind = header.kind
    let width = try header.number("width")
    let height = try header.number("height")
    try checkSize(width, height, name: name)
    let isBitmap = kind == 1 || kind == 4
    let maximum = isBitmap ? 1 : try header.number("largest value")
    guard (1...65535).contains(maximum) else {
      throw .corrupt(name: name, reason: "its largest value is \(maximum), not 1 to 65535")
    }
    let channels: Channels = kind == 3 || kind == 6 ? .rgb : .gray
    let count = width * height * channels.rawValue
    let isPlain = kind <= 3
    if !isPlain { try header.skipOneSpace() }
    let sampleBytes = maximum > 255 ? 2 : 1
    let leastBytes =
      kind == 4
      ? (width + 7) / 8 * height
      : isPlain
        ? isBitmap ? count : 2 * count - 1
        : count * sampleBytes
    guard bytes.count - header.position >= leastBytes else { throw .truncated(name: name) }

    func scaled(_ value: Int) throws(PictureError) -> UInt8 {
      guard value <= maximum else {
        throw .corrupt(name: name, reason: "a sample is \(value), above \(maximum)")
      }
      return UInt8((value * 255 + maximum / 2) / maximum)
    }
    return try filled(width: width, height: height, channels: channels) {
      target throws(PictureError) in
      if kind == 4 {
        let stride = (width + 7) / 8
        for y in 0..<height {
          for x in 0..<width {
            let isBlack = bytes[header.position + y * stride + x / 8] >> (7 - x % 8) & 1 == 1
            target[y * width + x] = isBlack ? 0 : 255
          }
        }
        return
      }
      for index in 0..<count {
        if kind == 1 {
          target[index] = try header.bit() == 1 ? 0 : 255
        } else if isPlain {
          target[index] = try scaled(try header.number("sample"))
        } else if sampleBytes == 1 {
          target[index] = try scaled(Int(bytes[header.position + index]))
        } else {
          let place = header.position + 2 * index
          target[index] = try scaled(Int(bytes[place]) << 8 | Int(bytes[place + 1]))
        }
      }
    }
  }
}

/// A reader of the words of a PNM file.
struct PNMHeader {
  private let bytes: [UInt8]
  private let name: String
  /// The position after the last word.
  private(set) var position = 2

  /// - Precondition: The bytes begin with "P" and a digit.
  init(bytes: [UInt8], name: String) {
    self.bytes = bytes
    self.name = name
  }

  var kind: Int { Int(bytes[1]) - 48 }

  static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }

  /// Returns the next decimal number, after white space and comments.
  ///
  /// - Parameter what: The number's name in errors.
  mutating func number(_ what: String) throws(PictureError) -> Int {
    try skipSpace()
    var value = 0
    let start = position
    while position < bytes.count, (48...57).contains(bytes[position]) {
      value = value * 10 + Int(bytes[position]) - 48
      guard value < 1 << 40 else {
        throw .corrupt(name: name, reason: "its \(what) has too many digits")
      }
      position += 1
    }
    guard position > start else {
      throw .corrupt(name: name, reason: "its \(what) is not a number")
    }
    return value
  }

  /// Returns the next 0 or 1 of a plain bitmap, which need no space between them.
  mutating func bit() throws(PictureError) -> Int {
    try skipSpace()
    guard bytes[position] == 48 || bytes[position] == 49 else {
      throw .corrupt(name: name, reason: "a pixel is neither 0 nor 1")
    }
    position += 1
    return Int(bytes[position - 1]) - 48
  }

  /// Skips the single white space between a raw picture's header and its samples.
  mutating func skipOneSpace() throws(PictureError) {
    guard position < bytes.count else { throw .truncated(name: name) }
    guard Self.isSpace(bytes[position]) else {
      throw .corrupt(name: name, reason: "white space is missing between header and samples")
    }
    position += 1
  }

  private mutating func skipSpace() throws(PictureError) {
    var isComment = false
    while position < bytes.count {
      let byte = bytes[position]
      if isComment {
        isComment = byte != 10 && byte != 13
      } else if byte == UInt8(ascii: "#") {
        isComment = true
      } else if !Self.isSpace(byte) {
        return
      }
      position += 1
    }
    throw .truncated(name: name)
  }
}
