import Testing
import _TestSupport

/// The exit codes that README promises, from the built program.
@Suite struct ExitCodeTests {
  @Test(
    arguments: [
      (["--version"], 0), (["--help"], 0), (["report", "--help"], 0), ([], 2), (["nonsense"], 2),
      (["report", "--unknown"], 2), (["check", "/no/such/folder"], 3),
    ] as [([String], Int32)])
  func isAsPromised(arguments: [String], status: Int32) throws {
    let run = try BuiltProgram.run(arguments)
    #expect(run.status == status, "\(run.errors)")
    #expect(status == 0 || !run.errors.isEmpty)
  }
}
