import Foundation
import Testing
import _TestSupport

/// What `make install` puts beside the program: completions for three shells and a manual page.
@Suite struct InstallTests {
  /// Runs bash as an interactive one would complete: `words` are typed, the last one is being typed.
  private func completed(_ words: [String]) throws -> [String] {
    let folder = try TemporaryFolder()
    let script = folder.file("facet.bash")
    try BuiltProgram.run(["--completions", "bash"]).output
      .write(toFile: script, atomically: true, encoding: .utf8)
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments =
      [
        "-c",
        """
        . "$0"; COMP_WORDS=(facet "$@"); COMP_CWORD=$#; _facet; printf '%s\\n' "${COMPREPLY[@]}"
        """, script,
      ] + words
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return String(decoding: output, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  @Test func bashCompletesCommandsAndOptions() throws {
    #expect(try completed(["rep"]) == ["report"])
    #expect(try completed(["model", ""]).sorted() == ["import", "inspect", "list"])
    #expect(try completed(["report", "--gall"]).sorted() == ["--gallery", "--gallery-check"])
    #expect(try completed(["model", "import", "--arch"]) == ["--architecture"])
    #expect(try completed(["report", "--queries", "x", "--det"]) == ["--detector"])
    // A value is one of the words that the option takes, or a file name, which bash completes by itself.
    #expect(try completed(["report", "--queries", "x", "--paper", ""]) == ["a4", "letter"])
    #expect(try completed(["model", "import", "f", "--color", "b"]) == ["bgr"])
    #expect(try completed(["report", "--grid", "4"]) == ["4x4"])
    #expect(try completed(["report", "--queries", ""]).isEmpty)
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func everyOptionOfEveryCommandIsInTheScript(shell: String) throws {
    let script = try BuiltProgram.run(["--completions", shell]).output
    for command in try HelpSnapshotTests.commands() {
      #expect(script.contains(command.last!))
      let help = try BuiltProgram.run(command + ["--help"]).output
      for option in help.matches(of: /(?m)^  (?:-\w, )?--([a-z0-9-]+)/).map(\.output.1) {
        let name = shell == "fish" && option != "help" ? "-l \(option)" : String(option)
        #expect(
          shell == "fish" && option == "help" || script.contains(name), "\(command) \(option)")
      }
    }
  }

  @Test func anUnknownShellIsRefused() throws {
    let run = try BuiltProgram.run(["--completions", "tcsh"])
    #expect(run.status == 2)
    #expect(run.errors.contains("--completions takes bash, zsh or fish, not 'tcsh'."))
  }

  /// Shells check a script without running it.
  @Test(arguments: ["bash", "zsh", "fish"])
  func theShellReadsItsScript(shell: String) throws {
    guard let path = InstalledTool.path(shell) else {
      print("Not tested: \(shell) is not installed.")
      return
    }
    let folder = try TemporaryFolder()
    let script = folder.file("script")
    try BuiltProgram.run(["--completions", shell]).output
      .write(toFile: script, atomically: true, encoding: .utf8)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = ["-n", script]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  @Test func theManualPageHasEveryCommand() throws {
    let page = try BuiltProgram.run(["--manual"]).output
    #expect(page.hasPrefix(".TH FACET 1"))
    for command in try HelpSnapshotTests.commands() {
      #expect(page.contains(".SS facet \(command.joined(separator: " "))\n"))
    }
    #expect(page.contains(".B 130\n"))
    // No line of text may pass for a request.
    let requests: Set = [".TH", ".SH", ".SS", ".PP", ".TP", ".B", ".I", ".RI"]
    for line in page.split(separator: "\n") where line.hasPrefix(".") {
      #expect(requests.contains(String(line.prefix { $0 != " " })), "\(line)")
    }
  }
}
