/// A Mustache template: text with tags, parsed once and rendered often.
///
/// It supports the whole specification except lambdas: variables, sections, partials, delimiters,
/// and from the optional part inheritance and dynamic names. A name that is not in the context, and
/// a partial that does not exist, produce no output.
///
/// https://github.com/mustache/spec
package struct Template: Sendable {
  /// The name for errors.
  package let name: String
  let nodes: [TemplateNode]

  /// - Parameter name: The file's name for errors.
  /// - Throws: `TemplateError` for the first tag that does not fit, with its line.
  package static func parse(_ text: String, name: String) throws(TemplateError) -> Template {
    var scanner = TemplateScanner(text: text, file: name)
    var parser = TemplateParser(tokens: try scanner.tokens(), file: name)
    return Template(name: name, nodes: try parser.nodes())
  }

  /// Returns the text with `context` filled in. The same context gives the same text.
  ///
  /// - Parameter partials: The templates that `{{>name}}` and `{{<name}}` find.
  /// - Throws: `TemplateError` if templates include each other without end.
  package func render(
    _ context: MustacheValue, partials: [String: Template] = [:]
  ) throws(TemplateError) -> String {
    var renderer = TemplateRenderer(context: context, partials: partials)
    return try renderer.rendered(self)
  }
}
