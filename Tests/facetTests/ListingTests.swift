import Basics
import Foundation
import Pictures
import Testing
import _TestSupport

/// What the program says of pictures that it leaves out or finds twice, from the built program.
@Suite struct ListingTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A picture like no other; the people's colors differ most.
  func face(_ person: Int, _ pose: Int) -> [UInt8] {
    var generator = SeededGenerator(seed: UInt64(person))
    let base = (0..<12).map { _ in Int.random(in: 40...215, using: &generator) }
    let samples = (0..<96 * 112).map { place -> UInt8 in
      let (x, y) = (place % 96, place / 96)
      return UInt8(clamping: base[x / 32 + y / 28 * 3] + (x * pose + y) % 17)
    }
    return Picture(width: 96, height: 112, channels: .gray, samples: samples).encodedPNG()
  }

  func write(_ bytes: [UInt8], _ name: String) throws {
    let path = folder.file(name)
    try makeFolders(String(path[..<path.lastIndex(of: "/")!]))
    try AtomicFile.write(bytes, to: path)
  }

  func run(_ arguments: String...) throws -> BuiltProgram.Run {
    try BuiltProgram.run(arguments, in: folder.path)
  }

  /// Writes reports to a new folder `out`.
  func report(_ more: String..., gallery: String = "gallery") throws -> BuiltProgram.Run {
    try? FileManager.default.removeItem(atPath: folder.file("out"))
    return try BuiltProgram.run(
      [
        "report", "--aligned", "--model", "built-in", "--queries", "queries", "--gallery", gallery,
        "-o", "out", "--no-checks", "--show", "1",
      ] + more, in: folder.path)
  }

  func text(_ name: String) throws -> String {
    String(decoding: try readFile(folder.file(name)), as: UTF8.self)
  }

  struct Report: Decodable {
    struct Candidate: Decodable { let path: String }
    struct LeftOut: Decodable, Equatable {
      let path: String
      let reason: String
    }
    let candidates: [String: [Candidate]]
    let leftOut: [LeftOut]
    let notes: [String]
  }

  func reports() throws -> [Report] {
    try FileManager.default.contentsOfDirectory(atPath: folder.file("out/queries")).sorted().map {
      try JSONDecoder().decode(
        Report.self, from: Data(readFile(folder.file("out/queries/\($0)/report.json"))))
    }
  }

  @Test func anotherPictureOfTheSameNameIsRankedAndTheSameBytesAreLeftOutByName() throws {
    try write(face(1, 1), "queries/p1/IMG_0001.png")
    try write(face(1, 2), "gallery/p1/IMG_0001.png")
    try write(face(1, 1), "gallery/p2/copy.png")
    try write(face(2, 1), "gallery/p2/1.png")
    let run = try report()
    #expect(run.status == 0, "\(run.errors)")
    let found = try reports()[0]
    #expect(found.candidates["stage1"]!.map(\.path).sorted() == ["p1/IMG_0001.png", "p2/1.png"])
    #expect(found.leftOut == [Report.LeftOut(path: "p2/copy.png", reason: "sameBytes")])
    #expect(found.notes.contains { $0.contains("'p2/copy.png' (the same bytes)") })
    #expect(
      run.errors.contains(
        """
        1 of the queries is also in the gallery, byte for byte: p1/IMG_0001.png (the gallery contains it as \
        'p2/copy.png', with another label)
        """), "\(run.errors)")
    let sentence = """
      1 gallery picture was left out of the rankings of 1 query as the query's own: \
      'p1/IMG_0001.png': 'p2/copy.png'.
      """
    #expect(run.errors.contains("Left out (--leave-out same-picture): " + sentence))
    let index = try text("out/index.html")
    #expect(index.contains("1 gallery picture was left out of the rankings of 1 query"))
    #expect(index.contains("also in the gallery, byte for byte"))
    #expect(try text("out/queries/0001-p1-IMG-0001-png/report.html").contains("(the same bytes)"))
    // The published protocol is asked for by name.
    let byPath = try report("--leave-out", "same-path")
    #expect(byPath.status == 0, "\(byPath.errors)")
    #expect(try reports()[0].candidates["stage1"]!.map(\.path) == ["p2/1.png"])
    #expect(try report("--leave-out", "same-path", "--keep-self").status == 2)
  }

  @Test func picturesOfKindsThatAreNotReadAreListedFailures() throws {
    try write(face(1, 1), "queries/p1/1.png")
    try write(Array("8BPS............".utf8), "queries/p1/suspect.psd")
    try write(face(1, 2), "gallery/p1/1.png")
    try write(face(2, 2), "gallery/p2/1.png")
    try write([1, 2, 3], "gallery/p2/scan.jxl")
    try write([1, 2, 3], "gallery/p2/notes.txt")
    let run = try report()
    #expect(run.status == 1)
    let all = run.errors + run.output
    for name in ["p1/suspect.psd' is of an unsupported kind (Photoshop (PSD))", "p2/scan.jxl'"] {
      #expect(all.contains(name), "\(all)")
    }
    let words = "Gallery: ignored: 1 file that is not a picture (p2/notes.txt)."
    #expect(run.errors.contains(words))
    let index = try text("out/index.html")
    for name in ["suspect.psd", "scan.jxl", "ignored: 1 file that is not a picture"] {
      #expect(index.contains(name))
    }
    #expect(
      try reports()[0].notes.contains { $0.hasPrefix("1 gallery picture could not be used") })
    let alone = try self.run(
      "report", "--aligned", "--model", "built-in", "--queries", "queries/p1/suspect.psd",
      "--gallery", "gallery", "-o", "alone")
    #expect(alone.status == 3)
    #expect(alone.errors.contains("'suspect.psd' is of an unsupported kind (Photoshop (PSD))"))
  }

  @Test func aMovedGalleryIsLinkedToItsPicturesAgain() throws {
    try write(face(1, 1), "queries/p1/1.png")
    for person in 1...3 { try write(face(person, 2), "before/p\(person)/1.png") }
    func enroll(_ place: String) throws -> BuiltProgram.Run {
      try run("enroll", place, "-o", "enrolled", "--aligned", "--model", "built-in")
    }
    #expect(try enroll("before").status == 0)
    try FileManager.default.moveItem(atPath: folder.file("before"), toPath: folder.file("after"))
    let away = try report(gallery: "enrolled")
    #expect(away.status == 1)
    for text in [away.errors, try text("out/index.html"), try reports()[0].notes.joined()] {
      #expect(text.contains("pictures are not at"))
      #expect(text.contains("facet enroll NEWPLACE -o enrolled"))
    }
    let linked = try enroll("after")
    #expect(linked.status == 0)
    #expect(linked.output.contains("0 computed, 3 reused, 0 removed"))
    let back = try report(gallery: "enrolled")
    #expect(back.status == 0 && !back.errors.contains("not at"), "\(back.errors)")
    // A picture that is gone, and one with other bytes.
    try FileManager.default.removeItem(atPath: folder.file("after/p3/1.png"))
    try write(face(2, 3), "after/p2/1.png")
    let changed = try report(gallery: "enrolled")
    #expect(changed.status == 1)
    for text in [changed.errors, try reports()[0].notes.joined()] {
      #expect(
        text.contains(
          "1 new or changed, computed for this run ('p2/1.png'); 1 missing ('p3/1.png')"))
    }
    #expect(try text("out/index.html").contains("p3/1.png"))
    let again = try enroll("after")
    #expect(again.errors.contains("1 picture missing and removed from the gallery: 'p3/1.png'."))
    #expect(again.errors.contains("1 picture changed since the last enrollment: 'p2/1.png'."))
    #expect(try report(gallery: "enrolled").status == 0)
  }

  @Test func namesThatLookTheSameStayTwoPicturesThroughReportAndCheck() throws {
    for (pose, name) in [(1, "Zo\u{EB}"), (2, "Zoe\u{308}")] {
      try write(face(1, pose), "queries/\(name).png")
      try write(face(2, pose + 4), "gallery/p/\(name).png")
      try write(face(3, pose + 4), "gallery/\(name)/1.png")
    }
    let run = try report()
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors.contains("1 label has different bytes that look the same"))
    #expect(try reports().map { $0.candidates["stage1"]!.count } == [4, 4])
    let check = try self.run("check", "out", "--recompute")
    #expect(check.status == 0 && check.output.contains("2 reports recomputed"), "\(check)")
  }

  @Test func aNameThatIsNotUTF8IsNamedAndTheRestGoesOn() throws {
    try write(face(1, 1), "gallery/p/1.png")
    let name = Array(folder.file("gallery/p/caf").utf8) + [0xE9] + Array(".png".utf8) + [0]
    let descriptor = open(name.map(CChar.init(bitPattern:)), O_CREAT | O_WRONLY, 0o600)
    #expect(descriptor >= 0)
    close(descriptor)
    let run = try run("enroll", "gallery", "-o", "e", "--aligned", "--model", "built-in")
    #expect(run.status == 1)
    #expect((run.errors + run.output).contains("p/caf\\xE9.png"))
  }

  @Test func theSamePictureTwiceAndUnderTwoPeopleIsNamed() throws {
    try write(face(1, 1), "gallery/p1/1.png")
    try write(face(1, 1), "gallery/p1/2.png")
    try write(face(1, 1), "gallery/p2/1.png")
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("gallery/loop"), withDestinationPath: ".")
    let enrolled = try run("enroll", "gallery", "-o", "e", "--aligned", "--model", "built-in")
    let checked = try run("align", "gallery", "--check")
    for text in [enrolled.errors, checked.output] {
      #expect(
        text.contains("1 of the pictures has the same bytes as another picture of the pictures"))
      #expect(
        text.contains(
          "1 of the pictures has the same bytes as a picture of the pictures with another label"))
      #expect(
        text.contains("has the label 'p2' and the same bytes as 'p1/1.png' with the label 'p1'"),
        "\(text)")
    }
    #expect(enrolled.errors.contains("1 link to a folder that is already listed"))
    // Enrolled galleries are looked at, too.
    try write(face(1, 1), "queries/q.png")
    try write(face(1, 3), "queries/r.png")
    let run = try report(gallery: "e")
    #expect(run.errors.contains("1 of the gallery has the same bytes as another picture"))
    #expect(run.errors.contains("q.png (the gallery contains it as 'p1/1.png')"), "\(run.errors)")
    #expect(try text("out/index.html").contains("with another label"))
    #expect(try reports()[0].notes.contains { $0.contains("more than once, with the same bytes") })
  }
}
