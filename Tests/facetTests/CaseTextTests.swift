import Foundation
import Testing
import _TestSupport

/// Case data of any length, from the built program.
@Suite struct CaseTextTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func report(_ arguments: [String]) throws -> BuiltProgram.Run {
    try BuiltProgram.run(
      [
        "report", "--aligned", "--queries", "faces", "--gallery", "faces", "--model", "built-in",
        "--no-checks", "--show", "1", "--keep-self", "--quiet", "-o", "out",
      ] + arguments, in: folder.path)
  }

  @Test(.enabled(if: InstalledTool.isInstalled("pdftotext"), "pdftotext is not installed"))
  func notesOfAHundredThousandCharactersAreSetInTime() throws {
    #expect(
      try BuiltProgram.run(
        ["portraits", "--people", "2", "--pictures", "1", "--quiet", "-o", "faces"],
        in: folder.path
      ).status == 0)
    let notes = String(repeating: "x", count: 99_990) + "LASTWORDS!"
    let start = ContinuousClock.now
    let run = try report(["--notes", notes])
    #expect(run.status == 0, "\(run.errors)")
    // Set in one piece, one paper would take a minute in a debug build, and there are three.
    #expect(ContinuousClock.now - start < .seconds(60))
    for name in ["index.html", "queries"] {
      #expect(FileManager.default.fileExists(atPath: folder.file("out/\(name)")))
    }
    let text = try InstalledTool.output("pdftotext", [folder.file("out/summary.pdf"), "-"])
    #expect(text.filter { !$0.isWhitespace }.contains("xLASTWORDS!"))
    #expect(text.filter { $0 == "x" }.count >= 99_990)
  }

  @Test(arguments: [("--notes", 100_000), ("--exhibit", 500), ("--requester", 5_000)])
  func aTextOverTheLimitIsRefusedByTheOptionsName(option: String, limit: Int) throws {
    let run = try report([option, String(repeating: "x", count: limit + 1)])
    #expect(run.status == 2)
    #expect(
      run.errors.contains(
        "\(option) has \(limit + 1) characters; the limit is \(limit)."))
    let file = folder.file("case.json")
    let name = option.dropFirst(2)
    try Data("{\"\(name)\": \"\(String(repeating: "x", count: limit + 1))\"}".utf8)
      .write(to: URL(fileURLWithPath: file))
    let second = try report(["--case", file])
    #expect(second.status == 3)
    #expect(second.errors.contains("'\(name)' in '\(file)' has \(limit + 1) characters"))
  }
}
