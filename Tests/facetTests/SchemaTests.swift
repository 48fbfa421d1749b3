import Basics
import Foundation
import Testing
import _TestSupport

/// The JSON that others read is as docs/*.schema.json describe it.
@Suite struct SchemaTests {
  private static func schema(_ name: String) throws -> JSONSchema {
    try JSONSchema(file: "\(DocumentationTests.root)/docs/\(name).schema.json")
  }

  private func document(_ path: String) throws -> JSONValue {
    try StrictJSON.decode(JSONValue.self, from: readFile(path))
  }

  private func expect(_ path: String, fits name: String) throws {
    let problems = try Self.schema(name).problems(document(path))
    #expect(problems.isEmpty, "\(path): \(problems.prefix(5))")
  }

  /// The examples of files that a person writes fit their schemas and are read; a member that the
  /// schema does not know is refused by both.
  @Test(arguments: ["case", "limits", "scale"])
  func theExamplesFit(name: String) throws {
    let path = "\(DocumentationTests.root)/docs/examples/\(name).json"
    try expect(path, fits: name)
    guard case .object(var members) = try document(path) else {
      Issue.record("the example is not an object")
      return
    }
    let folder = try TemporaryFolder()
    func isRead(_ value: JSONValue) throws -> Bool {
      let copy = folder.file("x.json")
      try AtomicFile.write(JSONText.encode(value), to: copy)
      let run = try BuiltProgram.run(
        [
          "report", "--aligned", "--queries", "absent", "--gallery", "absent", "--model",
          "built-in", "--\(name)", copy,
        ], in: folder.path)
      return !run.errors.contains(copy)
    }
    #expect(try isRead(.object(members)))
    members["extra"] = .string("x")
    #expect(try Self.schema(name).problems(.object(members)) == ["$: 'extra' is not documented"])
    #expect(try !isRead(.object(members)))
  }

  @Test(arguments: ["report", "evaluate", "verify", "case", "limits", "scale"])
  func everyFieldHasADescription(name: String) throws {
    let gaps = try Self.schema(name).gaps
    #expect(gaps.isEmpty, "\(gaps.prefix(5))")
  }

  private static let recorded =
    DocumentationTests.root + "/Tests/ReportsTests/Snapshots/report.json"

  @Test func theRecordedReportFits() throws {
    try expect(Self.recorded, fits: "report")
  }

  @Test func whatDoesNotFitIsFound() throws {
    let schema = try Self.schema("report")
    guard case .object(let members) = try document(Self.recorded) else {
      Issue.record("the recorded report is not an object")
      return
    }
    func problems(_ change: (inout [String: JSONValue]) -> Void) -> [String] {
      var changed = members
      change(&changed)
      return schema.problems(.object(changed))
    }
    #expect(problems { _ in }.isEmpty)
    #expect(problems { $0["extra"] = .null } == ["$: 'extra' is not documented"])
    #expect(problems { $0["notes"] = nil } == ["$: 'notes' is missing"])
    #expect(problems { $0["notes"] = .string("one") } == ["$.notes: is not of type 'array'"])
    #expect(problems { $0["notes"] = .array([.bool(true)]) }.count == 1)
    #expect(problems { $0["format"] = .number(2) }.count == 1)
    #expect(problems { $0["format"] = .number(2.5) } == ["$.format: is not of type 'integer'"])
    #expect(
      problems { $0["quality"] = .object([:]) } == ["$.quality: 'candidates' is missing"])
  }

  /// Synthetic people: 3 with 3 pictures each, and the last of each with a mask.
  private func people() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try run(["portraits", "--people", "3", "--pictures", "3", "-o", "faces"], folder)
    try run(["occlude", "faces", "--kind", "mask", "--aligned", "-o", "masked"], folder)
    return folder
  }

  private func run(_ arguments: [String], _ folder: TemporaryFolder) throws {
    let run = try BuiltProgram.run(
      arguments + (arguments[0] == "check" ? [] : ["--quiet"]), in: folder.path)
    #expect(run.status == 0, "\(arguments): \(run.errors)")
  }

  private func expectReports(_ folder: String) throws {
    let queries = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(!queries.isEmpty)
    for query in queries { try expect("\(folder)/\(query)/report.json", fits: "report") }
  }

  @Test func reportsOfTheProgramFit() throws {
    let folder = try people()
    try FileManager.default.createDirectory(
      atPath: folder.file("query"), withIntermediateDirectories: true)
    let person = try #require(
      try FileManager.default.contentsOfDirectory(atPath: folder.file("masked"))
        .filter { !$0.contains(".") }.min())
    try FileManager.default.moveItem(
      atPath: folder.file("masked/\(person)"), toPath: folder.file("query/\(person)"))
    let models = ["--aligned", "--model", "built-in", "--reranker", "built-in"]
    try run(
      [
        "portraits", "--people", "3", "--pictures", "3", "--seed", "2", "-o", "others",
      ], folder)
    try run(
      [
        "calibrate", "--queries", "others", "--gallery", "others", "-o", "rates.json",
        "--name-prefix", "other ",
      ] + models, folder)
    try run(
      [
        "report", "--queries", "query/\(person)/\(firstPicture(folder, person))", "--gallery",
        "faces", "--calibration", "rates.json", "--editions", "full,redacted", "--case-number",
        "17", "--show", "2", "-o", "out",
      ] + models, folder)
    try expectReports(folder.file("out/queries"))
    try expectReports(folder.file("out/redacted/queries"))
  }

  private func firstPicture(_ folder: TemporaryFolder, _ person: String) throws -> String {
    try #require(
      try FileManager.default.contentsOfDirectory(atPath: folder.file("query/\(person)"))
        .filter { $0.hasSuffix(".png") }.min())
  }

  @Test func aReportOfAPhotographFits() throws {
    let folder = try TemporaryFolder()
    try ToyDetector.write(to: folder.file("toy.safetensors"))
    for (name, place) in [("query", 30), ("known", 40)] {
      let samples = ToyDetector.photograph(
        width: 220, height: 120, squares: [(x: place, y: 30, side: 36), (x: 140, y: 40, side: 26)])
      try Data(Array("P6 220 120 255\n".utf8) + samples).write(
        to: URL(fileURLWithPath: folder.file(name + ".ppm")))
    }
    try run(
      [
        "report", "--queries", "query.ppm", "--gallery", "known.ppm", "--detector",
        "toy.safetensors", "--model", "built-in", "--no-checks", "-o", "out",
      ], folder)
    try expectReports(folder.file("out/queries"))
  }

  @Test func measurementsFit() throws {
    let folder = try people()
    let models = ["--aligned", "--model", "built-in", "--reranker", "built-in"]
    try run(
      [
        "evaluate", "--queries", "masked", "--gallery", "faces", "--weights", "uniform,lmk",
        "--top-k", "3,5", "--scorers", "c,d,h2l,v", "--leave-out", "same-path", "--json",
        "searches.json", "--compare", "all", "--equivalence", "2", "--timing", "-o", "searches",
      ] + models, folder)
    // The manifest lists every file, and its digests hold.
    try run(["check", "searches"], folder)
    try expect(folder.file("searches.json"), fits: "evaluate")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.file("faces"))
      .filter { !$0.contains(".") }.sorted()
    let pictures = try names.map { name in
      try FileManager.default.contentsOfDirectory(atPath: folder.file("faces/\(name)"))
        .filter { $0.hasSuffix(".png") }.sorted().map { "\(name)/\($0)" }
    }
    var lines: [String] = []
    for person in pictures.indices {
      let other = pictures[(person + 1) % pictures.count]
      for (first, second) in [(0, 1), (0, 2), (1, 2), (1, 0)] {
        lines.append("\(pictures[person][first]) \(pictures[person][second]) 1")
        lines.append("\(pictures[person][first]) \(other[second]) 0")
      }
    }
    try Data(lines.joined(separator: "\n").utf8).write(
      to: URL(fileURLWithPath: folder.file("pairs.txt")))
    try run(
      ["verify", "--pairs", "pairs.txt", "--root", "faces", "--json", "pairs.json"]
        + models + ["--far", "0.9,0.001"], folder)
    try expect(folder.file("pairs.json"), fits: "verify")
  }
}
