import Audit
import Basics
import Evidence
import Foundation
import Testing
import _TestSupport

@testable import Reports

@Suite struct ManifestTests {
  /// A folder with two reports; the times are `slower` times the usual ones.
  private func write(_ folder: String, slower: Double = 1) throws {
    let writer = ReportWriter(
      folder: folder, templates: try TemplateSet(), provenance: SyntheticEvidence.provenance)
    var reports: [WrittenReport] = []
    for (place, path) in ["a/1.png", QueryReportTests.hostileName].enumerated() {
      var synthetic = SyntheticEvidence()
      synthetic.queryPath = path
      synthetic.shownCount = 2
      var evidence = try synthetic.make()
      evidence.timings?.methods[.emd]? *= slower
      evidence.timings?.features *= slower * 10
      reports.append(try writer.write(evidence, number: place + 1))
    }
    try writer.finish(reports, failures: [], run: .object(["queries": .string("a")]))
  }

  @Test func timesAreDataLikeAllElse() throws {
    let folder = try TemporaryFolder()
    try write(folder.file("one"))
    try write(folder.file("same"))
    try write(folder.file("slower"), slower: 17.25)
    func bytes(_ path: String) throws -> [UInt8] { try readFile(folder.file(path)) }
    let check = try ManifestComparison(folder: folder.file("one"))
    #expect(check.manifest.files.map(\.path).contains("timings.json"))
    #expect(check.manifest.files.count == 10)
    for file in check.manifest.files.map(\.path) + ["manifest.json"] {
      #expect(try bytes("one/" + file) == bytes("same/" + file), "\(file)")
      let printsTimes = ["report.html", "report.pdf", "timings.json", "manifest.json"]
        .contains { file.hasSuffix($0) }
      #expect(try (bytes("one/" + file) == bytes("slower/" + file)) != printsTimes, "\(file)")
    }
    #expect(check.differences().isEmpty)
  }

  @Test func whatIsPrintedIsWhatIsRecorded() throws {
    let times = StageTimings(
      features: 1.23456, methods: [.stage1: 0.004, .emd: 7.005, .h2l: 2], evidence: 3)
    #expect(times.features == 1.23 && times.methods[.stage1] == 0 && times.methods[.h2l] == 2)
    #expect(TimingBarsFigure.text(times.methods[.emd]!) == "7.00" || times.methods[.emd] == 7.01)
    let text = try JSONText.encode(times)
    #expect(text.contains("\"features\" : 1.23,"))
    #expect(StageTimings(features: -1).isPlausible == false)
    #expect(StageTimings(methods: [.emd: .infinity]).isPlausible == false && times.isPlausible)
  }

  @Test func eachChangeIsOneLineOfItsKind() throws {
    let folder = try TemporaryFolder()
    let output = folder.file("out")
    try write(output)
    func change(_ name: String, _ text: String, to other: String) throws {
      let path = output + "/" + name
      let content = String(decoding: try readFile(path), as: UTF8.self)
      #expect(content.contains(text))
      try AtomicFile.write(content.replacingOccurrences(of: text, with: other), to: path)
    }
    let places = try ManifestComparison(folder: output).manifest.queries.map {
      "queries/\($0.report)"
    }
    try change("index.html", "Face search: 2 queries", to: "Face search: 3 queries")
    try change(places[0] + "/report.html", "7.30 ms", to: "7.31 ms")
    try change("timings.json", "7.3", to: "7.4")
    try change(places[0] + "/report.json", "\"rank\" : 1,", to: "\"rank\" : 2,")
    try FileManager.default.removeItem(atPath: output + "/" + places[1] + "/report.pdf")
    try AtomicFile.write("x", to: output + "/queries/more.txt")
    let found = try ManifestComparison(folder: output).differences()
    #expect(
      found.map { "\($0.kind.rawValue): \($0.place)" }.sorted() == [
        "changed file: timings.json", "changed number: \(places[0])/report.json",
        "changed page: index.html", "changed page: \(places[0])/report.html",
        "extra file: queries/more.txt",
        "missing file: \(places[1])/report.pdf",
      ])
    #expect(found.allSatisfy { !"\($0)".contains("\n") })
  }

  @Test func aManifestThatLeadsOutIsRefused() throws {
    let folder = try TemporaryFolder()
    let output = folder.file("out")
    try write(output)
    let path = output + "/manifest.json"
    let text = String(decoding: try readFile(path), as: UTF8.self)
    func refusal(_ content: String) throws -> ManifestComparisonError? {
      try AtomicFile.write(content, to: path)
      return #expect(throws: ManifestComparisonError.self) {
        try ManifestComparison(folder: output)
      }
    }
    for other in ["../index.html", "/index.html", "a/../../b"] {
      let found = try refusal(
        text.replacingOccurrences(of: "\"index.html\"", with: "\"\(other)\""))
      #expect(found == .outside(file: path, place: other))
    }
    #expect(
      try refusal(text.replacingOccurrences(of: "\"summary.pdf\"", with: "\"index.html\""))
        == .listedTwice(file: path, place: "index.html"))
    #expect(
      try refusal(text.replacingOccurrences(of: "\"format\" : 2", with: "\"format\" : 1"))
        == .otherFormat(file: path, format: 1, program: "Facet 0.1.0"))
    // Of a later version, with nothing that this one reads.
    #expect(
      try refusal("{\"format\": 9}") == .otherFormat(file: path, format: 9, program: nil))
    #expect(try refusal("{") == .damaged(file: path, reason: .malformed(offset: 1)))
    #expect(
      try refusal(
        text.replacingOccurrences(
          of: "\"program\" :", with: "\"program\" : \"Facet 9\",\n  \"program\" :"))
        == .damaged(file: path, reason: .duplicateKey("program")))
    #expect(throws: ManifestComparisonError.self) {
      try ManifestComparison(folder: folder.file("none"))
    }
  }

  @Test func linksAndEmptyFoldersAreDifferences() throws {
    let folder = try TemporaryFolder()
    let output = folder.file("out")
    try write(output)
    try makeFolders(output + "/Corrected result/more")
    let manager = FileManager.default
    try manager.moveItem(atPath: output + "/index.html", toPath: folder.file("index.html"))
    try manager.createSymbolicLink(
      atPath: output + "/index.html", withDestinationPath: folder.file("index.html"))
    try manager.createSymbolicLink(atPath: output + "/more", withDestinationPath: "queries")
    let found = try ManifestComparison(folder: output).differences()
    #expect(
      found.map { "\($0.kind.rawValue): \($0.place)" } == [
        "extra file: Corrected result/more", "extra file: Corrected result",
        "symbolic link: index.html", "symbolic link: more",
      ])
  }

  @Test func settingsBelongToTheirDigest() throws {
    let folder = try TemporaryFolder()
    let output = folder.file("out")
    try write(output)
    let path = output + "/manifest.json"
    let text = String(decoding: try readFile(path), as: UTF8.self)
    try AtomicFile.write(
      text.replacingOccurrences(of: "\"value\" : \"0.7\"", with: "\"value\" : \"0.9\""), to: path)
    let found = try ManifestComparison(folder: output).differences()
    #expect(found.map(\.place) == ["manifest.json: settingsSHA256"])
  }
}

@Suite struct NumberComparisonTests {
  private func json(_ text: String) throws -> JSONValue {
    try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
  }

  @Test func everyDifferenceHasItsPlace() throws {
    let comparison = NumberComparison(
      try json(#"{"a":[1,{"b":2.5}],"t":1,"s":"x","only":null,"n":1000.0001}"#),
      try json(#"{"a":[1,{"b":2.6},3],"t":2,"s":"y","n":1000.0002}"#), ignoring: ["t"])
    #expect(
      comparison.findings.map { "\($0.place) \($0.was) \($0.isNow)" } == [
        "a[1].b 2.5 2.6", "a[2] absent 3.0", "only null absent", "s 'x' 'y'",
      ])
    #expect(comparison.nearlyEqual == 1)
  }

  @Test func aValueIsReadAndWrittenAlike() throws {
    let text = #"{"a":[true,null,-2.5,"é\n"],"b":9007199254740995,"c":{}}"#
    let value = try json(text)
    #expect(value["b"] == .integer(9_007_199_254_740_995))
    let again = try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(value))
    #expect(again == value)
  }
}
