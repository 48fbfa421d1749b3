import Basics
import Evidence
import Faces
import Foundation
import Pictures
import Testing
import _TestSupport

@testable import Reports

/// The pictures inside a paper, as a reader's programs get them out.
@Suite(
  .enabled(
    if: InstalledTool.isInstalled("pdfimages") && InstalledTool.isInstalled("pdftotext"),
    "pdfimages or pdftotext is not installed"))
struct PaperPictureTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func paper(_ evidence: QueryEvidence) throws -> (report: QueryReport, path: String) {
    let report = try QueryReport(
      evidence, provenance: SyntheticEvidence.provenance, templates: TemplateSet())
    let path = folder.file("report.pdf")
    try AtomicFile.write(report.pdf, to: path)
    return (report, path)
  }

  /// The JPEG files that `pdfimages -all` writes.
  private func pictures(_ path: String) throws -> [[UInt8]] {
    let place = folder.file("pictures")
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    _ = try InstalledTool.output("pdfimages", ["-all", path, place + "/p"])
    return try FileManager.default.contentsOfDirectory(atPath: place).sorted().map {
      #expect($0.hasSuffix(".jpg"), "\($0)")
      return try readFile("\(place)/\($0)")
    }
  }

  private func text(_ path: String) throws -> String {
    try InstalledTool.output("pdftotext", ["-layout", path, "-"])
  }

  /// The digests printed are those of JPEG files inside: all that show the query and the people.
  @Test func everyPictureIsAJPEGWithItsDigestPrinted() throws {
    let evidence = try SyntheticEvidence(shownCount: 3).make()
    let (_, path) = try paper(evidence)
    let found = Set(try pictures(path).map { SHA256.digest(of: $0).hexadecimal })
    let words = try text(path).split { $0 == " " || $0 == "\n" }.map(String.init)
    var printed = Set<String>()
    for (before, after) in zip(words, words.dropFirst()) where before == "JPEG" {
      if after.count == 64 { printed.insert(after) }
    }
    #expect(found.count > 10 && printed.isSubset(of: found))
    let files = FaceFiles(evidence, for: .paper, passesOriginals: true)
    let explained =
      [Face.query] + evidence.candidates.map { .candidate($0.galleryIndex) }
    for face in explained {
      let own = [files.colored[face], files.gray[face]].compactMap { $0 }
      #expect(own.count == 2)
      for file in own { #expect(printed.contains(SHA256.digest(of: file.jpeg).hexadecimal)) }
    }
    #expect(try text(path).contains("have the JPEG quality 92"))
  }

  @Test func originalsThatAreShownWholePassByteByByte() throws {
    var synthetic = SyntheticEvidence(shownCount: 2)
    synthetic.originalComment = "as it came"
    let evidence = try synthetic.make()
    let (report, path) = try paper(evidence)
    let originals = Set(
      ([evidence.query] + evidence.candidates.map(\.exhibit)).map { $0.original! })
    let found = try pictures(path)
    #expect(originals.count > 2 && originals.isSubset(of: found))
    #expect(try text(path).contains("identical to the original file"))
    #expect(try text(path).contains("report.pdf contains the JPEG file itself, byte for byte."))
    // A page has small copies.
    let comment = Data("as it came".utf8)
    #expect(Data(report.pdf).range(of: comment) != nil)
    for original in originals {
      #expect(!report.html.contains(Data(original).base64EncodedString()))
    }
  }

  /// A file brings along what its camera wrote into it.
  @Test func handedOutEditionsHoldNoOriginal() throws {
    var synthetic = SyntheticEvidence(shownCount: 2)
    synthetic.originalComment = "as it came"
    synthetic.hasForms = true
    let output = folder.file("out")
    let writer = DossierWriter(
      folder: output, templates: try TemplateSet(), provenance: SyntheticEvidence.provenance,
      paper: .a4, editions: [.full, .blind, .redacted], secret: EditionSecret(seed: 7))
    _ = try writer.write(synthetic.make(), number: 1)
    let comment = Data("as it came".utf8)
    var papers = 0
    for name in try FileManager.default.subpathsOfDirectory(atPath: output)
    where name.hasSuffix(".pdf") || name.hasSuffix(".html") {
      let holds = Data(try readFile("\(output)/\(name)")).range(of: comment) != nil
      let isFull = name.hasPrefix("queries/") && name.hasSuffix("/report.pdf")
      #expect(holds == isFull, "\(name)")
      papers += 1
    }
    // With the two forms of the full edition.
    #expect(papers == 8)
  }

  @Test(arguments: [true, false])
  func aPhotographPassesInFullSize(isJPEG: Bool) throws {
    let (width, height) = (1800, 1200)
    let photograph = try CartoonFace.make(
      identity: "s03", picture: 4, width: width, height: height)
    let jpeg = photograph.encodedJPEG(quality: 70)
    var evidence = try SyntheticEvidence(shownCount: 1).make()
    evidence.sighting = try SyntheticEvidence.sighting(
      width: width, height: height, original: isJPEG ? jpeg : nil)
    let (report, path) = try paper(evidence)
    let found = try pictures(path)
    #expect(found.contains(jpeg) == isJPEG)
    let list = try InstalledTool.output("pdfimages", ["-list", path])
    let sizes = list.split(separator: "\n").dropFirst(2).map {
      $0.split(separator: " ").dropFirst(3).prefix(2).joined(separator: " ")
    }
    #expect(sizes.contains(isJPEG ? "1800 1200" : "900 600"))
    #expect(
      try text(path).contains(
        isJPEG ? "report.pdf contains the photograph's JPEG file itself" : "900 × 600"))
    // The larger file fills the same place: the page looks the same.
    #expect(try text(path).contains("The photograph") && report.html.contains("The photograph"))
  }
}
