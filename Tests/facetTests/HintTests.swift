import Testing
import _TestSupport

/// What people type who have used another program, or another shell.
@Suite struct HintTests {
  @Test(arguments: [
    (["report", "--query", "x"], "Did you mean '--queries'?"),
    (["report", "--galery", "x"], "Did you mean '--gallery'?"),
    (["report", "--out", "x"], "Did you mean '--output'?"),
    (["report", "--gallrey", "x"], "Did you mean '--gallery'?"),
    (["report", "--calibrations", "x"], "Did you mean '--calibration'?"),
    (["calibrat"], "Did you mean 'calibrate'?"),
    (["rport"], "Did you mean 'report'?"),
    (["model", "improt"], "Did you mean 'import'?"),
    (["identify", "--queries", "x"], "'facet report' ranks a gallery for each query."),
    (["search"], "'facet report' ranks a gallery for each query."),
    (["compare", "a.png", "b.png"], "'facet report' ranks a gallery for each query."),
    (["crop", "a.png"], "'facet align' finds, crops and aligns faces."),
    (
      ["align", "q/*.png", "-o", "x"],
      "There is nothing at 'q/*.png': the shell did not expand the '*'."
    ),
    (
      [
        "report", "--queries", "img_????.png", "--gallery", "/", "--model", "built-in", "--aligned",
      ], "the shell did not expand the '?'"
    ),
    (
      [
        "report", "--queries=~/q", "--gallery", "/", "--model", "built-in", "--aligned",
      ], "The shell did not expand the '~' of '~/q'."
    ),
    (["portraits", "--output=~/faces"], "The shell did not expand the '~' of '~/faces'."),
    (
      ["align", "a.png", "b.png", "-o", "x"],
      "If the shell expanded a pattern such as *.png, give the folder or a list instead."
    ),
  ])
  func areGiven(arguments: [String], hint: String) throws {
    let run = try BuiltProgram.run(arguments)
    #expect(run.status == 2)
    #expect(run.errors.contains(hint), "\(run.errors)")
  }

  /// No guess is better than a wild one.
  @Test func nothingNearHasNoHint() throws {
    for arguments in [["report", "--zebra"], ["xylophone"]] {
      let run = try BuiltProgram.run(arguments)
      #expect(run.status == 2 && !run.errors.contains("Did you mean"), "\(run.errors)")
    }
  }
}
