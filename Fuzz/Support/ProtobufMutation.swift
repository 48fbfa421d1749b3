import Basics

/// Changes to one field of a protobuf message, after which all lengths around it are right again: an
/// ONNX file whose bytes are changed anywhere is mostly refused for its lengths alone.
///
/// https://protobuf.dev/programming-guides/encoding
struct ProtobufMutation {
  /// A field with its content.
  private struct Field {
    var number: UInt64
    var content: Content
  }

  private indirect enum Content {
    case integer(UInt64)
    case fixed([UInt8], wire: UInt64)
    case bytes([UInt8])
    case message([Field])
  }

  private static let deepest = 12

  /// - Returns: `nil` if the bytes cannot be read as a message.
  static func mutated(_ bytes: [UInt8], _ generator: inout SeededGenerator) -> [UInt8]? {
    guard var fields = fields(bytes[...], depth: 0), !fields.isEmpty else { return nil }
    repeat { change(&fields, &generator) } while below(3, &generator) > 0
    return written(fields)
  }

  private static func below(_ limit: Int, _ generator: inout SeededGenerator) -> Int {
    Int.random(in: 0..<limit, using: &generator)
  }

  // MARK: Reading and writing

  private static func fields(_ bytes: ArraySlice<UInt8>, depth: Int) -> [Field]? {
    var place = bytes.startIndex
    func variable() -> UInt64? {
      var value: UInt64 = 0
      var shift: UInt64 = 0
      while place < bytes.endIndex, shift < 64 {
        let byte = bytes[place]
        place += 1
        value |= UInt64(byte & 127) << shift
        if byte < 128 { return value }
        shift += 7
      }
      return nil
    }
    func taken(_ count: Int) -> [UInt8]? {
      guard count <= bytes.endIndex - place else { return nil }
      defer { place += count }
      return Array(bytes[place..<place + count])
    }
    var fields: [Field] = []
    while place < bytes.endIndex {
      guard let key = variable(), key >> 3 > 0, key >> 3 < 1000 else { return nil }
      let content: Content
      switch key & 7 {
      case 0:
        guard let value = variable() else { return nil }
        content = .integer(value)
      case 1, 5:
        guard let value = taken(key & 7 == 1 ? 8 : 4) else { return nil }
        content = .fixed(value, wire: key & 7)
      case 2:
        guard let count = variable(), count <= UInt64(bytes.endIndex - place),
          let value = taken(Int(count))
        else { return nil }
        // Text and numbers seldom look like a message.
        if depth < deepest, value.count > 2, let inner = Self.fields(value[...], depth: depth + 1) {
          content = .message(inner)
        } else {
          content = .bytes(value)
        }
      default: return nil
      }
      fields.append(Field(number: key >> 3, content: content))
    }
    return fields
  }

  private static func written(_ fields: [Field]) -> [UInt8] {
    var bytes: [UInt8] = []
    func add(_ value: UInt64) {
      var value = value
      while value >= 128 {
        bytes.append(UInt8(value & 127) | 128)
        value >>= 7
      }
      bytes.append(UInt8(value))
    }
    for field in fields {
      switch field.content {
      case .integer(let value):
        add(field.number << 3)
        add(value)
      case .fixed(let value, let wire):
        add(field.number << 3 | wire)
        bytes += value
      case .bytes(let value):
        add(field.number << 3 | 2)
        add(UInt64(value.count))
        bytes += value
      case .message(let inner):
        let value = written(inner)
        add(field.number << 3 | 2)
        add(UInt64(value.count))
        bytes += value
      }
    }
    return bytes
  }

  // MARK: Changing

  private static func change(_ fields: inout [Field], _ generator: inout SeededGenerator) {
    guard !fields.isEmpty else { return }
    let place = below(fields.count, &generator)
    if case .message(var inner) = fields[place].content, below(5, &generator) > 0 {
      change(&inner, &generator)
      fields[place].content = .message(inner)
      return
    }
    switch below(8, &generator) {
    case 0: fields.remove(at: place)
    case 1: fields.insert(fields[place], at: below(fields.count + 1, &generator))
    case 2: fields.swapAt(place, below(fields.count, &generator))
    case 3: fields[place].number = UInt64(1 + below(20, &generator))
    case 4: fields[place].content = fields[below(fields.count, &generator)].content
    default: fields[place].content = changed(fields[place].content, &generator)
    }
  }

  private static func changed(_ content: Content, _ generator: inout SeededGenerator) -> Content {
    let numbers: [UInt64] = [
      0, 1, 2, 3, 7, 8, 127, 128, 255, 4096, 65_535, 1 << 31, 1 << 32, 1 << 62, 1 << 63, .max,
      .max - 1,
    ]
    switch content {
    case .integer: return .integer(numbers[below(numbers.count, &generator)])
    case .fixed(var value, let wire):
      let patterns: [[UInt8]] = [
        [0, 0, 0x80, 0x7F], [0, 0, 0xC0, 0x7F], [0xFF, 0xFF, 0x7F, 0x7F], [0, 0, 0, 0],
        [0, 0, 0x80, 0xFF],
      ]
      let pattern = patterns[below(patterns.count, &generator)]
      for index in value.indices { value[index] = pattern[index % 4] }
      return .fixed(value, wire: wire)
    case .bytes(var value):
      switch below(5, &generator) {
      case 0: return .bytes([])
      case 1: return .bytes(Array(value.prefix(value.count / 2)))
      case 2: return .bytes(value + value)
      case 3: return .message([Field(number: 1, content: .bytes(value))])
      default:
        guard !value.isEmpty else { return .bytes([UInt8(below(256, &generator))]) }
        value[below(value.count, &generator)] = UInt8(below(256, &generator))
        return .bytes(value)
      }
    case .message(let inner): return .bytes(written(inner))
    }
  }
}
