import Basics
import CommandLines
import Drawing
import Measurement
import Runs

/// The single files of a measurement: `--json`, `--html`, `--csv`, `--pdf` and `--templates`.
struct ResultOptions: Sendable {
  let json: String?
  let html: String?
  let csv: String?
  let pdf: String?
  let templates: String?

  init(json: String?, html: String?, csv: String?, pdf: String?, templates: String?) {
    self.json = json
    self.html = html
    self.csv = csv
    self.pdf = pdf
    self.templates = templates
  }

  init(_ options: inout OptionReader) throws(UsageError) {
    json = try options.optional(
      "--json", "FILE", .output, in: .output,
      help: "File for the results as JSON; '-' prints them instead of the table.")
    html = try options.optional(
      "--html", "FILE", .output, in: .output,
      help: "File for tables and curves as one HTML page; '-' prints it instead of the table.")
    csv = try options.optional(
      "--csv", "FILE", .output, in: .output,
      help:
        "File for the results as CSV, a line for each number; '-' prints it instead of the table.")
    pdf = try options.optional(
      "--pdf", "FILE", .output, in: .output, help: "File for tables and curves as PDF on A4.")
    templates = try options.templates(in: .output)
  }
}

extension OptionReader {
  /// The command line that a page of results shows: without where it writes, and what changes no number.
  var shownLine: String {
    line(
      program: "facet",
      without: [
        "--output", "--json", "--html", "--csv", "--pdf", "--templates", "--work", "--scores",
        "--threads", "--quiet", "--yes", "--shard",
      ])
  }
}

/// The forms of a command's results; those that it does not have are `nil`.
struct ResultForms {
  let json: () throws -> String
  let html: (() throws -> String)?
  let csv: (() throws -> String)?
  let pdf: (() throws -> [UInt8])?

  /// Results that are written as JSON only.
  init(json results: some Encodable) {
    json = { try JSONText.encode(results) }
    html = nil
    csv = nil
    pdf = nil
  }

  init(
    _ results: some Encodable, html: @escaping () throws -> String,
    csv: @escaping () throws -> String, pdf: @escaping () throws -> [UInt8]
  ) {
    json = { try JSONText.encode(results) }
    self.html = html
    self.csv = csv
    self.pdf = pdf
  }
}

/// Where a measurement goes, by the options of `ResultOptions`.
///
/// Opened first: a wrong path shows before the work, not after it.
struct ResultFiles {
  private let json: Target?
  private let html: Target?
  private let csv: Target?
  private let pdf: Target?

  private struct Target {
    let path: String
    /// `nil`: standard output.
    let file: AtomicFile?

    init(_ path: String) throws {
      self.path = path
      file = path == "-" ? nil : try AtomicFile(path)
    }
  }

  /// Whether what is printed is JSON, HTML or CSV for another program.
  var isOnStandardOutput: Bool {
    [json, html, csv].contains { $0.map { $0.file == nil } ?? false }
  }

  /// - Parameter inputs: The paths that the command reads, which no output may replace.
  init(_ options: ResultOptions, inputs: [String]) throws {
    let printed = [("--json", options.json), ("--html", options.html), ("--csv", options.csv)]
      .filter { $0.1 == "-" }.map(\.0)
    guard printed.count < 2 else {
      throw UsageError(
        "\(printed[0]) and \(printed[1]) cannot both go to standard output. Give one a file.")
    }
    guard options.pdf != "-" else {
      throw UsageError("--pdf takes a file; a PDF document does not go to standard output.")
    }
    if options.html != nil || options.pdf != nil { try requireFonts() }
    let kinds: [(String?, OutputFile.Kind)] = [
      (options.json, .json), (options.html, .page), (options.csv, .table), (options.pdf, .pdf),
    ]
    try checkOutputs(
      kinds.compactMap { path, kind in
        path == "-" ? nil : path.map { OutputFile($0, kind) }
      }, inputs: CommandInputs(inputs))
    json = try options.json.map(Target.init)
    html = try options.html.map(Target.init)
    csv = try options.csv.map(Target.init)
    pdf = try options.pdf.map(Target.init)
  }

  /// - Returns: What to print: the table and where the files are, or what goes to standard output
  ///   alone.
  func write(_ forms: ResultForms, table: [String]) throws -> [String] {
    // Numbers of a file that was changed meanwhile do not count as results.
    try MappedFile.requireUnchanged()
    var printed: String?
    var lines = table
    let texts: [(Target?, (() throws -> String)?)] = [
      (json, forms.json), (html, forms.html), (csv, forms.csv),
    ]
    for (target, make) in texts {
      guard let target, let make else { continue }
      let text = try make()
      guard let file = target.file else {
        printed = text
        continue
      }
      try file.append(text)
      try file.commit()
      lines.append("Written to '\(target.path)'.")
    }
    if let pdf, let file = pdf.file, let make = forms.pdf {
      try file.append(make())
      try file.commit()
      lines.append("Written to '\(pdf.path)'.")
    }
    return printed.map { [$0] } ?? lines
  }

  /// Returns the file with all results, failures among them, if one is written.
  static func listing(_ options: ResultOptions, output: String?) -> String? {
    output.map { "\($0)/results.json" } ?? (options.json == "-" ? nil : options.json)
  }

  /// Writes all forms into a folder.
  ///
  /// - Parameters:
  ///   - facts: What the manifest says.
  ///   - further: Other files, by their names.
  /// - Returns: The line that says so.
  static func write(
    _ forms: ResultForms, _ facts: ManifestFacts,
    further: [(name: String, text: () throws -> String)] = [],
    into path: String
  ) throws -> [String] {
    try requireFonts()
    var names: [String] = []
    func write(_ name: String, _ bytes: [UInt8]) throws {
      try AtomicFile.write(bytes, to: "\(path)/\(name)")
      names.append(name)
    }
    if let html = forms.html { try write("index.html", Array(html().utf8)) }
    if let pdf = forms.pdf { try write("results.pdf", pdf()) }
    try write("results.json", Array(forms.json().utf8))
    if let csv = forms.csv { try write("results.csv", Array(csv().utf8)) }
    for (name, text) in further { try write(name, Array(text().utf8)) }
    try write("manifest.json", Array(facts.text(of: path).utf8))
    return ["Written to '\(path)': \(names.joined(separator: ", "))."]
  }
}

/// `--assert`: conditions that results must meet.
struct AssertionOptions: Sendable {
  let assertions: [ResultAssertion]

  init(_ options: inout OptionReader, metrics: String, example: String) throws(UsageError) {
    let text = try options.optional(
      "--assert", "TEXT", .text, in: .measurement,
      help: """
        Conditions such as '\(example)', separated by semicolons: parts of a row's id, a metric \
        (\(metrics)), >=, <=, >, < or =, and a number (= 98+-0.1). If one does not hold, the exit code \
        is 4.
        """)
    var assertions: [ResultAssertion] = []
    for text in text?.split(separator: ";") ?? [] {
      let words = text.split(separator: " ").joined(separator: " ")
      guard let assertion = ResultAssertion(words) else {
        throw UsageError("--assert takes conditions such as '\(example)', not '\(words)'.")
      }
      assertions.append(assertion)
    }
    self.assertions = assertions
  }

  /// Checks the conditions after everything was written.
  func apply(
    to result: inout JobResult, _ check: (ResultAssertion) -> ResultAssertion.Outcome
  ) throws {
    for assertion in assertions {
      switch check(assertion) {
      case .holds: break
      case .fitsNothing:
        throw UsageError(
          "--assert '\(assertion.text)' fits no row. The ids of rows are in the results as JSON.")
      case .fails(let sentences):
        result.status = .assertionFailed
        for sentence in sentences { writeToStandardError(sentence + "\n") }
      }
    }
  }
}
