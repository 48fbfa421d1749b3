/// What is wrong with a template, and where.
package struct TemplateError: Error, Equatable {
  /// The name the template was parsed under.
  package let file: String
  /// From 1.
  package let line: Int
  /// A sentence without the place.
  package let problem: String

  package init(file: String, line: Int, problem: String) {
    self.file = file
    self.line = line
    self.problem = problem
  }
}

extension TemplateError: CustomStringConvertible {
  /// A tag may run over several lines, or over all of a broken file; the sentence does not.
  package var description: String {
    var text = String(
      problem.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : Character($0) }
    )
    if text.count > 1200 { text = text.prefix(800) + " […] " + text.suffix(200) }
    return "'\(file)', line \(line): \(text)"
  }
}
