/// A piece of a template: text or a tag.
struct TemplateToken {
  enum Kind {
    case text(String)
    case comment
    case delimiters
    case variable(escaped: Bool)
    case section(inverted: Bool)
    case partial
    case block
    case parent
    case end
  }

  let kind: Kind
  /// The content of the tag after its sign, without surrounding white space.
  let name: String
  /// The line in which the token begins, from 1.
  let line: Int

  /// Whether the token is text that contains only white space, including a line end.
  var isBlankText: Bool {
    if case .text(let text) = kind { text.allSatisfy(\.isWhitespace) } else { false }
  }

  var endsLine: Bool {
    if case .text(let text) = kind { text.last?.isNewline ?? false } else { false }
  }
}

/// A scanner that reads tokens from the front and keeps the current delimiters.
struct TemplateScanner {
  private let bytes: [UInt8]
  private let file: String
  private var position = 0
  private var line = 1
  private var opening = Array("{{".utf8)
  private var closing = Array("}}".utf8)

  init(text: String, file: String) {
    bytes = Array(text.utf8)
    self.file = file
  }

  /// Returns the tokens. A text token extends at most to the end of its line, including the line
  /// end.
  mutating func tokens() throws(TemplateError) -> [TemplateToken] {
    var tokens: [TemplateToken] = []
    while position < bytes.count {
      tokens.append(starts(with: opening) ? try tag() : text())
    }
    return tokens
  }

  private func starts(with pattern: [UInt8], at place: Int? = nil) -> Bool {
    let place = place ?? position
    return place + pattern.count <= bytes.count
      && bytes[place..<place + pattern.count].elementsEqual(pattern)
  }

  private mutating func text() -> TemplateToken {
    let start = position
    let startLine = line
    while position < bytes.count, !starts(with: opening) {
      position += 1
      if bytes[position - 1] == UInt8(ascii: "\n") {
        line += 1
        break
      }
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    return TemplateToken(kind: .text(text), name: "", line: startLine)
  }

  private mutating func tag() throws(TemplateError) -> TemplateToken {
    let startLine = line
    position += opening.count
    let sign = position < bytes.count ? bytes[position] : 0
    switch sign {
    case UInt8(ascii: "{"):
      let name = try content(upTo: [UInt8(ascii: "}")] + closing, skipping: 1, from: startLine)
      return try token(.variable(escaped: false), name, startLine)
    case UInt8(ascii: "&"):
      return try token(.variable(escaped: false), try content(skipping: 1, startLine), startLine)
    case UInt8(ascii: "!"):
      _ = try content(skipping: 1, startLine)
      return TemplateToken(kind: .comment, name: "", line: startLine)
    case UInt8(ascii: "="):
      let pair = try content(
        upTo: [UInt8(ascii: "=")] + closing, skipping: 1, from: startLine)
      try setDelimiters(pair, line: startLine)
      return TemplateToken(kind: .delimiters, name: "", line: startLine)
    case UInt8(ascii: "#"):
      return try token(.section(inverted: false), try content(skipping: 1, startLine), startLine)
    case UInt8(ascii: "^"):
      return try token(.section(inverted: true), try content(skipping: 1, startLine), startLine)
    case UInt8(ascii: ">"):
      return try token(.partial, try content(skipping: 1, startLine), startLine)
    case UInt8(ascii: "$"):
      return try token(.block, try content(skipping: 1, startLine), startLine)
    case UInt8(ascii: "<"):
      return try token(.parent, try content(skipping: 1, startLine), startLine)
    case UInt8(ascii: "/"):
      return try token(.end, try content(skipping: 1, startLine), startLine)
    default:
      return try token(.variable(escaped: true), try content(skipping: 0, startLine), startLine)
    }
  }

  private func token(
    _ kind: TemplateToken.Kind, _ name: String, _ line: Int
  ) throws(TemplateError) -> TemplateToken {
    guard !name.isEmpty else {
      throw TemplateError(file: file, line: line, problem: "A tag has no name.")
    }
    return TemplateToken(kind: kind, name: name, line: line)
  }

  private mutating func content(skipping sign: Int, _ startLine: Int) throws(TemplateError)
    -> String
  {
    try content(upTo: closing, skipping: sign, from: startLine)
  }

  /// Returns the text before `end`, and moves the scanner past it.
  private mutating func content(
    upTo end: [UInt8], skipping sign: Int, from startLine: Int
  ) throws(TemplateError) -> String {
    let start = position + sign
    position = start
    while position < bytes.count, !starts(with: end) {
      if bytes[position] == UInt8(ascii: "\n") { line += 1 }
      position += 1
    }
    guard position < bytes.count else {
      let pattern = String(decoding: end, as: UTF8.self)
      throw TemplateError(
        file: file, line: startLine,
        problem: "A tag begins here and never ends. End it with '\(pattern)'.")
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    position += end.count
    return trimmed(text)
  }

  private mutating func setDelimiters(_ pair: String, line: Int) throws(TemplateError) {
    let parts = pair.split(whereSeparator: \.isWhitespace)
    guard parts.count == 2, !parts.contains(where: { $0.contains("=") }) else {
      throw TemplateError(
        file: file, line: line,
        problem: """
          '\(pair)' does not set delimiters. Write two delimiters without '=', separated by a space, \
          as in '{{=<% %>=}}'.
          """)
    }
    opening = Array(parts[0].utf8)
    closing = Array(parts[1].utf8)
  }
}
