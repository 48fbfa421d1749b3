import Basics
import CommandLines
import Drawing
import Runs

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

  init(_ parsed: ParsedCommand) throws {
    let page =
      parsed.specification.options.contains { $0.name == "--html" } ? parsed.text("--html") : nil
    guard parsed.text("--json") != "-" || page != "-" else {
      throw UsageError("--json and --html cannot both go to standard output; give one a file.")
    }
    if page != nil { try requireFonts() }
    try checkOutputs(
      [(parsed.text("--json"), OutputFile.Kind.json), (page, .page)].compactMap { path, kind in
        path == "-" ? nil : path.map { OutputFile($0, kind) }
      }, inputs: CommandInputs(parsed.inputPaths))
    json = try parsed.text("--json").map(Target.init)
    html = try page.map(Target.init)
  }

  /// - Returns: What to print: the table and where the files are, or what goes to standard output
  ///   alone.
  func write(
    _ results: some Encodable, table: [String], html page: (() throws -> String)? = nil
  ) throws -> [String] {
    // Numbers of a file that was changed meanwhile are no results.
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
