/// What dlib's files consist of, as dlib writes it.
package struct DlibWriter {
  package var bytes: [UInt8] = []

  package init() {}

  package mutating func integers(_ values: [Int]) {
    for value in values {
      var rest = value.magnitude
      var digits: [UInt8] = []
      while rest > 0 {
        digits.append(UInt8(rest & 255))
        rest >>= 8
      }
      bytes += [UInt8(digits.count) | (value < 0 ? 0x80 : 0)] + digits
    }
  }

  package mutating func float(_ whole: Int, _ power: Int) { integers([whole, power]) }

  package mutating func text(_ text: String) {
    integers([text.utf8.count])
    bytes += Array(text.utf8)
  }

  /// Writes the shape of a tensor and its plain values.
  package mutating func tensor(_ values: [Float], shape: [Int]) {
    integers([2] + shape)
    for value in values {
      withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
    }
  }

  /// A predictor of 68 landmarks of one stage with one tree of one split.
  package static func predictor(
    version: Int = 1, limit: (Int, Int) = (5, 0), pixel: Int = 1, anchor: Int = 67
  ) -> [UInt8] {
    var writer = DlibWriter()
    func column(_ value: (Int) -> (Int, Int)) {
      writer.integers([-136, -1])
      for place in 0..<136 {
        let (whole, power) = value(place)
        writer.float(whole, power)
      }
    }
    writer.integers([version])
    // The points lie on a grid of eighths.
    column { ($0 % 2 == 0 ? $0 / 2 % 9 : $0 / 18, -3) }
    writer.integers([1, 1, 1, 0, pixel])
    writer.float(limit.0, limit.1)
    // The first leaf moves to the right by a quarter, the second downwards by a half.
    writer.integers([2])
    column { ($0 % 2 == 0 ? 1 : 0, -2) }
    column { ($0 % 2 == 0 ? 0 : 1, -1) }
    writer.integers([1, 2, 0, anchor, 1, 2])
    for _ in 0..<4 { writer.float(0, 0) }
    return writer.bytes
  }
}
