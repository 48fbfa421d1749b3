import Basics
import CommandLines
import Drawing
import Runs

/// `--json`, and of commands that have them `--html` and `--templates`.
struct ResultOptions: Sendable {
  let json: String?
  let html: String?
  let templates: String?

  static func jsonAndPage(_ options: inout OptionReader) throws(UsageError) -> ResultOptions {
    ResultOptions(
      json: try options.optional(
        "--json", "FILE", .output, in: .output,
        help: "File for the results as JSON; '-' prints them instead of the table."),
      html: try options.optional(
        "--html", "FILE", .output, in: .output,
        help: "File for tables and curves as one HTML page; '-' prints it instead of the table."),
      templates: try options.templates(in: .output))
  }
}

/// Where a measurement goes, by `--json` and, of commands that have it, `--html`.
///
/// Opened first: a wrong path shows before the work, not after it.
struct ResultFiles {
  private let json: Target?
  private let html: Target?

  private struct Target {
    let path: String
    /// `nil`: standard output.
    let file: AtomicFile?

    init(_ path: String) throws {
      self.path = path
      file = path == "-" ? nil : try AtomicFile(path)
    }
  }

  /// Whether what is printed is JSON or HTML for another program.
  var isOnStandardOutput: Bool {
    [json, html].contains { $0.map { $0.file == nil } ?? false }
  }

  /// - Parameter inputs: The paths that the command reads, which no output may replace.
  init(_ options: ResultOptions, inputs: [String]) throws {
    guard options.json != "-" || options.html != "-" else {
      throw UsageError("--json and --html cannot both go to standard output. Give one a file.")
    }
    if options.html != nil { try requireFonts() }
    try checkOutputs(
      [(options.json, OutputFile.Kind.json), (options.html, .page)].compactMap { path, kind in
        path == "-" ? nil : path.map { OutputFile($0, kind) }
      }, inputs: CommandInputs(inputs))
    json = try options.json.map(Target.init)
    html = try options.html.map(Target.init)
  }

  /// - Returns: What to print: the table and where the files are, or what goes to standard output
  ///   alone.
  func write(
    _ results: some Encodable, table: [String], html page: (() throws -> String)? = nil
  ) throws -> [String] {
    // Numbers of a file that was changed meanwhile do not count as results.
    try MappedFile.requireUnchanged()
    var printed: String?
    var lines = table
    let texts: [(Target?, (() throws -> String)?)] = [
      (json, { try JSONText.encode(results) }), (html, page),
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
    return printed.map { [$0] } ?? lines
  }
}
