import Foundation
import Testing
import _TestSupport

/// What the built program prints about itself, compared with the recorded text.
@Suite struct HelpSnapshotTests {
  @Test func overviewIsAsRecorded() throws {
    let run = try BuiltProgram.run(["--help"])
    #expect(run.status == 0)
    try Snapshot.check(run.output, named: "help/facet.txt")
  }

  @Test func everyCommandsHelpIsAsRecorded() throws {
    for command in try Self.commands() {
      let run = try BuiltProgram.run(command + ["--help"])
      #expect(run.status == 0)
      try Snapshot.check(run.output, named: "help/\(command.joined(separator: "-")).txt")
    }
  }

  /// As the overview lists them under its headings: two spaces, the command's words, at least two
  /// spaces, its summary.
  static func commands() throws -> [[String]] {
    let lines = try BuiltProgram.run(["--help"]).output.split(separator: "\n")
    let commands = lines.filter { $0.hasPrefix("  ") }.map { line in
      let words = String(line.dropFirst(2)).components(separatedBy: "  ")[0]
      return words.split(separator: " ").map(String.init)
    }
    #expect(commands.count >= 14)
    return commands
  }
}
