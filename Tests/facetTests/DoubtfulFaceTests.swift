import Foundation
import Testing
import _TestSupport

/// Boxes of the detector that are hardly faces: listed, and not used.
@Suite struct DoubtfulFaceTests {
  private let folder: TemporaryFolder
  private let detector: String

  init() throws {
    folder = try TemporaryFolder()
    detector = folder.file("toy.safetensors")
    try ToyDetector.write(to: detector)
    let (width, height) = (220, 120)
    let samples = ToyDetector.photograph(
      width: width, height: height, squares: [(x: 30, y: 30, side: 36), (x: 140, y: 40, side: 26)])
    try FileManager.default.createDirectory(
      atPath: folder.file("photos"), withIntermediateDirectories: true)
    try Data(Array("P6 \(width) \(height) 255\n".utf8) + samples).write(
      to: URL(fileURLWithPath: folder.file("photos/group.ppm")))
  }

  private func run(_ arguments: [String]) throws -> BuiltProgram.Run {
    try BuiltProgram.run(
      arguments + ["--detector", detector, "--model", "built-in", "--quiet"], in: folder.path)
  }

  // The hand-made network is 0.982 sure of each square.
  @Test(arguments: [
    ["align", "photos", "-o", "crops"], ["enroll", "photos", "-o", "gallery"],
    ["report", "--queries", "photos", "--gallery", "photos", "--no-checks", "-o", "out"],
    ["evaluate", "--queries", "photos", "--gallery", "photos"],
  ])
  func aPhotographOfDoubtfulFacesAloneIsRefused(arguments: [String]) throws {
    let run = try run(arguments + ["--min-score", "0.99"])
    #expect(run.status == 3)
    #expect(run.errors.contains("Only doubtful faces were found in it"), "\(run.errors)")
    #expect(run.errors.contains("score 0.98"))
  }

  @Test func theThresholdIsOfTheGallerysOrigin() throws {
    #expect(try run(["enroll", "photos", "--faces", "all", "-o", "gallery"]).status == 0)
    let again = try run(
      ["enroll", "photos", "--faces", "all", "--min-score", "0.8", "-o", "gallery"])
    #expect(again.status == 0)
    #expect(again.output.contains("--min-score 0.9, and this run uses"), "\(again.output)")
    #expect(again.output.contains("2 computed"))
  }

  @Test(arguments: ["-0.1", "1.1", "high"])
  func aThresholdOutsideItsRangeIsRefused(value: String) throws {
    let run = try run(["align", "photos", "-o", "crops", "--min-score=\(value)"])
    #expect(run.status == 2 && run.errors.contains("--min-score"))
  }

  @Test func aThresholdNeedsADetector() throws {
    let run = try BuiltProgram.run(
      ["enroll", "photos", "--aligned", "--model", "built-in", "--min-score", "0.9", "-o", "g"],
      in: folder.path)
    #expect(run.status == 2 && run.errors.contains("--min-score goes with --detector."))
  }

  /// A portrait in whose lace the published detector sees two faces, with scores of 0.80 and 0.85.
  @Test(.enabled(if: SharedData.isPresent, "the shared data folder is absent"))
  func laceIsListedAndNotUsed() throws {
    let weights = ["pnet", "rnet", "onet"].map { SharedData.path("data/weights/\($0).pt") }
    let network = folder.file("mtcnn.safetensors")
    #expect(try BuiltProgram.run(["model", "import"] + weights + ["-o", network]).status == 0)
    let portrait = SharedData.path("data/photos/portrait_a.jpg")
    func run(_ arguments: [String]) throws -> BuiltProgram.Run {
      try BuiltProgram.run(
        arguments + ["--detector", network, "--model", "built-in", "--faces", "all", "--quiet"],
        in: folder.path)
    }
    let words =
      "2 doubtful faces were not used, being below --min-score or smaller than --min-face:"
    let lines = [
      "portrait_a.jpg: face 2, 40 x 49 pixels at (", "portrait_a.jpg: face 3, 19 x 23 pixels at (",
    ]
    func expectListed(_ run: BuiltProgram.Run) {
      #expect(run.status == 0, "\(run.errors)")
      for text in [words] + lines { #expect(run.errors.contains(text), "\(run.errors)") }
    }
    let aligned = try run(["align", portrait, "-o", "crops"])
    expectListed(aligned)
    #expect(aligned.output.contains("1 face in"))
    let log = try String(contentsOfFile: folder.file("crops/faces.jsonl"), encoding: .utf8)
    #expect(log.contains("\"doubtful\":[{") && log.contains("\"number\":3"))
    let enrolled = try run(["enroll", portrait, "-o", "gallery"])
    expectListed(enrolled)
    #expect(enrolled.output.contains("Gallery of 1 faces"))
    // Known pictures are listed as they were when they were enrolled.
    expectListed(try run(["enroll", portrait, "-o", "gallery"]))
    let report = try run(
      [
        "report", "--queries", portrait, "--gallery", "gallery", "--keep-self", "--no-checks", "-o",
        "out",
      ])
    #expect(report.status == 0, "\(report.errors)")
    #expect(report.errors.contains("4 doubtful faces were not used"))
    let index = try String(contentsOfFile: folder.file("out/index.html"), encoding: .utf8)
    #expect(index.contains("Doubtful faces in queries, not used"))
    #expect(index.contains("Doubtful faces in gallery pictures, not used"))
    #expect(index.contains("face 3, 19 x 23 pixels at ("))
    let queries = try FileManager.default.contentsOfDirectory(atPath: folder.file("out/queries"))
    #expect(queries.count == 1)
    let page = try String(
      contentsOfFile: folder.file("out/queries/\(queries[0])/report.html"), encoding: .utf8)
    #expect(page.contains("face 3, 19 x 23 pixels at ("))
    // With a lower threshold they come back, but for the one that is too small.
    let all = try run(["align", portrait, "--min-score", "0", "-o", "all"])
    #expect(all.output.contains("2 faces in"))
    #expect(all.errors.contains("1 doubtful face was not used"))
  }
}
