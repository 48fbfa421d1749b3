/// A renderer that walks a template's tree and writes text.
struct TemplateRenderer {
  /// The limit of templates that include each other; deeper inclusion is considered endless.
  static let deepestInclusion = 60

  /// The largest output, in bytes. A report of thousands of pictures has some ten megabytes.
  /// Templates that include each other several times double at each level, and would fill any
  /// memory.
  static let largestOutput = 512 << 20
  static let mostInclusions = 1_000_000
  /// The largest number of rendered pieces, because sections within sections over lists multiply
  /// too.
  static let mostPieces = 20_000_000
  /// The limit for nested sections, blocks and inclusions, in all templates together.
  static let deepestNesting = 400

  private let partials: [String: Template]
  private var output: [UInt8] = []
  private var contexts: [MustacheValue]
  private var indentation = ""
  private var isAtLineStart = true
  private var depth = 0
  private var inclusionCount = 0
  private var pieceCount = 0
  private var nesting = 0
  /// The latest inclusion, for errors.
  private var place: (file: String, line: Int) = ("", 1)

  init(context: MustacheValue, partials: [String: Template]) {
    contexts = [context]
    self.partials = partials
  }

  mutating func rendered(_ template: Template) throws(TemplateError) -> String {
    place = (template.name, 1)
    try render(template.nodes, of: template.name, filling: nil)
    return String(decoding: output, as: UTF8.self)
  }

  private mutating func render(
    _ nodes: [TemplateNode], of file: String, filling blocks: BlockArguments?
  ) throws(TemplateError) {
    nesting += 1
    defer { nesting -= 1 }
    guard nesting <= Self.deepestNesting else {
      throw problem(
        "Sections and templates are nested more than \(Self.deepestNesting) levels deep.")
    }
    for node in nodes {
      pieceCount += 1
      guard pieceCount <= Self.mostPieces else {
        throw problem("The template produces more than \(Self.mostPieces) pieces.")
      }
      switch node {
      case .text(let text, _):
        try write(text)
        isAtLineStart = text.utf8.last == UInt8(ascii: "\n")
      case .variable(let path, let escaped):
        let text = value(of: path).printed
        try write(escaped ? escapedForHTML(text) : text)
        isAtLineStart = false
      case .section(let path, let inverted, let content):
        let value = value(of: path)
        if inverted {
          if !value.isTruthy { try render(content, of: file, filling: blocks) }
        } else if value.isTruthy {
          let elements = if case .list(let elements) = value { elements } else { [value] }
          for element in elements {
            contexts.append(element)
            defer { contexts.removeLast() }
            try render(content, of: file, filling: blocks)
          }
        }
      case .partial(let inclusion):
        try include(inclusion, of: file, filling: blocks)
      case .block(let name, let indentation, let content):
        if let argument = blocks?.values[name] {
          try indented(by: indentation) { renderer throws(TemplateError) in
            try renderer.render(argument.nodes, of: argument.file, filling: argument.outer)
          }
        } else {
          try render(content, of: file, filling: blocks)
        }
      case .parent(let inclusion, let arguments):
        let own = arguments.mapValues { BlockArguments.Value(nodes: $0, file: file, outer: blocks) }
        // The outermost template decides what a block contains.
        let all = own.merging(blocks?.values ?? [:]) { _, outer in outer }
        try include(inclusion, of: file, filling: BlockArguments(all))
      }
    }
  }

  private mutating func include(
    _ inclusion: Inclusion, of file: String, filling blocks: BlockArguments?
  ) throws(TemplateError) {
    let name =
      switch inclusion.name {
      case .fixed(let name): name
      case .dynamic(let path): value(of: path).printed
      }
    guard let template = partials[name] else { return }
    guard depth < Self.deepestInclusion else {
      throw TemplateError(
        file: file, line: inclusion.line,
        problem: """
          '\(name)' is included more than \(Self.deepestInclusion) levels deep. Remove the cycle of \
          templates that include each other.
          """)
    }
    inclusionCount += 1
    place = (file, inclusion.line)
    guard inclusionCount <= Self.mostInclusions else {
      throw problem(
        "Templates are included more than \(Self.mostInclusions) times. Include each one fewer times."
      )
    }
    depth += 1
    defer { depth -= 1 }
    try indented(by: inclusion.indentation) { renderer throws(TemplateError) in
      try renderer.render(template.nodes, of: template.name, filling: blocks)
    }
  }

  private mutating func indented(
    by more: String, _ body: (inout TemplateRenderer) throws(TemplateError) -> Void
  ) throws(TemplateError) {
    let before = indentation
    indentation += more
    defer { indentation = before }
    try body(&self)
  }

  private mutating func write(_ text: String) throws(TemplateError) {
    let count = (isAtLineStart ? indentation.utf8.count : 0) + text.utf8.count
    guard count <= Self.largestOutput - output.count else {
      throw problem("The page is larger than the limit of \(Self.largestOutput >> 20) MB.")
    }
    if isAtLineStart { output.append(contentsOf: indentation.utf8) }
    output.append(contentsOf: text.utf8)
  }

  private func problem(_ sentence: String) -> TemplateError {
    TemplateError(file: place.file, line: place.line, problem: sentence)
  }

  /// Returns the value of a path. The first name is searched from the innermost context outwards,
  /// the others only inside the value found.
  private func value(of path: VariablePath) -> MustacheValue {
    guard let first = path.names.first else { return contexts.last ?? .null }
    for context in contexts.reversed() {
      guard var value = context.member(first) else { continue }
      for name in path.names.dropFirst() {
        guard let member = value.member(name) else { return .null }
        value = member
      }
      return value
    }
    return .null
  }
}

/// The contents for the blocks of the template being rendered. Each is itself rendered with the
/// arguments at the place where it was written, so it cannot fill itself.
private final class BlockArguments {
  struct Value {
    let nodes: [TemplateNode]
    let file: String
    let outer: BlockArguments?
  }

  let values: [String: Value]

  init(_ values: [String: Value]) {
    self.values = values
  }
}
