/// Walks a template's tree and writes.
struct TemplateRenderer {
  /// Deeper inclusion of templates in each other is taken for an endless one.
  static let deepestInclusion = 60

  private let partials: [String: Template]
  private var output: [UInt8] = []
  private var contexts: [MustacheValue]
  private var indentation = ""
  private var isAtLineStart = true
  private var depth = 0

  init(context: MustacheValue, partials: [String: Template]) {
    contexts = [context]
    self.partials = partials
  }

  mutating func rendered(_ template: Template) throws(TemplateError) -> String {
    try render(template.nodes, of: template.name, filling: nil)
    return String(decoding: output, as: UTF8.self)
  }

  private mutating func render(
    _ nodes: [TemplateNode], of file: String, filling blocks: BlockArguments?
  ) throws(TemplateError) {
    for node in nodes {
      switch node {
      case .text(let text, _):
        write(text)
        isAtLineStart = text.utf8.last == UInt8(ascii: "\n")
      case .variable(let path, let escaped):
        let text = value(of: path).printed
        write(escaped ? escapedForHTML(text) : text)
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
        // The outermost template has the last word on what stands in a block.
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
          '\(name)' is included more than \(Self.deepestInclusion) levels deep. Break the circle of \
          templates that include each other.
          """)
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

  private mutating func write(_ text: String) {
    if isAtLineStart { output.append(contentsOf: indentation.utf8) }
    output.append(contentsOf: text.utf8)
  }

  /// The first name is looked for from the innermost context outwards, the others only inside what
  /// was found.
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

/// What fills the blocks of the template being rendered. A value is itself rendered with what was
/// in force where it was written, so it cannot fill itself.
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
