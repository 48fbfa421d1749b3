/// What is wrong with a template, and where.
public struct TemplateError: Error, Equatable {
  /// The name the template was parsed under.
  public let file: String
  /// From 1.
  public let line: Int
  /// A sentence without the place.
  public let problem: String

  public init(file: String, line: Int, problem: String) {
    self.file = file
    self.line = line
    self.problem = problem
  }
}

extension TemplateError: CustomStringConvertible {
  public var description: String { "'\(file)', line \(line): \(problem)" }
}
