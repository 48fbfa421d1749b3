/// An error in a template, with its place.
package struct TemplateError: Error, Equatable {
  /// The name under which the template was parsed.
  package let file: String
  /// The line number, from 1.
  package let line: Int
  /// The sentence without the place.
  package let problem: String

  package init(file: String, line: Int, problem: String) {
    self.file = file
    self.line = line
    self.problem = problem
  }
}

extension TemplateError: CustomStringConvertible {
  /// The sentence in one line; a tag may span several lines, or all of a broken file.
  package var description: String {
    var text = String(
      problem.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : Character($0) }
    )
    if text.count > 1200 { text = text.prefix(800) + " […] " + text.suffix(200) }
    return "'\(file)', line \(line): \(text)"
  }
}
