/// A Mustache template: text with tags in it, parsed once and rendered often.
///
/// The whole specification but lambdas: variables, sections, partials, delimiters, and from its
/// optional part inheritance and dynamic names. A name that is not in the context, and a partial
/// that is not there, leave nothing behind.
///
/// https://github.com/mustache/spec
package struct Template: Sendable {
  /// Named in errors.
  package let name: String
  let nodes: [TemplateNode]

  /// - Parameter name: The file's, for errors.
  /// - Throws: The first tag that does not fit, with its line.
  package static func parse(_ text: String, name: String) throws(TemplateError) -> Template {
    var scanner = TemplateScanner(text: text, file: name)
    var parser = TemplateParser(tokens: try scanner.tokens(), file: name)
    return Template(name: name, nodes: try parser.nodes())
  }

  /// The text with `context` put in. The same context gives the same text.
  ///
  /// - Parameter partials: What `{{>name}}` and `{{<name}}` find.
  /// - Throws: When templates include each other without end.
  package func render(
    _ context: MustacheValue, partials: [String: Template] = [:]
  ) throws(TemplateError) -> String {
    var renderer = TemplateRenderer(context: context, partials: partials)
    return try renderer.rendered(self)
  }
}
