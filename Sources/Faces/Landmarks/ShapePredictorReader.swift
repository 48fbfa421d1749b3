import Basics

/// A reader of the numbers in dlib's files: each is a byte with its sign and length, then its bytes,
/// the lowest first; a float is a whole number and a power of two.
///
/// The bytes are not trusted: nothing outside the buffer is read.
struct ShapePredictorReader {
  private let bytes: UnsafeRawBufferPointer
  private(set) var position = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  struct Problem: Error {
    let reason: String
  }

  mutating func integer() throws(Problem) -> Int {
    guard position < bytes.count else { throw Problem(reason: "it ends early") }
    let head = bytes[position]
    let count = Int(head & 0x0f)
    guard count <= 8, head & 0x70 == 0, position + 1 + count <= bytes.count else {
      throw Problem(reason: "the number at byte \(position) is not one of dlib's")
    }
    var value: UInt64 = 0
    for place in 0..<count {
      value |= UInt64(bytes[position + 1 + place]) << (8 * UInt64(place))
    }
    position += 1 + count
    let whole = Int(truncatingIfNeeded: value & 0x7fff_ffff_ffff_ffff)
    return head & 0x80 == 0 ? whole : -whole
  }

  mutating func count(_ range: ClosedRange<Int>, _ what: String) throws(Problem) -> Int {
    let value = try integer()
    guard range.contains(value) else { throw Problem(reason: "it has \(value) \(what)") }
    return value
  }

  mutating func float() throws(Problem) -> Float {
    let whole = try integer()
    let power = try integer()
    guard (-1000...1000).contains(power) else {
      throw Problem(reason: "a number before byte \(position) is infinite or not a number")
    }
    let value = Float(Double(sign: .plus, exponent: power, significand: 1) * Double(whole))
    guard value.isFinite else {
      throw Problem(reason: "a number before byte \(position) is too large")
    }
    return value
  }

  /// Reads a column of numbers, of which the sizes come first, negative.
  mutating func column(_ count: Int, into values: inout [Float]) throws(Problem) {
    let (rows, columns) = (try integer(), try integer())
    guard rows == -count, columns == -1 else {
      throw Problem(reason: "it has a shape of \(-rows) x \(-columns) numbers, not of 68 points")
    }
    for _ in 0..<count { values.append(try float()) }
  }
}
