import Foundation
import Testing
import _TestSupport

/// `evaluate` and `verify` as a user runs them, on drawn faces with the built-in models.
@Suite struct MeasurementTests {
  let folder: TemporaryFolder
  private var faces: String { folder.file("faces") }
  private let models = ["--model", "built-in", "--aligned", "--quiet"]

  init() throws {
    folder = try TemporaryFolder()
    let run = try BuiltProgram.run([
      "portraits", "-o", folder.file("faces"), "--people", "4", "--pictures", "3", "--size",
      "96x112", "--quiet",
    ])
    #expect(run.status == 0, "\(run.errors)")
  }

  private func results(_ path: String) throws -> [[String: Any]] {
    let object = try JSONSerialization.jsonObject(
      with: Data(contentsOf: URL(fileURLWithPath: path)))
    return try #require((object as? [String: Any])?["results"] as? [[String: Any]])
  }

  @Test func listsOfEverySettingMakeARowEach() throws {
    let run = try BuiltProgram.run(
      [
        "evaluate", "--queries", faces, "--gallery", faces, "--scorers", "c,d,emd", "--grid",
        "native,4x4", "--solver", "sinkhorn,exact", "--weights", "apc,uniform", "--alpha",
        "0.3,0.7", "--top-k", "5,10", "--json", folder.file("results.json"),
      ] + models)
    #expect(run.status == 0, "\(run.errors)")
    let rows = try results(folder.file("results.json"))
    #expect(
      rows.compactMap { $0["scorer"] as? String } == ["stage1"] + Array(repeating: "emd", count: 32)
    )
    let settings = rows.map { row in
      ["grid", "solver", "weights", "alpha", "k"].map { "\(row[$0] ?? "-")" }
        .joined(separator: " ")
    }
    #expect(Set(settings).count == 33)
  }

  /// One pair on each thread, in the file's order all the same.
  @Test func verifyGivesTheSameOnAnyNumberOfThreads() throws {
    let people = try FileManager.default.contentsOfDirectory(atPath: faces).sorted()
      .filter { !$0.contains(".") }
    let names = try people.flatMap { person in
      try FileManager.default.contentsOfDirectory(atPath: "\(faces)/\(person)").sorted()
        .filter { $0.hasSuffix(".png") }.map { "\(person)/\($0)" }
    }
    #expect(names.count == 12)
    var lines: [String] = []
    for (place, first) in names.enumerated() {
      for second in names.dropFirst(place + 1) {
        let isSame = first.split(separator: "/")[0] == second.split(separator: "/")[0]
        lines.append("\(first) \(second) \(isSame ? 1 : 0)")
      }
    }
    let pairs = folder.file("pairs.txt")
    try lines.joined(separator: "\n").write(toFile: pairs, atomically: true, encoding: .utf8)
    var written: [NSArray] = []
    for threads in ["1", "3"] {
      let run = try BuiltProgram.run(
        [
          "verify", "--pairs", pairs, "--root", faces, "--reranker", "built-in", "--weights",
          "apc,cc", "--threads", threads, "--json", folder.file("\(threads).json"),
        ] + models)
      #expect(run.status == 0, "\(run.errors)")
      written.append(try results(folder.file("\(threads).json")) as NSArray)
    }
    #expect(written[0].count == 4 && written[0] == written[1])
  }

  @Test func verifyWithoutATrainedH2LSaysSo() throws {
    try "s/1.png s/2.png 1\ns/1.png t/1.png 0\n".write(
      toFile: folder.file("few.txt"), atomically: true, encoding: .utf8)
    let run = try BuiltProgram.run(
      ["verify", "--pairs", folder.file("few.txt"), "--scorers", "h2l"] + models)
    #expect(run.status != 0 && run.errors.contains("The scorer 'h2l' is left out: no trained H2L"))
  }
}
