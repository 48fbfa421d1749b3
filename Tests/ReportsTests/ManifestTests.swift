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
      evidence.timings.methods[.emd]! *= slower
      evidence.timings.features *= slower * 10
      reports.append(try writer.write(evidence, number: place + 1))
    }
    try writer.finish(reports, failures: [], run: .object(["queries": .string("a")]))
  }

  @Test func anotherRunDiffersInItsTimesOnly() throws {
    let folder = try TemporaryFolder()
    try write(folder.file("one"))
    try write(folder.file("two"), slower: 17.25)
    func bytes(_ path: String) throws -> [UInt8] { try readFile(folder.file(path)) }
    #expect(try bytes("one/manifest.json") == bytes("two/manifest.json"))
    #expect(try bytes("one/index.html") == bytes("two/index.html"))
    #expect(try bytes("one/timings.json") != bytes("two/timings.json"))
    let check = try FolderCheck(folder: folder.file("one"))
    for file in check.manifest.files {
      let isSame = try bytes("one/" + file.path) == bytes("two/" + file.path)
      #expect(isSame == (file.volatile == nil), "\(file.path)")
    }
    #expect(check.manifest.files.count { $0.volatile != nil } == 4)
    #expect(check.differences().isEmpty)
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
    let places = try FolderCheck(folder: output).manifest.queries.map { "queries/\($0.report)" }
    try change("index.html", "Face comparison reports", to: "Face comparison report")
    try change(places[0] + "/report.html", "7.30 ms", to: "7.31 ms")
    try change(places[0] + "/report.json", "\"rank\" : 1,", to: "\"rank\" : 2,")
    try FileManager.default.removeItem(atPath: output + "/" + places[1] + "/report.pdf")
    try AtomicFile.write("x", to: output + "/queries/more.txt")
    let found = try FolderCheck(folder: output).differences()
    #expect(
      found.map { "\($0.kind.rawValue): \($0.place)" }.sorted() == [
        "changed number: \(places[0])/report.json", "changed page: index.html",
        "changed time: \(places[0])/report.html", "extra file: queries/more.txt",
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
    for other in ["\"../index.html\"", "\"/index.html\"", "\"a/../../b\""] {
      try AtomicFile.write(
        text.replacingOccurrences(of: "\"index.html\"", with: other), to: path)
      #expect(throws: FolderCheckError.damaged(file: path)) { try FolderCheck(folder: output) }
    }
    try AtomicFile.write(
      text.replacingOccurrences(of: "\"format\" : 1", with: "\"format\" : 9"), to: path)
    #expect(throws: FolderCheckError.otherFormat(file: path, format: 9)) {
      try FolderCheck(folder: output)
    }
    // Of a later version, with nothing that this one reads.
    try AtomicFile.write("{\"format\": 9}", to: path)
    #expect(throws: FolderCheckError.otherFormat(file: path, format: 9)) {
      try FolderCheck(folder: output)
    }
    try AtomicFile.write("{", to: path)
    #expect(throws: FolderCheckError.damaged(file: path)) { try FolderCheck(folder: output) }
    #expect(throws: FolderCheckError.self) { try FolderCheck(folder: folder.file("none")) }
  }

  @Test func theVolatileBlockIsWhatLiesBetweenTheMarkers() {
    let block = VolatileBlock(begin: "<a>", end: "</a>")
    func stable(_ text: String) -> String? {
      block.stablePart(of: Array(text.utf8)).map { String(decoding: $0, as: UTF8.self) }
    }
    #expect(stable("1<a>2</a>3</a>") == "1<a></a>3</a>")
    #expect(stable("<a></a>") == "<a></a>")
    #expect(stable("1</a><a>2") == nil)
    #expect(stable("") == nil)
    let record = FileRecord(path: "x", content: Array("12".utf8), volatile: block)
    #expect(record.volatile == nil && record.bytes == 2)
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
