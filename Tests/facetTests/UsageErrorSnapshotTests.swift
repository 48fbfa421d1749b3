import Foundation
import Testing
import _TestSupport

@testable import facet

/// Command lines that cannot be run, with the exit code and the first line that the built program
/// prints, as one recorded text.
@Suite struct UsageErrorSnapshotTests {
  private static let report = "report --queries q --gallery g --model m --aligned"
  private static let evaluate = "evaluate --queries q --gallery g --model m --aligned"
  private static let calibrate =
    "calibrate --queries q --gallery g --model m --aligned -o c"
  private static let verify = "verify --pairs p --model m --aligned"
  private static let h2l = "train h2l --model m -o x"
  private static let backbone = "train backbone -o x"

  static let commandLines = [
    // The command itself.
    "", "reprot", "identify", "model", "model inport", "--quiet demo", "help reprot",
    "--completions", "--completions csh",
    // Names of options and missing values.
    "report", "report --queries q --gallery g", "report --querys q", "report --gallery",
    "\(report) --show", "\(report) --strict=yes", "\(report) --show 1 --show 2", "\(report) q",
    "enroll", "align", "check", "diff a", "occlude p", "model import -o x", "verify --model m",
    // Words that are none of the accepted ones.
    "\(report) --weights acp", "\(report) --grid 5x5", "\(report) --solver sinkhron",
    "\(report) --paper a5", "\(report) --editions full,blnd", "\(report) --redaction blur",
    "\(report) --leave-out self", "\(report) --layout lfx", "\(report) --layout lfw,cfp,auto",
    "\(report) --part left", "\(evaluate) --scorers stage1,x", "\(verify) --scorers x",
    "verify --pairs p --model m --detector d --faces all",
    "evaluate --queries q --gallery g --model m --detector d --faces all",
    "enroll p -o o --model m --detector d --faces all,only", "occlude p -o o --kind beard",
    "portraits -o o --occlude beard", "model import f -o o --architecture vgg",
    "model import f -o o --color cmyk",
    "\(backbone) --loss hinge", "\(h2l) --variant h3", "\(h2l) --loss hinge",
    "\(h2l) --optimizer adam", "\(h2l) --schedule linear",
    // Numbers out of range.
    "\(report) --threads 0", "\(report) --alpha 2", "\(report) --show 21", "\(report) --top-k 0",
    "\(report) --seed -1", "report --queries q --gallery g --model m --detector d --min-face 3",
    "report --queries q --gallery g --model m --detector d --min-score 1.5",
    "\(evaluate) --alpha 0.1,x", "\(evaluate) --top-k 10,0", "\(verify) --far 0",
    "\(verify) --far 2", "demo --people 1", "demo --queries 0", "portraits -o o --size 10x10",
    "portraits -o o --people 0", "\(backbone) --steps 0", "\(backbone) --width 20",
    "\(backbone) --zoom 5", "\(backbone) --margin 2", "\(h2l) --depth 25", "\(h2l) --batch 9",
    "\(h2l) --rate 0",
    // Paths that a shell did not expand.
    "check d --key ~/k", "enroll *.png -o o --model m --aligned",
    "report --queries q --gallery g --model m --aligned --output ~/o",
    // Options that do not go together.
    "report --queries q --gallery g --model m", "\(report) --detector d", "\(report) --faces only",
    "\(report) --keep-self --leave-out same-path", "\(report) --sealed k --seed 1",
    "\(evaluate) --json - --html -", "\(calibrate) --keep-self",
    "calibrate --queries q --gallery g --model m -o c --detector d --faces all",
    "align p -o o --model m", "align p -o o --detector d", "align p --gallery g",
    "align p --json -", "portraits", "portraits -o o --for built-in --size 96x112", backbone, h2l,
    "\(h2l) --variant h2 --steps 0",
  ]

  /// A sentence names only options that the command has or that the user typed.
  @Test(arguments: commandLines.filter { !$0.isEmpty })
  func theSentenceNamesOptionsThatExist(line: String) throws {
    let words = line.split(separator: " ").map(String.init)
    let command = Command.all.map(\.specification).filter { words.starts(with: $0.words) }
      .max { $0.words.count < $1.words.count }
    let known = Set(
      words + ["--help", "--version", "--completions"] + (command?.options.map(\.name) ?? []))
    let errors = try BuiltProgram.run(words).errors
    for name in errors.matches(of: /--[a-z][a-z-]*/).map({ String($0.output) }) {
      #expect(known.contains(name), "\(name) in: \(errors)")
    }
  }

  @Test func theSentencesAreAsRecorded() throws {
    let folder = try TemporaryFolder()
    var text = ""
    for line in Self.commandLines {
      let run = try BuiltProgram.run(
        line.split(separator: " ").map(String.init), in: folder.path)
      let first = run.errors.split(separator: "\n").first ?? ""
      text += "\(run.status) facet \(line)\n  \(first)\n"
      // A wrong command line prints no result and writes no file.
      #expect(run.status == 2 && run.output.isEmpty, "\(line): \(run.status) \(first)")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    try Snapshot.check(text, named: "usage-errors.txt")
  }
}
