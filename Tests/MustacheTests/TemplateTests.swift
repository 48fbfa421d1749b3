import Mustache
import Testing

@Suite struct TemplateTests {
  private func rendered(
    _ text: String, _ context: MustacheValue, partials: [String: String] = [:]
  ) throws -> String {
    let parsed = try partials.map { ($0.key, try Template.parse($0.value, name: $0.key)) }
    return try Template.parse(text, name: "page")
      .render(context, partials: Dictionary(uniqueKeysWithValues: parsed))
  }

  /// Templates that include the next one three times, 19 levels deep, would be 3^19 pieces.
  @Test func templatesThatMultiplyAreStopped() throws {
    var partials = Dictionary(
      uniqueKeysWithValues: (0..<19).map {
        ("t\($0)", "{{>t\($0 + 1)}}{{>t\($0 + 1)}}{{>t\($0 + 1)}}")
      })
    partials["t19"] = "x"
    let error = #expect(throws: TemplateError.self) {
      try rendered("\n{{>t0}}", [:], partials: partials)
    }
    #expect(error?.problem.hasPrefix("Templates are included more than 1000000 times.") == true)
    #expect(error?.file.hasPrefix("t") == true)
  }

  /// Each of 20 sections repeats its content three times.
  @Test func sectionsThatMultiplyAreStopped() throws {
    let text =
      String(repeating: "{{#a}}", count: 20) + "x" + String(repeating: "{{/a}}", count: 20)
    let error = #expect(throws: TemplateError.self) {
      try rendered(text, ["a": [true, true, true]])
    }
    #expect(error?.problem == "The template produces more than 20000000 pieces.")
  }

  @Test func deepNestingOverSeveralTemplatesIsRefused() throws {
    let open = String(repeating: "{{#a}}", count: 90)
    let close = String(repeating: "{{/a}}", count: 90)
    let partials = Dictionary(
      uniqueKeysWithValues: (0..<10).map { ("t\($0)", "\(open){{>t\($0 + 1)}}\(close)") })
    let error = #expect(throws: TemplateError.self) {
      try rendered("{{>t0}}", ["a": true], partials: partials)
    }
    #expect(
      error?.problem == "Sections and templates are nested more than 400 levels deep.")
  }

  @Test func variablesAreEscapedAndTripleBracesAreNot() throws {
    let context: MustacheValue = ["name": "<a href=\"x\" title='y'>&</a>"]
    #expect(
      try rendered("{{name}}", context)
        == "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;&lt;/a&gt;")
    #expect(try rendered("{{{name}}}{{&name}}", context).hasPrefix("<a href=\"x\""))
  }

  @Test func tagsInsideAValueStayText() throws {
    #expect(try rendered("[{{a}}]", ["a": "{{b}}{{{b}}}", "b": "no"]) == "[{{b}}{{{b}}}]")
  }

  @Test func sectionsRepeatInTheOrderOfTheList() throws {
    let context: MustacheValue = ["rows": [["n": "1"], ["n": "2"], ["n": "3"]], "unit": "ms"]
    #expect(
      try rendered("{{#rows}}\n{{n}} {{unit}}\n{{/rows}}\n", context) == "1 ms\n2 ms\n3 ms\n")
  }

  @Test(arguments: [
    (MustacheValue.null, false), (.bool(false), false), (.string(""), false), (.list([]), false),
    (.bool(true), true), (.number("0"), true), (.string("0"), true), (.dictionary([:]), true),
  ])
  func sectionsShowWhatIsThere(value: MustacheValue, isShown: Bool) throws {
    let text = try rendered("{{#a}}shown{{/a}}{{^a}}hidden{{/a}}", ["a": value])
    #expect(text == (isShown ? "shown" : "hidden"))
  }

  @Test func partialsAreIndentedButValuesAreNot() throws {
    let text = try rendered(
      "<ul>\n  {{>row}}\n</ul>\n", ["v": "a\nb"], partials: ["row": "<li>\n{{v}}\n</li>\n"])
    #expect(text == "<ul>\n  <li>\n  a\nb\n  </li>\n</ul>\n")
  }

  @Test func parentsTakeBlocksAndKeepTheirDefaults() throws {
    let page = "<title>{{$title}}Report{{/title}}</title>{{$body}}{{/body}}"
    let text = try rendered(
      "{{<page}} lost {{$body}}{{x}}{{/body}}{{/page}}", ["x": "<"], partials: ["page": page])
    #expect(text == "<title>Report</title>&lt;")
  }

  @Test func aBlockCannotFillItself() throws {
    let text = try rendered(
      "{{<page}}{{$a}}[{{$a}}inner{{/a}}]{{/a}}{{/page}}", [:],
      partials: ["page": "{{$a}}default{{/a}}"])
    #expect(text == "[inner]")
  }

  @Test func longTextPassesUnchanged() throws {
    let long = String(repeating: "0123456789abcdef+/=", count: 20_000)
    #expect(try rendered("<img src=\"{{a}}\">", ["a": .string(long)]) == "<img src=\"\(long)\">")
  }
}

@Suite struct TemplateErrorTests {
  @Test(arguments: [
    ("one\n{{#a}}\ntwo", 2, "'a' begins here and never ends. Close it with '{{/a}}'."),
    (
      "one\ntwo {{/a}}", 2,
      "'a' is closed but not open. No section is open here: remove the tag, or "
        + "open a section before it."
    ),
    (
      "{{#a}}\n{{#b}}\n{{/a}}{{/b}}", 3,
      "'a' is closed but not open. 'b' of line 2 is open and must end first."
    ),
    ("\n\n{{name", 3, "A tag begins here and never ends. End it with '}}'."),
    ("{{{name}}", 1, "A tag begins here and never ends. End it with '}}}'."),
    ("{{ }}", 1, "A tag has no name."),
    (
      "{{=<%=}}", 1,
      "'<%' does not set delimiters. Write two delimiters without '=', separated by "
        + "a space, as in '{{=<% %>=}}'."
    ),
    (
      "{{<p}}\n{{$a}}x{{/p}}", 2,
      "'p' is closed but not open. 'a' of line 2 is open and must end "
        + "first."
    ),
    ("{{<p}}x", 1, "'p' begins here and never ends. Close it with '{{/p}}'."),
  ])
  func mistakesAreNamedWithTheirLine(text: String, line: Int, problem: String) {
    let expected = TemplateError(file: "page.mustache", line: line, problem: problem)
    #expect(throws: expected) { try Template.parse(text, name: "page.mustache") }
    #expect("\(expected)" == "'page.mustache', line \(line): \(problem)")
  }

  @Test(arguments: ["{{#a}}", "{{<a}}", "{{$a}}"])
  func deepNestingIsRefused(tag: String) {
    let text = String(repeating: tag, count: 5000)
    #expect(throws: TemplateError.self) { try Template.parse(text, name: "deep") }
  }

  @Test func endlessInclusionIsRefused() throws {
    let circle = [
      "a": try Template.parse("{{>b}}", name: "a"),
      "b": try Template.parse("\n{{>a}}", name: "b"),
    ]
    let error = #expect(throws: TemplateError.self) {
      try circle["a"]!.render([:], partials: circle)
    }
    #expect(error?.problem.contains("more than 60 levels deep") == true)
    #expect(["a", "b"].contains(error?.file))
  }
}
