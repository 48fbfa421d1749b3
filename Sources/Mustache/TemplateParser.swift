/// A parser that builds the tree of a template. Lines that contain only a tag leave no blank line
/// behind.
struct TemplateParser {
  /// The limit of nesting for sections and blocks; deeper nesting is considered a mistake.
  static let deepestNesting = 100

  private let file: String
  private var tokens: [TemplateToken]
  private var places: [LinePlace]
  /// Whether each text disappears with a tag that is alone on its line.
  private var removed: [Bool]
  private var position = 0

  init(tokens: [TemplateToken], file: String) {
    self.file = file
    self.tokens = tokens
    places = LinePlace.places(of: tokens)
    removed = Array(repeating: false, count: tokens.count)
  }

  mutating func nodes() throws(TemplateError) -> [TemplateNode] {
    removeStandaloneLines()
    return try nodes(inside: nil, depth: 0)
  }

  /// Removes the lines of standalone sections, ends, comments, delimiters, partials and blocks. The
  /// tags of parents count as one tag, wherever they end: `parent(opening:)` handles them.
  private mutating func removeStandaloneLines() {
    var openTags: [Int] = []
    for index in tokens.indices {
      var isParents = false
      switch tokens[index].kind {
      case .text, .variable: continue
      case .parent:
        openTags.append(index)
        continue
      case .section, .block: openTags.append(index)
      case .end:
        if let opening = openTags.popLast(), case .parent = tokens[opening].kind {
          isParents = true
          let place = places[index]
          if places[opening].leads, place.ends {
            removeBlank(before: opening)
            removeBlank(after: index)
          }
        }
      case .comment, .delimiters, .partial: break
      }
      if !isParents, places[index].leads, places[index].ends {
        removeBlank(before: index)
        removeBlank(after: index)
      }
    }
  }

  private mutating func removeBlank(before index: Int) {
    for other in places[index].line.lowerBound..<index { removed[other] = true }
  }

  private mutating func removeBlank(after index: Int) {
    for other in index + 1..<places[index].line.upperBound { removed[other] = true }
  }

  /// Returns the white space before a tag that is first on its line.
  private func indentation(before index: Int) -> String {
    guard places[index].leads else { return "" }
    return tokens[places[index].line.lowerBound..<index].reduce(into: "") { text, token in
      if case .text(let blank) = token.kind { text += blank }
    }
  }

  private mutating func nodes(
    inside opening: Int?, depth: Int
  ) throws(TemplateError) -> [TemplateNode] {
    try checkNesting(depth, at: opening)
    var nodes: [TemplateNode] = []
    while position < tokens.count {
      let index = position
      let token = tokens[index]
      position += 1
      switch token.kind {
      case .text(let text):
        if !removed[index] {
          nodes.append(.text(text, startsLine: places[index].line.lowerBound == index))
        }
      case .comment, .delimiters: break
      case .variable(let escaped):
        nodes.append(.variable(VariablePath(token.name), escaped: escaped))
      case .section(let inverted):
        let content = try self.nodes(inside: index, depth: depth + 1)
        nodes.append(.section(VariablePath(token.name), inverted: inverted, content))
      case .partial:
        let isAlone = places[index].leads && places[index].ends
        nodes.append(
          .partial(
            Inclusion(
              name: .init(token.name), indentation: isAlone ? indentation(before: index) : "",
              line: token.line)))
      case .block:
        nodes.append(try block(opening: index, depth: depth))
      case .parent:
        nodes.append(try parent(opening: index, depth: depth))
      case .end:
        guard let opening, tokens[opening].name == token.name else {
          throw unexpectedEnd(token, inside: opening)
        }
        return nodes
      }
    }
    if let opening { throw neverEnded(tokens[opening]) }
    return nodes
  }

  /// Parses a block at its place. Its replacement is indented like its own content, or like its tag
  /// if it has no content.
  private mutating func block(opening: Int, depth: Int) throws(TemplateError) -> TemplateNode {
    let content = try nodes(inside: opening, depth: depth + 1)
    let isAlone = places[opening].leads && places[opening].ends
    return .block(
      name: tokens[opening].name,
      indentation: isAlone && !content.isEmpty
        ? content.intrinsicIndentation : indentation(before: opening),
      content: content)
  }

  /// Parses the inclusion of another template with the blocks that fill it; other text inside is
  /// ignored.
  private mutating func parent(opening: Int, depth: Int) throws(TemplateError) -> TemplateNode {
    try checkNesting(depth, at: opening)
    var arguments: [String: [TemplateNode]] = [:]
    while position < tokens.count {
      let index = position
      let token = tokens[index]
      switch token.kind {
      case .block:
        position += 1
        arguments[token.name] = try argument(opening: index, depth: depth)
      case .end where token.name == tokens[opening].name:
        position += 1
        let isAlone = places[opening].leads && places[index].ends
        let inclusion = Inclusion(
          name: .init(tokens[opening].name),
          indentation: isAlone ? indentation(before: opening) : "", line: tokens[opening].line)
        return .parent(inclusion, arguments: arguments)
      case .end:
        throw unexpectedEnd(token, inside: opening)
      case .section, .parent:
        // The inner parent is skipped as a whole, so that its end is not mistaken for this
        // parent's.
        position += 1
        if case .parent = token.kind {
          _ = try parent(opening: index, depth: depth + 1)
        } else {
          _ = try nodes(inside: index, depth: depth + 1)
        }
      case .text, .comment, .delimiters, .variable, .partial:
        position += 1
      }
    }
    throw neverEnded(tokens[opening])
  }

  /// Parses the content for a block, without the line ends around its tags and without its
  /// indentation.
  private mutating func argument(opening: Int, depth: Int) throws(TemplateError) -> [TemplateNode] {
    let beginsLine = places[opening].ends
    if beginsLine { removeBlank(after: opening) }
    var content = try nodes(inside: opening, depth: depth + 1)
    let end = position - 1
    if places[end].leads, end > opening + 1, places[end].line.lowerBound < end,
      case .text = content.last, !removed[end - 1]
    {
      content.removeLast()
    }
    return beginsLine ? content.removing(indentation: content.intrinsicIndentation) : content
  }

  private func checkNesting(_ depth: Int, at opening: Int?) throws(TemplateError) {
    guard depth > Self.deepestNesting, let opening else { return }
    throw TemplateError(
      file: file, line: tokens[opening].line,
      problem: "Tags are nested deeper than \(Self.deepestNesting). Close some of them first.")
  }

  private func unexpectedEnd(_ token: TemplateToken, inside opening: Int?) -> TemplateError {
    let hint =
      opening.map {
        "'\(tokens[$0].name)' of line \(tokens[$0].line) is open and must end first."
      } ?? "No section is open here: remove the tag, or open a section before it."
    return TemplateError(
      file: file, line: token.line, problem: "'\(token.name)' is closed but not open. \(hint)")
  }

  private func neverEnded(_ token: TemplateToken) -> TemplateError {
    TemplateError(
      file: file, line: token.line,
      problem: "'\(token.name)' begins here and never ends. Close it with '{{/\(token.name)}}'.")
  }
}

/// The position of a token on its line. A tag that contains line ends does not end a line.
private struct LinePlace {
  /// The tokens of the line.
  let line: Range<Int>
  /// Whether only white space precedes it on its line.
  let leads: Bool
  /// Whether only white space follows it on its line.
  let ends: Bool

  static func places(of tokens: [TemplateToken]) -> [LinePlace] {
    var places: [LinePlace] = []
    var start = 0
    while start < tokens.count {
      let end = tokens[start...].firstIndex(where: \.endsLine).map { $0 + 1 } ?? tokens.count
      let line = start..<end
      let firstSolid = line.first { !tokens[$0].isBlankText } ?? end
      let lastSolid = line.last { !tokens[$0].isBlankText } ?? start - 1
      for index in line {
        places.append(
          LinePlace(line: line, leads: index <= firstSolid, ends: index >= lastSolid))
      }
      start = end
    }
    return places
  }
}
