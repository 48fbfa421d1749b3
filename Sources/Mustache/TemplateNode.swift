/// A piece of a parsed template.
enum TemplateNode: Sendable, Equatable {
  /// Text of at most one line; `startsLine` if it is the first thing on its line.
  case text(String, startsLine: Bool)
  case variable(VariablePath, escaped: Bool)
  case section(VariablePath, inverted: Bool, [TemplateNode])
  case partial(Inclusion)
  /// A block that an including template may fill; otherwise it shows `content`.
  case block(name: String, indentation: String, content: [TemplateNode])
  /// Another template with some of its blocks filled.
  case parent(Inclusion, arguments: [String: [TemplateNode]])
}

/// A dotted name; empty for the current value (`.`).
struct VariablePath: Sendable, Equatable {
  let names: [String]

  init(_ text: String) {
    names =
      text == "."
      ? [] : text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
  }
}

/// The template to include, with its indentation.
struct Inclusion: Sendable, Equatable {
  enum Name: Sendable, Equatable {
    case fixed(String)
    /// The name is the value of a variable.
    case dynamic(VariablePath)

    init(_ text: String) {
      guard text.hasPrefix("*") else {
        self = .fixed(text)
        return
      }
      self = .dynamic(VariablePath(trimmed(text.dropFirst())))
    }
  }

  let name: Name
  var indentation: String
  let line: Int
}

func trimmed(_ text: some StringProtocol) -> String {
  let isBlank: (Character) -> Bool = { $0.isWhitespace }
  guard let first = text.firstIndex(where: { !isBlank($0) }),
    let last = text.lastIndex(where: { !isBlank($0) })
  else { return "" }
  return String(text[first...last])
}

extension [TemplateNode] {
  /// The white space before the first line, if the line begins with text.
  var intrinsicIndentation: String {
    guard case .text(let text, startsLine: true) = first else { return "" }
    return String(text.prefix { $0 == " " || $0 == "\t" })
  }

  /// Returns the nodes with `indentation` removed from each line, as far as a line has it.
  func removing(indentation: String) -> [TemplateNode] {
    guard !indentation.isEmpty else { return self }
    return map { node in
      switch node {
      case .text(let text, startsLine: true):
        return .text(text.removing(prefix: indentation), startsLine: true)
      case .text, .variable:
        return node
      case .section(let path, let inverted, let content):
        return .section(path, inverted: inverted, content.removing(indentation: indentation))
      case .partial(var inclusion):
        inclusion.indentation = inclusion.indentation.removing(prefix: indentation)
        return .partial(inclusion)
      case .block(let name, let own, let content):
        return .block(
          name: name, indentation: own.removing(prefix: indentation),
          content: content.removing(indentation: indentation))
      case .parent(var inclusion, let arguments):
        inclusion.indentation = inclusion.indentation.removing(prefix: indentation)
        return .parent(inclusion, arguments: arguments)
      }
    }
  }
}

extension String {
  /// Returns the text without the characters at its start that agree with `prefix`.
  fileprivate func removing(prefix: String) -> String {
    let common = zip(self, prefix).prefix { $0 == $1 }.count
    return String(dropFirst(common))
  }
}
