import Basics

/// A table as RFC 4180 describes it, and as spreadsheets write it.
///
/// The separator is a comma, a semicolon or a tab, whichever the header has. Fields in quotes may
/// contain separators, quotes and line ends. A byte order mark is permitted.
package struct DelimitedText: Sendable, Equatable {
  package struct Row: Sendable, Equatable {
    /// The number of the row's first line, from 1.
    package let line: Int
    package let fields: [String]
  }

  package let header: [String]
  package let rows: [Row]
  package let separator: Character

  package enum Failure: Error, Equatable {
    case notText
    case noHeader
    case openQuote(line: Int)
  }

  package init(_ bytes: [UInt8]) throws(Failure) {
    let text: String
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      let isLittle = bytes[0] == 0xFF
      guard bytes.count % 2 == 0 else { throw .notText }
      let units = stride(from: 2, to: bytes.count, by: 2).map { place in
        let (first, second) = (UInt16(bytes[place]), UInt16(bytes[place + 1]))
        return isLittle ? first | second << 8 : first << 8 | second
      }
      guard let decoded = String(validating: units, as: UTF16.self) else { throw .notText }
      text = decoded
    } else {
      let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
      guard let decoded = String(validating: content, as: UTF8.self) else { throw .notText }
      text = decoded
    }
    guard !text.utf8.contains(0) else { throw .notText }
    let beginning = text.prefix { !$0.isNewline }
    let separators: [Character] = [",", ";", "\t"]
    separator = separators.max { a, b in
      beginning.count { $0 == a } < beginning.count { $0 == b }
    }!
    let all = try Self.rows(text, separator: separator)
    guard let first = all.first else { throw .noHeader }
    header = first.fields.map { Self.trimmed($0).lowercased() }
    rows = Array(all.dropFirst())
  }

  private static func trimmed(_ text: String) -> String {
    var rest = text[...]
    while let first = rest.first, first.isWhitespace { rest.removeFirst() }
    while let last = rest.last, last.isWhitespace { rest.removeLast() }
    return String(rest)
  }

  private static func rows(_ text: String, separator: Character) throws(Failure) -> [Row] {
    var rows: [Row] = []
    var fields: [String] = []
    var field = ""
    var (line, start) = (1, 1)
    var isQuoted = false
    var wasQuoted = false
    func finish(_ field: String, _ wasQuoted: Bool) -> String { wasQuoted ? field : trimmed(field) }
    func endRow() {
      fields.append(finish(field, wasQuoted))
      if fields.count > 1 || fields[0] != "" { rows.append(Row(line: start, fields: fields)) }
      fields = []
      field = ""
      wasQuoted = false
    }
    var characters = text.makeIterator()
    var pending: Character?
    while let character = pending ?? characters.next() {
      pending = nil
      if isQuoted {
        if character == "\"" {
          let next = characters.next()
          if next == "\"" {
            field.append("\"")
          } else {
            isQuoted = false
            pending = next
          }
        } else {
          if character.isNewline { line += 1 }
          field.append(character)
        }
      } else if character == "\"", trimmed(field).isEmpty, !wasQuoted {
        field = ""
        isQuoted = true
        wasQuoted = true
      } else if character == separator {
        fields.append(finish(field, wasQuoted))
        field = ""
        wasQuoted = false
      } else if character.isNewline {
        endRow()
        line += 1
        start = line
      } else if !wasQuoted || !character.isWhitespace {
        field.append(character)
      }
    }
    if isQuoted { throw .openQuote(line: start) }
    if !field.isEmpty || !fields.isEmpty || wasQuoted { endRow() }
    return rows
  }

  /// Returns a row as text, with quotes only where they are needed.
  package static func line(_ fields: [String]) -> String {
    fields.map { field in
      field.contains { $0 == "," || $0 == "\"" || $0.isNewline || $0 == ";" || $0 == "\t" }
        ? "\"" + field.replacing("\"", with: "\"\"") + "\"" : field
    }.joined(separator: ",") + "\n"
  }
}
