/// A reader of one message in the wire format of protocol buffers: numbered fields, each of which is
/// a number or a range of bytes.
///
/// The bytes are not trusted: every range lies within the message. Nested messages are ranges that
/// the caller reads in turn, to a depth that its own code fixes.
///
/// https://protobuf.dev/programming-guides/encoding/
struct ProtobufReader {
  enum Value: Equatable {
    case number(UInt64)
    /// Four bytes, little-endian.
    case word(UInt32)
    /// Eight bytes, little-endian.
    case long(UInt64)
    /// The place in the whole buffer.
    case bytes(Range<Int>)
  }

  struct Field: Equatable {
    let number: Int
    let value: Value
  }

  private let buffer: UnsafeRawBufferPointer
  /// The place of the next field.
  private(set) var position: Int
  private let end: Int

  /// - Precondition: `range` lies within the buffer.
  init(_ buffer: UnsafeRawBufferPointer, _ range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= buffer.count)
    self.buffer = buffer
    position = range.lowerBound
    end = range.upperBound
  }

  /// Returns the next field; `nil` at the end.
  ///
  /// - Throws: `damaged`.
  mutating func next() throws(ONNXError.Problem) -> Field? {
    guard position < end else { return nil }
    let start = position
    let key = try varint()
    let number = key >> 3
    guard number > 0, number < 1 << 29 else {
      throw .damaged(offset: start, reason: "a field has the number \(number)")
    }
    let value: Value
    switch key & 7 {
    case 0: value = .number(try varint())
    case 1:
      let place = try take(8)
      value = .long(
        UInt64(littleEndian: buffer.loadUnaligned(fromByteOffset: place, as: UInt64.self)))
    case 2:
      let count = try varint()
      guard count <= UInt64(end - position) else {
        throw .damaged(
          offset: start, reason: "a field of \(count) bytes reaches beyond what contains it")
      }
      let place = try take(Int(count))
      value = .bytes(place..<place + Int(count))
    case 5:
      let place = try take(4)
      value = .word(
        UInt32(littleEndian: buffer.loadUnaligned(fromByteOffset: place, as: UInt32.self)))
    default:
      throw .damaged(offset: start, reason: "a field has the unknown type \(key & 7)")
    }
    return Field(number: Int(number), value: value)
  }

  /// Reads a number of at most ten bytes, seven bits each, the lowest first.
  mutating func varint() throws(ONNXError.Problem) -> UInt64 {
    var result: UInt64 = 0
    for byte in 0..<10 {
      guard position < end else { throw .damaged(offset: position, reason: "a number ends early") }
      let next = buffer[position]
      position += 1
      result |= UInt64(next & 0x7f) << (7 * UInt64(byte))
      if next < 0x80 { return result }
    }
    throw .damaged(offset: position, reason: "a number has more than ten bytes")
  }

  /// Returns the place of some bytes and moves behind them.
  private mutating func take(_ count: Int) throws(ONNXError.Problem) -> Int {
    guard count <= end - position else {
      throw .damaged(offset: position, reason: "a field ends early")
    }
    defer { position += count }
    return position
  }
}
