import Basics

/// A reader of what dlib's files consist of. A whole number is a byte with its sign and length, then
/// its bytes, the lowest first; a float is a whole number and a power of two; a text is its length
/// and its bytes. The values of a network's tensors are plain 32-bit floats.
///
/// The bytes are not trusted: nothing outside the buffer is read, and every size is checked before
/// memory is taken.
package struct DlibReader {
  private let bytes: UnsafeRawBufferPointer
  package private(set) var position = 0

  package init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  package struct Problem: Error {
    /// What is wrong, as the end of a sentence about the file.
    package let reason: String

    package init(reason: String) { self.reason = reason }
  }

  package var isAtEnd: Bool { position == bytes.count }

  package mutating func integer() throws(Problem) -> Int {
    guard position < bytes.count else { throw Problem(reason: "it ends early") }
    let head = bytes[position]
    let count = Int(head & 0x0f)
    guard count <= 8, head & 0x70 == 0 else {
      throw Problem(reason: "the number at byte \(position) is not one of dlib's")
    }
    guard count < bytes.count - position else { throw Problem(reason: "it ends early") }
    var value: UInt64 = 0
    for place in 0..<count {
      value |= UInt64(bytes[position + 1 + place]) << (8 * UInt64(place))
    }
    position += 1 + count
    let whole = Int(truncatingIfNeeded: value & 0x7fff_ffff_ffff_ffff)
    return head & 0x80 == 0 ? whole : -whole
  }

  /// - Parameter what: The end of the sentence "it has N …".
  package mutating func count(
    _ range: ClosedRange<Int>, _ what: String
  ) throws(Problem) -> Int {
    let value = try integer()
    guard range.contains(value) else { throw Problem(reason: "it has \(value) \(what)") }
    return value
  }

  package mutating func float() throws(Problem) -> Float {
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

  /// Reads a text of at most 100 bytes.
  package mutating func text() throws(Problem) -> String {
    let count = try count(0...100, "bytes in a name")
    guard count <= bytes.count - position else { throw Problem(reason: "it ends early") }
    defer { position += count }
    return String(decoding: bytes[position..<position + count], as: UTF8.self)
  }

  package mutating func flag() throws(Problem) -> Bool {
    guard position < bytes.count else { throw Problem(reason: "it ends early") }
    defer { position += 1 }
    switch bytes[position] {
    case UInt8(ascii: "0"): return false
    case UInt8(ascii: "1"): return true
    default: throw Problem(reason: "byte \(position) is neither 0 nor 1 in ASCII")
    }
  }

  /// Passes over plain 32-bit floats and returns where they are.
  package mutating func plainFloats(_ count: Int) throws(Problem) -> Range<Int> {
    guard count >= 0, count <= (bytes.count - position) / 4 else {
      throw Problem(reason: "it ends early")
    }
    defer { position += 4 * count }
    return position..<position + 4 * count
  }

  /// Reads a column of numbers, of which the sizes come first, negative.
  package mutating func column(
    _ count: Int, into values: inout [Float]
  ) throws(Problem) {
    let (rows, columns) = (try integer(), try integer())
    guard rows == -count, columns == -1 else {
      throw Problem(reason: "it has a shape of \(-rows) x \(-columns) numbers, not of 68 points")
    }
    for _ in 0..<count { values.append(try float()) }
  }
}
