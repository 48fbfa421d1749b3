import Mustache
import Testing

/// The template language: small templates for each of its parts, with their results.
@Suite struct LanguageTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let situation: String
    let template: String
    var context: MustacheValue = [:]
    var partials: [String: String] = [:]
    let expected: String

    init(
      _ situation: String, _ template: String, _ context: MustacheValue = [:],
      partials: [String: String] = [:], gives expected: String
    ) {
      self.situation = situation
      self.template = template
      self.context = context
      self.partials = partials
      self.expected = expected
    }

    var testDescription: String { situation }
  }

  private func check(_ example: Example) throws {
    let partials = try example.partials.map { ($0.key, try Template.parse($0.value, name: $0.key)) }
    let rendered = try Template.parse(example.template, name: "page")
      .render(example.context, partials: Dictionary(uniqueKeysWithValues: partials))
    #expect(rendered == example.expected, "\(example.situation)")
  }

  // MARK: Comments

  static let comments = [
    Example("within a line", "left{{! unseen }}right", gives: "leftright"),
    Example("with spaces around it", "left {{! unseen }} right", gives: "left  right"),
    Example("over several lines", "a{{!\n one\n two\n}}b\n", gives: "ab\n"),
    Example("alone on a line", "first\n{{! unseen }}\nlast\n", gives: "first\nlast\n"),
    Example("alone and indented", "first\n \t{{! unseen }}  \nlast\n", gives: "first\nlast\n"),
    Example("alone over several lines", "a\n{{!\nunseen\n}}\nb\n", gives: "a\nb\n"),
    Example("indented over several lines", "a\n  {{!\n  unseen\n  }}\nb\n", gives: "a\nb\n"),
    Example("behind text", "  7 {{! unseen }}\n", gives: "  7 \n"),
    Example("before a Windows line end", "a\r\n{{! unseen }}\r\nb", gives: "a\r\nb"),
    Example("on the first line", "  {{! unseen }}\nface", gives: "face"),
    Example("on the last line", "face\n  {{! unseen }}", gives: "face\n"),
    Example("with a variable's name", "[{{! case }}]", ["case": "17"], gives: "[]"),
  ]

  @Test(arguments: comments)
  func commentsAreLeftOut(example: Example) throws { try check(example) }

  // MARK: Variables

  static let variables = [
    Example("no tag", "Case {17} }} and { {", gives: "Case {17} }} and { {"),
    Example("a text", "Case {{number}}.", ["number": "17"], gives: "Case 17."),
    Example("a number", "{{n}} {{{n}}} {{&n}}", ["n": .number("0.25")], gives: "0.25 0.25 0.25"),
    Example("null", "[{{n}}{{{n}}}{{&n}}]", ["n": nil], gives: "[]"),
    Example("an unknown name", "[{{n}}{{{n}}}{{&n}}]", gives: "[]"),
    Example("spaces in the tag", "[{{ n }}{{{  n }}}{{& n  }}]", ["n": "<"], gives: "[&lt;<<]"),
    Example("spaces outside it", " {{n}} {{{n}}} {{&n}} ", ["n": "x"], gives: " x x x "),
    Example(
      "alone on a line", "  {{n}}\n  {{{n}}}\n  {{&n}}\n", ["n": "x"], gives: "  x\n  x\n  x\n"),
    Example(
      "a dotted name", "{{face.eyes.left}} {{{face.eyes.left}}} {{&face.eyes.left}}",
      ["face": ["eyes": ["left": "<o>"]]], gives: "&lt;o&gt; <o> <o>"),
    Example(
      "a dotted name as a section", "{{a.b}}={{#a}}{{b}}{{/a}}", ["a": ["b": "1"]], gives: "1=1"),
    Example("a dotted name that breaks off", "[{{a.b.c}}]", ["a": [:], "c": "no"], gives: "[]"),
    Example(
      "only the first part of a dotted name is looked for further out",
      "[{{#a}}{{b.c}}{{/a}}]", ["a": ["b": [:]], "b": ["c": "no"]], gives: "[]"),
    Example(
      "the first part is found further out", "{{#a}}{{b.c}}{{/a}}",
      ["a": ["x": "1"], "b": ["c": "yes"]], gives: "yes"),
    Example("a key with a dot", "[{{a.b}}]", ["a.b": "no"], gives: "[]"),
    Example(
      "a key with a dot beside the nested one", "{{a.b}}", ["a.b": "no", "a": ["b": "yes"]],
      gives: "yes"),
    Example("the value itself", "{{.}} {{{.}}} {{&.}}", "a<b", gives: "a&lt;b a<b a<b"),
    Example("a number itself", "{{.}}", .number("85"), gives: "85"),
  ]

  @Test(arguments: variables)
  func variablesPrintTheirValue(example: Example) throws { try check(example) }

  // MARK: Sections

  private static let people: MustacheValue = [
    "people": [["name": "Ann"], ["name": "Bea"], ["name": "Cem"]], "city": "Ulm",
  ]

  static let sections = [
    Example("true", "[{{#a}}shown{{/a}}]", ["a": true], gives: "[shown]"),
    Example("false", "[{{#a}}shown{{/a}}]", ["a": false], gives: "[]"),
    Example("null", "[{{#a}}shown{{/a}}]", ["a": nil], gives: "[]"),
    Example("an unknown name", "[{{#a}}shown{{/a}}]", gives: "[]"),
    Example("a dictionary", "{{#a}}{{b}}{{/a}}", ["a": ["b": "in"], "b": "out"], gives: "in"),
    Example(
      "names further out", "{{#a}}{{b}}{{c}}{{/a}}", ["a": ["b": "1"], "c": "2"], gives: "12"),
    Example("a text is its own value", "{{#a}}{{.}} {{a}}{{/a}}", ["a": "x"], gives: "x x"),
    Example(
      "a list of dictionaries", "{{#people}}{{name}} of {{city}};{{/people}}", people,
      gives: "Ann of Ulm;Bea of Ulm;Cem of Ulm;"),
    Example("an empty list", "[{{#a}}shown{{/a}}]", ["a": []], gives: "[]"),
    Example("a list of texts", "{{#a}}({{.}}){{/a}}", ["a": ["x", "<"]], gives: "(x)(&lt;)"),
    Example("a list of raw texts", "{{#a}}{{{.}}}{{&.}}{{/a}}", ["a": ["<", "&"]], gives: "<<&&"),
    Example(
      "a list of numbers", "{{#a}}{{.}};{{/a}}", ["a": [.number("1"), .number("0.50")]],
      gives: "1;0.50;"),
    Example(
      "lists in a list", "{{#a}}<{{#.}}{{.}}{{/.}}>{{/a}}", ["a": [["x", "y"], ["z"]]],
      gives: "<xy><z>"),
    Example(
      "the context is a list", "{{#.}}{{n}},{{/.}}", [["n": "1"], ["n": "2"]], gives: "1,2,"),
    Example(
      "three levels, each seeing all around it",
      "{{#a}}{{p}}{{#b}}{{p}}{{q}}{{#c}}{{p}}{{q}}{{r}}{{/c}}{{/b}}{{p}}{{/a}}",
      ["a": ["p": "1"], "b": ["q": "2"], "c": ["r": "3"]], gives: "1121231"),
    Example(
      "a list within a list sees the outer element", "{{#a}}{{#b}}{{n}}{{m}} {{/b}}{{/a}}",
      ["a": [["n": "1", "b": [["m": "x"], ["m": "y"]]], ["n": "2", "b": [["m": "z"]]]]],
      gives: "1x 1y 2z "),
    Example("the same twice", "{{#a}}1{{/a}}-{{#a}}2{{/a}}", ["a": true], gives: "1-2"),
    Example(
      "the same within itself", "{{#a}}1{{#a}}2{{/a}}3{{/a}}", ["a": true], gives: "123"),
    Example("a dotted name", "[{{#a.b}}shown{{/a.b}}]", ["a": ["b": true]], gives: "[shown]"),
    Example("a dotted name of false", "[{{#a.b}}shown{{/a.b}}]", ["a": ["b": false]], gives: "[]"),
    Example("a dotted name that breaks off", "[{{#a.b}}shown{{/a.b}}]", ["a": [:]], gives: "[]"),
    Example("spaces in the tags", "{{# a }}1{{/ a }}", ["a": true], gives: "1"),
    Example("within a line", " a {{#a}} b {{/a}} c ", ["a": true], gives: " a  b  c "),
    Example("one line, twice", " {{#a}}1{{/a}}\n {{#a}}2{{/a}}\n", ["a": true], gives: " 1\n 2\n"),
    Example(
      "alone on lines", "one\n{{#a}}\ntwo\n{{/a}}\nthree\n", ["a": true], gives: "one\ntwo\nthree\n"
    ),
    Example(
      "alone and indented", "one\n  {{#a}}\n  two\n\t{{/a}}\nthree", ["a": true],
      gives: "one\n  two\nthree"),
    Example("before Windows line ends", "1\r\n{{#a}}\r\n{{/a}}\r\n2", ["a": true], gives: "1\r\n2"),
    Example("on the first line", "  {{#a}}\nx{{/a}}\n", ["a": true], gives: "x\n"),
    Example("on the last line", "{{#a}}x\n  {{/a}}", ["a": true], gives: "x\n"),
  ]

  @Test(arguments: sections)
  func sectionsShowTheirValue(example: Example) throws { try check(example) }

  static let invertedSections = [
    Example("false", "[{{^a}}shown{{/a}}]", ["a": false], gives: "[shown]"),
    Example("true", "[{{^a}}shown{{/a}}]", ["a": true], gives: "[]"),
    Example("null", "[{{^a}}shown{{/a}}]", ["a": nil], gives: "[shown]"),
    Example("an unknown name", "[{{^a}}shown{{/a}}]", gives: "[shown]"),
    Example("a dictionary", "[{{^a}}shown{{/a}}]", ["a": ["b": "1"]], gives: "[]"),
    Example("a list", "[{{^a}}shown{{/a}}]", ["a": [["b": "1"]]], gives: "[]"),
    Example("an empty list", "[{{^a}}shown{{/a}}]", ["a": []], gives: "[shown]"),
    Example("the same twice", "{{^a}}1{{/a}}-{{^a}}2{{/a}}", ["a": false], gives: "1-2"),
    Example("the same within itself", "{{^a}}1{{^a}}2{{/a}}3{{/a}}", ["a": false], gives: "123"),
    Example(
      "the same within itself, hidden", "[{{^a}}{{^a}}2{{/a}}{{/a}}]", ["a": true], gives: "[]"),
    Example("a dotted name of true", "[{{^a.b}}shown{{/a.b}}]", ["a": ["b": true]], gives: "[]"),
    Example(
      "a dotted name of false", "[{{^a.b}}shown{{/a.b}}]", ["a": ["b": false]], gives: "[shown]"),
    Example(
      "a dotted name that breaks off", "[{{^a.b.c}}shown{{/a.b.c}}]", ["a": [:]], gives: "[shown]"),
    Example("spaces in the tags", "{{^ a }}1{{/ a }}", gives: "1"),
    Example("within a line", " a {{^a}} b {{/a}} c ", gives: " a  b  c "),
    Example("within a line, over two", " {{^a}} 1\n 2 {{/a}} \n", gives: "  1\n 2  \n"),
    Example("alone on lines", "one\n{{^a}}\ntwo\n{{/a}}\nthree\n", gives: "one\ntwo\nthree\n"),
    Example("alone and indented", "one\n  {{^a}}\ntwo\n\t{{/a}}\nthree", gives: "one\ntwo\nthree"),
    Example("before Windows line ends", "1\r\n{{^a}}\r\n{{/a}}\r\n2", gives: "1\r\n2"),
    Example("on the first line", "  {{^a}}\nx{{/a}}\n", gives: "x\n"),
    Example("on the last line", "{{^a}}x\n  {{/a}}", gives: "x\n"),
  ]

  @Test(arguments: invertedSections)
  func invertedSectionsShowWhatIsMissing(example: Example) throws { try check(example) }

  // MARK: Delimiters

  static let delimiters = [
    Example("others", "{{=<% %>=}}<%n%> {{n}}", ["n": "1"], gives: "1 {{n}}"),
    Example("of one sign each", "{{=[ ]=}}([n])", ["n": "1"], gives: "(1)"),
    Example("that mean something elsewhere", "{{=$* +^=}}($*n+^)", ["n": "1"], gives: "(1)"),
    Example("with spaces in the tag", "{{=  @   @  =}}(@n@)", ["n": "1"], gives: "(1)"),
    Example("and back", "{{=| |=}}|n|{{n}}|={{ }}=|{{n}}|n|", ["n": "1"], gives: "1{{n}}1|n|"),
    Example(
      "within a section and behind it", "{{#a}}{{=| |=}}|n||/a||n|", ["a": true, "n": "1"],
      gives: "11"),
    Example(
      "around sections", "{{=| |=}}|#a|1|/a||^a|2|/a||^b|3|/b|{{#a}}", ["a": true],
      gives: "13{{#a}}"),
    Example(
      "a partial keeps its own", "{{=| |=}}|>p| {{n}}", ["n": "1"], partials: ["p": "{{n}}|n|"],
      gives: "1|n| {{n}}"),
    Example(
      "a partial's end with it", "{{>p}} {{n}}|n|", ["n": "1"], partials: ["p": "{{=| |=}}|n|"],
      gives: "1 1|n|"),
    Example("within a line", "a {{=@ @=}} b", gives: "a  b"),
    Example("behind text", "  a {{=@ @=}}\n", gives: "  a \n"),
    Example("alone on a line", "a\n{{=@ @=}}\nb\n", gives: "a\nb\n"),
    Example("alone and indented", "a\n  {{=@ @=}}  \nb\n", gives: "a\nb\n"),
    Example("before a Windows line end", "a\r\n{{=@ @=}}\r\nb", gives: "a\r\nb"),
    Example("on the first line", "  {{=@ @=}}\na", gives: "a"),
    Example("on the last line", "a\n  {{=@ @=}}", gives: "a\n"),
  ]

  @Test(arguments: delimiters)
  func delimitersChangeFromThereOn(example: Example) throws { try check(example) }

  // MARK: Partials

  static let partials = [
    Example("a text", "[{{>p}}]", partials: ["p": "in"], gives: "[in]"),
    Example("an unknown one", "[{{>p}}]", gives: "[]"),
    Example(
      "the context around it", "{{#a}}{{>p}}{{/a}}", ["a": ["n": "1"]], partials: ["p": "{{n}}"],
      gives: "1"),
    Example(
      "itself", "{{>p}}", ["n": "1", "rest": ["n": "2", "rest": false]],
      partials: ["p": "{{n}}{{#rest}}({{>p}}){{/rest}}"], gives: "1(2)"),
    Example(
      "one within another", "{{>p}}", ["n": "1"], partials: ["p": "<{{>q}}>", "q": "{{n}}!"],
      gives: "<1!>"),
    Example("within a line", "a {{>p}} b", partials: ["p": "\tin"], gives: "a \tin b"),
    Example("behind text", "  a {{>p}}\n", partials: ["p": "1\n2"], gives: "  a 1\n2\n"),
    Example(
      "alone and indented", "a\n  {{>p}}\nb\n", partials: ["p": "1\n2\n"], gives: "a\n  1\n  2\nb\n"
    ),
    Example(
      "alone, with a value of two lines", " {{>p}}\n", ["v": "1\n2"],
      partials: ["p": "<\n{{v}}\n>\n"],
      gives: " <\n 1\n2\n >\n"),
    Example(
      "before a Windows line end", "a\r\n{{>p}}\r\nb", partials: ["p": "-"], gives: "a\r\n-b"),
    Example("on the first line", "  {{>p}}\nb", partials: ["p": "1\n2"], gives: "  1\n  2b"),
    Example("on the last line", "a\n  {{>p}}", partials: ["p": "1\n2"], gives: "a\n  1\n  2"),
    Example("spaces in the tag", "[{{>  p  }}]", partials: ["p": "in"], gives: "[in]"),
    Example("before text", "  {{>p}} b\n", partials: ["p": "1\n2"], gives: "  1\n2 b\n"),
    Example(
      "alone, beginning with an empty value", " {{>p}}\n", ["v": ""], partials: ["p": "{{v}}1\n"],
      gives: " 1\n"),
    Example(
      "one within another, both indented", " {{>p}}\n",
      partials: ["p": "<\n  {{>q}}\n>\n", "q": "1\n"],
      gives: " <\n   1\n >\n"),
  ]

  @Test(arguments: partials)
  func partialsTakeTheirPlace(example: Example) throws { try check(example) }

  static let namedByValues = [
    Example("a name", "[{{>*which}}]", ["which": "p"], partials: ["p": "in"], gives: "[in]"),
    Example(
      "the name itself is a partial too", "[{{>*which}}]", ["which": "p"],
      partials: ["p": "in", "which": "no"], gives: "[in]"),
    Example("an unknown name", "[{{>*which}}]", partials: ["which": "no"], gives: "[]"),
    Example("a name of no partial", "[{{>*which}}]", ["which": "p"], gives: "[]"),
    Example(
      "the context around it", "{{>*which}}", ["which": "p", "n": "1"], partials: ["p": "{{n}}"],
      gives: "1"),
    Example(
      "a dotted name", "{{>*a.b}}", ["a": ["b": "p"], "n": "1"], partials: ["p": "{{n}}"],
      gives: "1"),
    Example(
      "a dotted name is resolved whole", "{{>*a.b}}", ["a": "p", "p": ["b": "no"]],
      partials: ["p": "no"], gives: ""),
    Example(
      "a dotted name adds no context", "{{>*a.b}}", ["a": ["b": "p", "n": "no"], "n": "1"],
      partials: ["p": "{{n}}"], gives: "1"),
    Example(
      "a list of names", "{{#rows}}{{>*kind}}{{/rows}}",
      ["rows": [["kind": "p", "n": "1"], ["kind": "q", "n": "2"]]],
      partials: ["p": "<{{n}}>", "q": "({{n}})"], gives: "<1>(2)"),
    Example(
      "itself", "{{>*which}}",
      ["which": "p", "n": "1", "rest": ["n": "2", "rest": false]],
      partials: ["p": "{{n}}{{#rest}}({{>*which}}){{/rest}}"], gives: "1(2)"),
    Example(
      "an asterisk in the value is part of it", "[{{>*which}}]", ["which": "*p", "p": "q"],
      partials: ["p": "no", "q": "no"], gives: "[]"),
    Example("within a line", "a {{>*w}} b", ["w": "p"], partials: ["p": "\tin"], gives: "a \tin b"),
    Example("behind text", " a {{>*w}}\n", ["w": "p"], partials: ["p": "1\n2"], gives: " a 1\n2\n"),
    Example(
      "alone and indented", "a\n  {{>*w}}\nb\n", ["w": "p"], partials: ["p": "1\n2\n"],
      gives: "a\n  1\n  2\nb\n"),
    Example(
      "before a Windows line end", "a\r\n{{>*w}}\r\nb", ["w": "p"], partials: ["p": "-"],
      gives: "a\r\n-b"),
    Example(
      "on the first line", "  {{>*w}}\nb", ["w": "p"], partials: ["p": "1\n2"], gives: "  1\n  2b"),
    Example(
      "on the last line", "a\n  {{>*w}}", ["w": "p"], partials: ["p": "1\n2"], gives: "a\n  1\n  2"),
    Example(
      "spaces in the tag", "[{{>  *  w  }}]", ["w": "p"], partials: ["p": "in"], gives: "[in]"),
  ]

  @Test(arguments: namedByValues)
  func aValueNamesAPartial(example: Example) throws { try check(example) }

  // MARK: Parents and blocks

  static let inheritance = [
    Example("a block's default", "{{$a}}default{{/a}}", gives: "default"),
    Example(
      "a default with a variable, a section and an inverted one",
      "{{$a}}{{v}}{{{v}}}{{#v}}1{{/v}}{{^w}}2{{/w}}{{/a}}", ["v": "<"], gives: "&lt;<12"),
    Example("a value of a block's name", "{{$a}}default{{/a}}", ["a": "no"], gives: "default"),
    Example(
      "a parent without blocks is a partial", "{{<p}}{{/p}} {{>p}}", ["n": "1"],
      partials: ["p": "<{{n}}>"], gives: "<1> <1>"),
    Example(
      "a parent's default", "{{<p}}{{/p}}", partials: ["p": "[{{$a}}default{{/a}}]"],
      gives: "[default]"),
    Example(
      "a block given", "{{<p}}{{$a}}own{{/a}}{{/p}}", partials: ["p": "[{{$a}}default{{/a}}]"],
      gives: "[own]"),
    Example(
      "a block given and a value of its name", "{{<p}}{{$a}}own{{/a}}{{/p}}", ["a": "no"],
      partials: ["p": "[{{$a}}default{{/a}}]"], gives: "[own]"),
    Example(
      "one of two blocks", "{{<p}}{{$b}}own{{/b}}{{/p}}",
      partials: ["p": "{{$a}}1{{/a}}-{{$b}}2{{/b}}"], gives: "1-own"),
    Example(
      "the same parent twice", "{{<p}}{{$a}}1{{/a}}{{/p}}{{<p}}{{$a}}2{{/a}}{{/p}}",
      partials: ["p": "[{{$a}}{{/a}}]"], gives: "[1][2]"),
    Example(
      "text beside the blocks", "{{<p}} lost {{$a}}own{{/a}} lost {{/p}}",
      partials: ["p": "[{{$a}}{{/a}}]"], gives: "[own]"),
    Example(
      "a parent within a parent, the page's block first", "{{<p}}{{$a}}page{{/a}}{{/p}}",
      partials: ["p": "{{<q}}{{$a}}parent{{/a}}{{/q}}", "q": "[{{$a}}grandparent{{/a}}]"],
      gives: "[page]"),
    Example(
      "a parent within a parent, without the page's block", "{{<p}}{{/p}}",
      partials: ["p": "{{<q}}{{$a}}parent{{/a}}{{/q}}", "q": "[{{$a}}grandparent{{/a}}]"],
      gives: "[parent]"),
    Example(
      "a parent within itself", "{{<p}}{{$a}}1{{/a}}{{/p}}",
      partials: [
        "p": "{{$a}}2{{/a}}[{{$b}}{{<q}}{{/q}}{{/b}}]", "q": "({{<p}}{{$b}}end{{/b}}{{/p}})",
      ],
      gives: "1[(1[end])]"),
    Example(
      "a block sees the context where it lands", "{{<p}}{{$a}}{{n}}{{/a}}{{/p}}",
      ["n": "page", "inner": ["n": "parent"]], partials: ["p": "{{#inner}}{{$a}}{{/a}}{{/inner}}"],
      gives: "parent"),
    Example(
      "a block of two lines", "{{<p}}{{$a}}\n1\n2\n{{/a}}{{/p}}", partials: ["p": "{{$a}}{{/a}}"],
      gives: "1\n2\n"),
    Example(
      "an indented parent", "a\n  {{<p}}{{/p}}\nb\n", partials: ["p": "1\n2\n"],
      gives: "a\n  1\n  2\nb\n"),
    Example(
      "a block takes the indentation of its new place",
      "{{<p}}{{$a}}\n    1\n      2\n{{/a}}{{/p}}",
      partials: ["p": "<\n  {{$a}}\n  x\n  {{/a}}\n>\n"],
      gives: "<\n  1\n    2\n>\n"),
    Example(
      "a default with a value that looks like a tag", "{{$a}}{{v}}{{/a}}", ["v": "{{w}}"],
      gives: "{{w}}"),
    Example(
      "a block within a block, the inner one given",
      "{{<p}}{{$b}}own{{/b}}{{/p}}", partials: ["p": "{{$a}}<{{$b}}x{{/b}}>{{/a}}"], gives: "<own>"),
    Example(
      "a block within a block, the outer one given",
      "{{<p}}{{$a}}own{{/a}}{{$b}}lost{{/b}}{{/p}}",
      partials: ["p": "{{$a}}<{{$b}}x{{/b}}>{{/a}}"], gives: "own"),
    Example(
      "a block alone on its line", "{{<p}}{{$a}}\n1\n2{{/a}}{{/p}}",
      partials: ["p": "<\n  {{$a}}{{/a}}\n>\n"], gives: "<\n  1\n  2\n>\n"),
    Example(
      "a default keeps its own indentation", "{{<p}}{{/p}}",
      partials: ["p": "<\n  {{$a}}\n  x\n    y\n  {{/a}}\n>\n"], gives: "<\n  x\n    y\n>\n"),
    Example(
      "an indented parent indents what its blocks get", "  {{<p}}\n{{$a}}\n1\n{{/a}}\n{{/p}}\n",
      partials: ["p": "<\n  {{$a}}\n  {{/a}}\n>\n"], gives: "  <\n    1\n  >\n"),
    Example(
      "a page with a partial within the block given", "{{<p}}{{$a}}{{>q}}{{/a}}{{/p}}", ["n": "1"],
      partials: ["p": "[{{$a}}{{/a}}]", "q": "<{{n}}>"], gives: "[<1>]"),
    Example("an unknown parent", "[{{<p}}{{$a}}own{{/a}}{{/p}}]", gives: "[]"),
    Example(
      "what fills a block has a block itself", "{{<p}}{{$b}}own{{/b}}{{/p}}",
      partials: ["p": "{{<q}}{{$a}}[{{$b}}x{{/b}}]{{/a}}{{/q}}", "q": "<{{$a}}{{/a}}>"],
      gives: "<[own]>"),
    Example(
      "a parent's partial has the block", "{{<p}}{{$a}}own{{/a}}{{/p}}",
      partials: ["p": "({{>q}})", "q": "[{{$a}}x{{/a}}]"], gives: "([own])"),
    Example(
      "an indented end of what fills a block", "{{<p}}{{$a}}1\n  {{/a}}{{/p}}",
      partials: ["p": "[{{$a}}{{/a}}]"], gives: "[1\n]"),
  ]

  @Test(arguments: inheritance)
  func parentsTakeBlocks(example: Example) throws { try check(example) }
}
