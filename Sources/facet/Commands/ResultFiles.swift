import Basics
import CommandLines

/// Where a measurement goes, by `--json`.
///
/// Opened first: a wrong path shows before the work, not after it.
struct ResultFiles {
  private let jsonPath: String?
  private let json: AtomicFile?

  init(_ parsed: ParsedCommand) throws {
    jsonPath = parsed.text("--json")
    json = try jsonPath.flatMap { $0 == "-" ? nil : try AtomicFile($0) }
  }

  /// - Returns: What to print: the table and where the files are, or the JSON alone.
  func write(_ results: some Encodable, table: [String]) throws -> [String] {
    guard let jsonPath else { return table }
    let text = try JSONText.encode(results)
    guard let json else { return [text] }
    try json.append(text)
    try json.commit()
    return table + ["Written to '\(jsonPath)'."]
  }
}
