import Foundation
import Testing
import _TestSupport

/// What the program does on a machine without fonts, or without those of a script.
@Suite struct FontTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A machine on which no font is installed.
  private func withoutFonts() throws -> [String: String] {
    let home = folder.file("home")
    try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
    try Data(
      """
      <?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
      <fontconfig><cachedir>\(home)/cache</cachedir></fontconfig>
      """.utf8
    ).write(to: URL(fileURLWithPath: folder.file("fonts.conf")))
    return [
      "FONTCONFIG_FILE": folder.file("fonts.conf"), "XDG_DATA_HOME": home, "XDG_CONFIG_HOME": home,
      "HOME": home,
    ]
  }

  @Test(arguments: [
    ["demo", "-o", "out"],
    [
      "report", "--aligned", "--queries", "none", "--gallery", "none", "--model", "built-in", "-o",
      "out",
    ],
    [
      "evaluate", "--aligned", "--queries", "none", "--gallery", "none", "--model", "built-in",
      "--html", "out",
    ],
    ["verify", "--aligned", "--pairs", "none", "--model", "built-in", "--html", "out"],
    ["train", "backbone", "--portraits", "4", "-o", "out", "--curve", "curve.png"],
    ["check", "none", "--recompute"],
  ])
  func withoutFontsNothingIsBegun(arguments: [String]) throws {
    let run = try BuiltProgram.run(
      arguments, in: folder.path, environment: try withoutFonts())
    #expect(run.status == 3)
    #expect(run.errors.contains("No font is installed, so pages and PDFs would have no text."))
    #expect(run.errors.contains("apt-get install fonts-inter"))
    #expect(!FileManager.default.fileExists(atPath: folder.file("out")))
  }

  @Test func whatDrawsNoTextNeedsNoFonts() throws {
    let run = try BuiltProgram.run(
      ["portraits", "--people", "1", "--pictures", "1", "--quiet", "-o", "out"], in: folder.path,
      environment: try withoutFonts())
    #expect(run.status == 0, "\(run.errors)")
  }

  @Test func charactersThatNoFontHasAreNamed() throws {
    #expect(
      try BuiltProgram.run(
        ["portraits", "--people", "3", "--pictures", "1", "--quiet", "-o", "faces"],
        in: folder.path
      ).status == 0)
    // Not assigned to any character, so in no font.
    let run = try BuiltProgram.run(
      [
        "report", "--aligned", "--queries", "faces", "--gallery", "faces", "--model", "built-in",
        "--no-checks", "--show", "1", "--keep-self", "--exhibit", "K\u{378}\u{379}", "-o", "out",
      ], in: folder.path)
    let sentence = "2 characters of 'K\u{378}\u{379}' cannot be drawn on paper and in figures"
    #expect(run.errors.contains("Warning: \(sentence)"), "\(run.errors)")
    let queries = try FileManager.default.contentsOfDirectory(atPath: folder.file("out/queries"))
    #expect(queries.count == 3)
    for query in queries {
      let page = try String(
        contentsOfFile: folder.file("out/queries/\(query)/report.html"), encoding: .utf8)
      #expect(page.contains("2 characters of &#39;K") || page.contains("2 characters of 'K"))
    }
  }
}
