import Basics

/// The lines of the text of a list or a file of pairs.
///
/// UTF-8 and UTF-16 are read with or without a byte order mark. Other bytes are read as
/// Windows-1252, which spreadsheets write and which contains the printable part of Latin-1.
struct ListText {
  struct Line {
    /// The line number, from 1.
    let number: Int
    /// The text without spaces at both ends; not empty.
    let text: String
  }

  /// The lines that are not empty, except those that begin with `#`.
  private(set) var lines: [Line] = []
  /// A sentence about the encoding, if it is not UTF-8.
  private(set) var remark: String?

  /// The longest line, in bytes, far longer than a path and a label: a damaged file may be one
  /// line.
  private static let longestLine = 1 << 16

  enum Failure: Error, Equatable {
    /// The file is not text from this line on.
    case notText(line: Int, beginning: String)
  }

  init(_ bytes: [UInt8]) throws(Failure) {
    let text: [UInt8]
    if let units = Self.utf16(bytes) {
      guard let units else { throw .notText(line: 1, beginning: "") }
      text = Array(String(decoding: units, as: UTF16.self).utf8)
      remark = "The file is UTF-16."
    } else if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      text = Array(bytes.dropFirst(3))
    } else {
      text = bytes
    }
    var number = 0
    var isLatin = false
    var rest = text[...]
    while !rest.isEmpty {
      let end = rest.firstIndex { $0 == 10 || $0 == 13 } ?? rest.endIndex
      let line = rest[..<end]
      number += 1
      rest = rest[end...].dropFirst()
      // CR LF is one line end.
      if end < text.endIndex, text[end] == 13, rest.first == 10 { rest = rest.dropFirst() }
      guard line.count <= Self.longestLine, !line.contains(0) else {
        throw .notText(
          line: number, beginning: String(decoding: line.prefix(80), as: UTF8.self))
      }
      var words = String(validating: line, as: UTF8.self)
      if words == nil {
        isLatin = true
        words = windows1252(line)
      }
      let shown = trimmed(words!)
      if !shown.isEmpty && shown.utf8.first != UInt8(ascii: "#") {
        lines.append(Line(number: number, text: shown))
      }
    }
    if isLatin { remark = "The file is not UTF-8 and is read as Windows-1252 (Latin-1)." }
  }

  /// - Returns: `nil` for other text, `.some(nil)` for half a unit.
  private static func utf16(_ bytes: [UInt8]) -> [UInt16]?? {
    let isLittle: Bool
    var rest = bytes[...]
    if bytes.starts(with: [0xFF, 0xFE]) {
      isLittle = true
      rest = rest.dropFirst(2)
    } else if bytes.starts(with: [0xFE, 0xFF]) {
      isLittle = false
      rest = rest.dropFirst(2)
    } else {
      // Without a mark, every second byte of plain letters is zero.
      let start = bytes.prefix(64)
      let odd = start.indices.count { $0 % 2 == 1 && start[$0] == 0 }
      let even = start.indices.count { $0 % 2 == 0 && start[$0] == 0 }
      guard max(odd, even) * 4 >= start.count, min(odd, even) == 0, start.count >= 4 else {
        return nil
      }
      isLittle = odd > even
    }
    guard rest.count % 2 == 0 else { return .some(nil) }
    return stride(from: rest.startIndex, to: rest.endIndex, by: 2).map { place in
      let (first, second) = (UInt16(rest[place]), UInt16(rest[place + 1]))
      return isLittle ? first | second << 8 : first << 8 | second
    }
  }
}

/// Returns the fields of a line as a spreadsheet writes them: a field that begins with a quote ends
/// with a quote, and two quotes inside stand for one.
///
/// - Returns: `nil` if a quote is not closed, or something follows it.
func fields(_ line: String, separator: Character) -> [String]? {
  var fields: [String] = []
  var rest = line[...]
  while true {
    rest = rest.drop { $0 != separator && $0.isWhitespace }
    var field = ""
    if rest.first == "\"" {
      rest = rest.dropFirst()
      while true {
        guard let quote = rest.firstIndex(of: "\"") else { return nil }
        field += rest[..<quote]
        rest = rest[rest.index(after: quote)...]
        guard rest.first == "\"" else { break }
        field += "\""
        rest = rest.dropFirst()
      }
      rest = rest.drop { $0 != separator && $0.isWhitespace }
      guard rest.isEmpty || rest.first == separator else { return nil }
    } else {
      let end = rest.firstIndex(of: separator) ?? rest.endIndex
      field = trimmed(String(rest[..<end]))
      rest = rest[end...]
    }
    fields.append(field)
    guard !rest.isEmpty else { return fields }
    rest = rest.dropFirst()
  }
}

/// Returns the text without spaces, tabs and byte order marks at both ends.
func trimmed(_ text: some StringProtocol) -> String {
  func isBlank(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace || scalar == "\u{FEFF}"
  }
  var rest = Substring(text).unicodeScalars
  while let first = rest.first, isBlank(first) { rest.removeFirst() }
  while let last = rest.last, isBlank(last) { rest.removeLast() }
  return String(rest)
}

private func windows1252(_ bytes: ArraySlice<UInt8>) -> String {
  /// The characters for 0x80 to 0x9F; unassigned ones remain control characters.
  let high: [UInt32] = [
    0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039,
    0x0152, 0x8D, 0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178,
  ]
  var text = ""
  for byte in bytes {
    let value = (0x80...0x9F).contains(byte) ? high[Int(byte) - 0x80] : UInt32(byte)
    text.unicodeScalars.append(Unicode.Scalar(value)!)
  }
  return text
}
