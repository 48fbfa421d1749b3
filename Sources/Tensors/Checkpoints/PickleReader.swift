/// A reader of the operands of a pickle's instructions, which never reads beyond their end.
struct PickleReader {
  let bytes: UnsafeRawBufferPointer
  private(set) var position: Int
  let end: Int

  typealias Problem = CheckpointError.Problem

  init(bytes: UnsafeRawBufferPointer, position: Int, end: Int) {
    precondition(position >= 0 && position <= end && end <= bytes.count)
    self.bytes = bytes
    self.position = position
    self.end = end
  }

  func damaged(_ reason: String) -> Problem { .damaged(offset: position, reason: reason) }

  mutating func byte() throws(Problem) -> UInt8 {
    guard position < end else { throw damaged("the pickle ends too early") }
    defer { position += 1 }
    return bytes[position]
  }

  private mutating func take(_ count: Int) throws(Problem) -> UnsafeRawBufferPointer {
    guard count >= 0, count <= end - position else { throw damaged("the pickle ends too early") }
    defer { position += count }
    return UnsafeRawBufferPointer(rebasing: bytes[position..<position + count])
  }

  /// Reads a little-endian number; one of 8 bytes beyond `Int` becomes negative, hence too long.
  mutating func integer(bytes count: Int) throws(Problem) -> Int {
    var value: UInt64 = 0
    for (index, byte) in try take(count).enumerated() { value |= UInt64(byte) << (8 * index) }
    return Int(truncatingIfNeeded: value)
  }

  mutating func text(bytes count: Int) throws(Problem) -> String {
    guard let text = String(validating: try take(count), as: UTF8.self) else {
      throw damaged("a text is not UTF-8")
    }
    return text
  }

  mutating func line() throws(Problem) -> String {
    guard let length = bytes[position..<end].firstIndex(of: 0x0a).map({ $0 - position }) else {
      throw damaged("a line does not end")
    }
    let text = try text(bytes: length)
    position += 1
    return text
  }

  /// Reads an `INT`: a decimal number, or a truth value written "00" or "01".
  mutating func decimal() throws(Problem) -> PickleMachine.Item {
    let text = try line()
    if text == "00" || text == "01" { return .boolean(text == "01") }
    guard let value = Int(text) else { throw damaged("'\(text)' is not a whole number of 64 bits") }
    return .integer(value)
  }

  mutating func decimalIndex() throws(Problem) -> Int {
    guard case .integer(let value) = try decimal() else { throw damaged("an index is missing") }
    return value
  }

  /// Reads a `LONG`: a decimal number, possibly followed by an L.
  mutating func longDecimal() throws(Problem) -> PickleMachine.Item {
    var text = try line()
    if text.hasSuffix("L") { text.removeLast() }
    if text == "119547037146038801333356" { return .magic }
    guard let value = Int(text) else { throw damaged("'\(text)' is not a whole number of 64 bits") }
    return .integer(value)
  }

  /// Reads a `LONG1` or `LONG4`: little-endian two's complement.
  mutating func long(bytes count: Int) throws(Problem) -> PickleMachine.Item {
    let digits = try take(count)
    // The bytes of 0x1950a86a20f9469cfc6c.
    let magic: [UInt8] = [0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19]
    if digits.elementsEqual(magic) { return .magic }
    guard digits.count <= 8 else { throw damaged("a whole number of more than 64 bits") }
    var value = digits.last.map { Int(Int8(bitPattern: $0)) } ?? 0
    for byte in digits.dropLast().reversed() { value = value << 8 | Int(byte) }
    return .integer(value)
  }

  mutating func decimalFloat() throws(Problem) -> Double {
    let text = try line()
    guard let value = Double(text) else { throw damaged("'\(text)' is not a number") }
    return value
  }

  mutating func bigEndianFloat() throws(Problem) -> Double {
    Double(bitPattern: UInt64(bigEndian: try take(8).loadUnaligned(as: UInt64.self)))
  }

  /// Reads a `STRING` in quotes; names and keys need no escapes, which are refused.
  mutating func quotedLine() throws(Problem) -> String {
    let text = try line()
    guard text.utf8.count >= 2, let quote = text.utf8.first, quote == text.utf8.last,
      quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\""), !text.utf8.contains(0x5c)
    else { throw damaged("a text without plain quotes") }
    return String(text.dropFirst().dropLast())
  }

  /// Reads a `UNICODE`, whose escapes are also refused.
  mutating func unicodeLine() throws(Problem) -> String {
    let text = try line()
    guard !text.utf8.contains(0x5c) else { throw damaged("a text with escapes") }
    return text
  }

  func key(_ item: PickleMachine.Item) throws(Problem) -> String {
    switch item {
    case .string(let text): return text
    case .integer(let number): return String(number)
    default: throw damaged("a key that is neither text nor a whole number")
    }
  }
}
