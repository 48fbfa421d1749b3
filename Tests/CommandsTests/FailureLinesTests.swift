import Datasets
import Testing

@testable import Runs

@Suite struct FailureLinesTests {
  private func failures(_ counts: [(reason: String, count: Int)]) -> [PictureFailure] {
    counts.flatMap { reason, count in
      (1...count).map { number in
        PictureFailure(
          path: "\(reason.prefix(1))\(number).jpg",
          reason: reason + " '\(reason.prefix(1))\(number).jpg' at 0.\(number).")
      }
    }
  }

  @Test func aFewFailuresAreAllNamed() {
    let few = failures([("No face", 20)])
    #expect(FailureLines.lines(few, file: "out/results.json").count == 21)
    #expect(FailureLines.lines([PictureFailure](), file: nil).isEmpty)
    #expect(
      FailureLines.lines(failures([("No face", 1)]), file: nil)
        == ["1 picture could not be used:", "  N1.jpg: No face 'N1.jpg' at 0.1."])
  }

  /// The reasons differ in names and numbers only.
  @Test func manyFailuresAreGroupedByTheirReason() {
    let many = failures([("No face", 4000), ("Broken", 2), ("Small", 30)])
    let lines = FailureLines.lines(many, file: "out/results.json")
    #expect(
      lines == [
        "4032 pictures could not be used:", "  N1.jpg: No face 'N1.jpg' at 0.1.",
        "  N2.jpg: No face 'N2.jpg' at 0.2.", "  N3.jpg: No face 'N3.jpg' at 0.3.",
        "  and 3997 more for this reason", "  B1.jpg: Broken 'B1.jpg' at 0.1.",
        "  B2.jpg: Broken 'B2.jpg' at 0.2.", "  S1.jpg: Small 'S1.jpg' at 0.1.",
        "  S2.jpg: Small 'S2.jpg' at 0.2.", "  S3.jpg: Small 'S3.jpg' at 0.3.",
        "  and 27 more for this reason", "  All 4032 are in 'out/results.json'.",
      ])
  }

  @Test func otherReasonsAreCounted() {
    let many = failures(["A", "B", "C", "D", "E", "F", "G"].map { ($0, 4) })
    let lines = FailureLines.lines(many, file: "x")
    #expect(lines.contains("  and 8 more for 2 other reasons"))
    // Nothing is left out where no file has it.
    #expect(FailureLines.lines(many, file: nil).count == 29)
  }
}
