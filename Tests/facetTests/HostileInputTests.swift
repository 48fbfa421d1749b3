import Basics
import Foundation
import Pictures
import Testing
import _TestSupport

/// What a user may be sent, given to the built program.
@Suite struct HostileInputTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func write(_ text: String, _ name: String) throws -> String {
    try AtomicFile.write(text, to: folder.file(name))
    return folder.file(name)
  }

  /// Runs the program, and ends it if it does not end by itself.
  private func run(_ arguments: [String], seconds: Double = 60) throws -> BuiltProgram.Run {
    let running = try BuiltProgram.start(arguments)
    let end = Date(timeIntervalSinceNow: seconds)
    while running.isRunning && Date() < end { usleep(20_000) }
    if running.isRunning {
      Issue.record("\(arguments) did not end in \(seconds) s")
      running.send(SIGKILL)
    }
    return try running.wait()
  }

  private func picture(_ seed: Int) -> Picture {
    Picture(
      width: 64, height: 64, channels: .gray,
      samples: (0..<4096).map { UInt8(truncatingIfNeeded: $0 * (seed + 3) / 7 + $0 / 64 * seed) })
  }

  /// Two queries and three gallery pictures.
  private func makeFaces() throws {
    for (name, seed) in [
      ("q/a.png", 1), ("q/b.png", 2), ("g/a.png", 3), ("g/b.png", 4), ("g/c.png", 5),
    ] {
      try makeFolders(folder.file(String(name.prefix(1))))
      try AtomicFile.write(picture(seed).encodedPNG(), to: folder.file(name))
    }
  }

  private var report: [String] {
    [
      "report", "--queries", folder.file("q"), "--gallery", folder.file("g"), "--aligned",
      "--model",
      "built-in", "--quiet", "--output", folder.file("out"),
    ]
  }

  // MARK: Terminal

  /// A safetensors file whose metadata and names would turn, clear or rename a terminal.
  @Test(arguments: [
    "\u{1B}[2J", "\u{1B}]0;owned\u{7}", "\u{9B}31m", "\u{202E}", "\n", "\r", "\u{8}",
  ])
  func inspectWritesOutWhatSteersATerminal(sequence: String) throws {
    let escaped = sequence.unicodeScalars.map { scalar in
      "\\u" + String(repeating: "0", count: 4 - String(scalar.value, radix: 16).count)
        + String(scalar.value, radix: 16)
    }.joined()
    let header =
      "{\"__metadata__\":{\"note\(escaped)\":\"a\(escaped)b\",\"facet.architecture\":\"x\(escaped)\"},"
      + "\"t\(escaped)\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}"
    let length = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) }
    let path = folder.file("a.safetensors")
    try AtomicFile.write(length + Array(header.utf8) + [1], to: path)
    let run = try run(["model", "inspect", path])
    #expect(run.status == 0, "\(run.errors)")
    let digits = String(sequence.unicodeScalars.first!.value, radix: 16, uppercase: true)
    let shown = "[U+" + String(repeating: "0", count: 4 - digits.count) + digits + "]"
    #expect(run.output.components(separatedBy: shown).count >= 4)
    for scalar in (run.output + run.errors).unicodeScalars where scalar != "\n" {
      #expect(scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value))
      #expect(scalar != "\u{202E}")
    }
  }

  @Test func messagesWriteOutWhatSteersATerminal() throws {
    let run = try run(["model", "inspect", folder.file("\u{1B}]0;x\u{7}\u{202E}.safetensors")])
    #expect(run.status == 3)
    #expect(run.errors.contains("[U+001B]") && run.errors.contains("[U+202E]"))
    #expect(!run.errors.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
  }

  // MARK: Files that are not files

  @Test(
    arguments: [
      ["report", "--queries", "PIPE", "--gallery", "g", "--aligned", "--model", "built-in"],
      ["report", "--queries", "q", "--gallery", "PIPE", "--aligned", "--model", "built-in"],
      ["report", "--queries", "q", "--gallery", "g", "--aligned", "--model", "PIPE"],
      ["report", "--queries", "q", "--gallery", "g", "--detector", "PIPE", "--model", "built-in"],
      [
        "report", "--queries", "q", "--gallery", "g", "--aligned", "--model", "built-in",
        "--reranker", "PIPE",
      ],
      [
        "report", "--queries", "q", "--gallery", "g", "--aligned", "--model", "built-in",
        "--calibration", "PIPE",
      ],
      [
        "report", "--queries", "q", "--gallery", "g", "--aligned", "--model", "built-in", "--case",
        "PIPE",
      ],
      [
        "report", "--queries", "q", "--gallery", "g", "--aligned", "--model", "built-in", "--css",
        "PIPE",
      ],
      [
        "report", "--queries", "q", "--gallery", "g", "--aligned", "--model", "built-in", "--logo",
        "PIPE",
      ],
      [
        "report", "--queries", "q", "--gallery", "g", "--aligned", "--model", "built-in",
        "--templates", "PIPE",
      ],
      ["enroll", "PIPE", "--aligned", "--model", "built-in", "--output", "o"],
      ["verify", "--pairs", "PIPE", "--aligned", "--model", "built-in"],
      ["align", "PIPE", "--check"], ["occlude", "PIPE", "--kind", "mask", "--output", "o"],
      ["model", "inspect", "PIPE"], ["model", "list", "PIPE"],
      ["model", "import", "PIPE", "--output", "m.safetensors"], ["check", "PIPE"],
      [
        "evaluate", "--queries", "PIPE", "--gallery", "g", "--aligned", "--model", "built-in",
      ],
    ])
  func aPipeInTheFilesPlaceIsRefused(arguments: [String]) throws {
    try makeFaces()
    let pipe = folder.file("pipe")
    #expect(mkfifo(pipe, 0o600) == 0)
    let places = ["q", "g", "o", "m.safetensors"]
    let given = arguments.map { argument in
      argument == "PIPE" ? pipe : places.contains(argument) ? folder.file(argument) : argument
    }
    let output = arguments[0] == "report" ? ["--output", folder.file("out")] : []
    let run = try run(given + output)
    #expect((2...4).contains(run.status) || run.status == 1, "\(run)")
    #expect(run.errors.contains(pipe), "\(run.errors)")
  }

  @Test func aPipeBesideAPictureFailsThatPicture() throws {
    try makeFaces()
    let lines = (0..<68).map { "\($0 % 60) \($0 * 7 % 60)" }
    for name in ["q/b", "g/a", "g/b", "g/c"] {
      _ = try write(
        "version: 1\nn_points: 68\n{\n\(lines.joined(separator: "\n"))\n}\n", name + ".pts")
    }
    #expect(mkfifo(folder.file("q/a.pts"), 0o600) == 0)
    #expect(mkfifo(folder.file("q/c.png"), 0o600) == 0)
    let run = try run(report + ["--weights", "lmk"])
    #expect(run.status == 1, "\(run.errors)")
    #expect(run.errors.contains("a.pts' is not a file but a pipe, a device or a folder"))
    #expect(run.errors.contains("c.png"))
  }

  @Test func aLinkToItselfIsRefused() throws {
    try makeFaces()
    let link = folder.file("loop")
    #expect(symlink(link, link) == 0)
    for (option, place) in [("--queries", 2), ("--gallery", 4)] {
      var arguments = report
      arguments[place] = link
      let run = try run(arguments)
      #expect(run.status == 3 || run.status == 2, "\(option): \(run.errors)")
      #expect(run.errors.contains("loop"))
    }
  }

  // MARK: Sizes

  @Test func aListOfOneLongLineIsRefused() throws {
    try makeFaces()
    let list = try write(String(repeating: "a", count: 20_000_000), "list.txt")
    var arguments = report
    arguments[2] = list
    let run = try run(arguments)
    #expect(run.status == 3)
    #expect(
      run.errors.contains(
        "Line 1 of '\(list)' is longer than the limit of 16384 bytes."))
    let pairs = try self.run(["verify", "--pairs", list, "--aligned", "--model", "built-in"])
    #expect(pairs.status == 3 && pairs.errors.contains("is longer than the limit of 16384 bytes"))
  }

  @Test func aPictureOfOneColumnFailsAlone() throws {
    try makeFaces()
    try AtomicFile.write("P1 1 100000000\n0", to: folder.file("q/long.pbm"))
    let run = try run(report)
    #expect(run.status == 1)
    #expect(run.errors.contains("has 1 x 100000000 pixels, but the limit per side is 65500"))
  }

  /// One bad landmark file fails its query, not the batch.
  @Test(arguments: ["3e307", "1e308", "nan", "inf", "-1e300"])
  func coordinatesOutsideAnyPictureFailOneQuery(number: String) throws {
    try makeFaces()
    for (name, first) in [("q/a", number), ("q/b", "1"), ("g/a", "1"), ("g/b", "1"), ("g/c", "1")] {
      let lines = (0..<68).map { $0 == 0 ? "\(first) 1" : "\($0 % 60) \($0 * 7 % 60)" }
      _ = try write(
        "version: 1\nn_points: 68\n{\n\(lines.joined(separator: "\n"))\n}\n", name + ".pts")
    }
    for extra in [[], ["--resume"]] {
      try? FileManager.default.removeItem(atPath: folder.file("out"))
      let run = try run(report + ["--weights", "lmk"] + extra)
      #expect(run.status == 1, "\(run.errors)")
      #expect(run.errors.contains("a.pts"))
      let reports = try FileManager.default.contentsOfDirectory(
        atPath: folder.file("out/queries"))
      #expect(reports.count == 1)
    }
  }

  // MARK: Pictures

  /// The sentence on turning stands only where a picture was turned.
  @Test(arguments: [("png", 6), ("png", 1), ("png", 0), ("jpg", 6), ("jpg", 0)])
  func theLogSaysWhatWasDone(ending: String, orientation: Int) throws {
    try makeFaces()
    try FileManager.default.removeItem(atPath: folder.file("q/b.png"))
    try FileManager.default.removeItem(atPath: folder.file("q/a.png"))
    let exif: [UInt8] = [
      0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, UInt8(orientation), 0, 0,
      0, 0, 0, 0,
    ]
    var bytes = ending == "png" ? picture(1).encodedPNG() : picture(1).encodedJPEG(quality: 90)
    if orientation > 0 {
      if ending == "png" {
        bytes.insert(contentsOf: chunk("eXIf", exif), at: 33)
      } else {
        let data = Array("Exif\0\0".utf8) + exif
        bytes.insert(contentsOf: [0xff, 0xe1, 0, UInt8(data.count + 2)] + data, at: 2)
      }
    }
    // A stray byte behind the end is noted.
    try AtomicFile.write(bytes + [0], to: folder.file("q/a.\(ending)"))
    let run = try run(report)
    #expect(run.status == 0, "\(run.errors)")
    let queries = folder.file("out/queries")
    let name = try FileManager.default.contentsOfDirectory(atPath: queries)[0]
    let page = String(
      decoding: try readFile("\(queries)/\(name)/report.html"), as: UTF8.self)
    #expect(page.contains("turned as its EXIF orientation requires") == (orientation == 6))
    #expect(page.contains("64 × 64 pixels"))
    #expect(page.contains("1 byte after the end of the picture was not read."))
  }

  private func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
    let body = Array(type.utf8) + data
    var sum = ~UInt32(0)
    for byte in body {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xedb8_8320 : sum >> 1 }
    }
    func number(_ value: UInt32) -> [UInt8] {
      [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }
    return number(UInt32(data.count)) + body + number(~sum)
  }

  // MARK: Files of another kind

  @Test(arguments: [
    ("version https://git-lfs.github.com/spec/v1\n", "a Git LFS pointer"),
    ("<!DOCTYPE html><html></html>", "a web page"), ("", "an empty file"),
    ("\u{8}\u{7}\u{12}\u{7}pytorch", "an ONNX file"), ("GIF89a", "a GIF picture"),
  ])
  func otherFilesAreNamed(text: String, kind: String) throws {
    try makeFaces()
    let path = try write(text, "net.bin")
    let commands = [
      ["model", "import", path, "--output", folder.file("m.safetensors")],
      ["model", "inspect", path],
      ["enroll", folder.file("g"), "--aligned", "--model", path, "--output", folder.file("o")],
    ]
    for arguments in commands {
      let run = try run(arguments)
      #expect(run.status == 3, "\(arguments)")
      #expect(run.errors.contains("is \(kind)"), "\(run.errors)")
    }
  }
}
