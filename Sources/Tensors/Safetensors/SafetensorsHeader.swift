/// The header of a safetensors file: the tensors, and notes about them.
struct SafetensorsHeader: Equatable {
  struct Entry: Equatable {
    var name: String
    var type: ElementType
    var shape: [Int]
    /// The range within the data, which follows the header.
    var bytes: Range<Int>
  }

  /// The entries in the order of their data.
  var entries: [Entry]
  var metadata: [String: String]

  /// The largest length; more is refused before memory is allocated (the limit of the format's own
  /// library).
  static let maximumLength = 100_000_000

  init(entries: [Entry], metadata: [String: String]) {
    self.entries = entries
    self.metadata = metadata
  }

  /// Reads and checks a header: nothing in the result reaches outside the data, and the tensors
  /// fill it without gaps or overlaps.
  ///
  /// - Parameters:
  ///   - json: The bytes of the header, without the length before them.
  ///   - dataCount: The number of bytes after the header.
  init(json: [UInt8], dataCount: Int, path: String) throws(SafetensorsError) {
    entries = []
    metadata = [:]
    do {
      try parse(json)
    } catch {
      throw SafetensorsError(path, error)
    }
    entries.sort {
      ($0.bytes.lowerBound, $0.bytes.upperBound) < ($1.bytes.lowerBound, $1.bytes.upperBound)
    }
    var position = 0
    for entry in entries {
      guard entry.bytes.upperBound <= dataCount else {
        throw SafetensorsError(
          path, .outside(name: entry.name, end: entry.bytes.upperBound, available: dataCount))
      }
      guard entry.bytes.lowerBound == position else {
        throw SafetensorsError(
          path,
          .notContiguous(name: entry.name, expected: position, found: entry.bytes.lowerBound))
      }
      position = entry.bytes.upperBound
    }
    guard position == dataCount else {
      throw SafetensorsError(path, .trailingBytes(count: dataCount - position))
    }
  }

  private mutating func parse(_ json: [UInt8]) throws(SafetensorsError.Problem) {
    guard String(validating: json, as: UTF8.self) != nil else {
      throw .header(offset: 0, reason: "it is not UTF-8")
    }
    var scanner = HeaderScanner(json)
    var names: Set<String> = []
    var hasMetadata = false
    try scanner.object { (name, scanner) throws(SafetensorsError.Problem) in
      if name == "__metadata__" {
        guard !hasMetadata else { throw .duplicate(name: name) }
        hasMetadata = true
        try scanner.object { (key, scanner) throws(SafetensorsError.Problem) in
          let value = try scanner.string()
          guard metadata.updateValue(value, forKey: key) == nil else {
            throw .duplicate(name: key)
          }
        }
      } else {
        guard names.insert(name).inserted else { throw .duplicate(name: name) }
        entries.append(try Self.entry(named: name, &scanner))
      }
    }
    try scanner.end()
  }

  private static func entry(named name: String, _ scanner: inout HeaderScanner)
    throws(SafetensorsError.Problem) -> Entry
  {
    var typeName: String?
    var shape: [Int]?
    var offsets: [Int]?
    let start = scanner.offset
    try scanner.object { (key, scanner) throws(SafetensorsError.Problem) in
      switch key {
      case "dtype" where typeName == nil: typeName = try scanner.string()
      case "shape" where shape == nil: shape = try scanner.integers(atMost: 32)
      case "data_offsets" where offsets == nil: offsets = try scanner.integers(atMost: 2)
      default: throw scanner.problem("'\(name)' has an unexpected or repeated key '\(key)'")
      }
    }
    guard let typeName, let shape, let offsets, offsets.count == 2, offsets[0] <= offsets[1] else {
      throw .header(
        offset: start, reason: "'\(name)' lacks a dtype, a shape or two ordered data_offsets")
    }
    guard let type = ElementType(rawValue: typeName) else {
      throw .unknownElementType(name: name, type: typeName)
    }
    guard let count = type.byteCount(of: shape) else { throw .tooManyElements(name: name) }
    guard count == offsets[1] - offsets[0] else {
      throw .sizeMismatch(name: name, expected: count, found: offsets[1] - offsets[0])
    }
    return Entry(name: name, type: type, shape: shape, bytes: offsets[0]..<offsets[1])
  }

  /// Returns the length and the header as in a file: metadata first, by key, then the tensors in
  /// the order of their data; padded with spaces to a multiple of 8.
  ///
  /// - Parameter byteCount: The length of the header if it must not depend on its content.
  func serialized(byteCount: Int? = nil) -> [UInt8] {
    var text = "{"
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key < $1.key }
        .map { "\(Self.quoted($0.key)):\(Self.quoted($0.value))" }
      text += "\"__metadata__\":{" + pairs.joined(separator: ",") + "}"
    }
    for entry in entries {
      if text.utf8.count > 1 { text += "," }
      let shape = entry.shape.map(String.init).joined(separator: ",")
      text +=
        "\(Self.quoted(entry.name)):{\"dtype\":\"\(entry.type.rawValue)\",\"shape\":[\(shape)]"
      text += ",\"data_offsets\":[\(entry.bytes.lowerBound),\(entry.bytes.upperBound)]}"
    }
    text += "}"
    var bytes = Array(text.utf8)
    let length = byteCount ?? (bytes.count + 7) / 8 * 8
    precondition(length >= bytes.count && length % 8 == 0)
    bytes.append(contentsOf: repeatElement(0x20, count: length - bytes.count))
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + bytes
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\u{0}"..<"\u{20}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
