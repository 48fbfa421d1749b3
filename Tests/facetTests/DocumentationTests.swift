import CommandLines
import Foundation
import Testing
import _TestSupport

@testable import facet

/// Every command of README.md and docs runs as it stands there, in a folder with the files that the
/// text speaks of.
///
/// A command runs in its own copy of that folder, so that none depends on another. What takes long or
/// needs files that cannot be made here is checked against the options of its command; `unrun` says
/// which and why.
@Suite struct DocumentationTests {
  /// A command as it stands in a text.
  struct Documented: Sendable, CustomTestStringConvertible {
    /// From the package's root.
    let file: String
    let text: String

    var testDescription: String { "\(file): \(text)" }

    /// Its arguments without the program's name.
    var arguments: [String] { text.split(separator: " ").dropFirst().map(String.init) }
  }

  /// Parts of commands that are not run, with the reason.
  static let unrun: [(part: String, reason: String)] = [
    (
      "facet worksheet make --from photographs/",
      "a study takes many people; WorksheetTests make one"
    ),
    ("facet worksheet make --from people", "as above"),
    ("facet worksheet simulate --key trial", "as above"),
    ("facet worksheet score --key trial", "as above"),
    ("portraits -o people --people 150", "takes a minute"),
    ("evaluate --recipe", "a recipe needs its data sets; TableRecipeTests have toy copies"),
    ("facet worksheet simulate --key study", "as above"),
    ("facet worksheet score --key study", "as above"),
    ("models/dlib.safetensors", "'make open-models' fetches the models"),
    ("facet merge shards/", "takes what other commands make; ShardTests merge"),
    ("--scorers c,v,h1,h2,h2l,d", "the models v and h1 exist as published checkpoints only"),
    ("model import resnet18_110.pth", "the published weights are not at hand"),
    ("model import CHECKPOINT.pth", "the published weights are not at hand"),
    ("model import 20180402-114759-vggface2.pt", "the published weights are not at hand"),
    ("model import best.pth", "the published weights are not at hand"),
    ("facet align calfw/", "needs CALFW and Debian's predictor; PhotographTests align so"),
    ("train backbone", "takes minutes"),
    ("train h2l", "takes minutes"),
    ("choose/", "needs an H2L that takes minutes to train; RecipeTests measure fusions"),
    ("portraits -o faces/ --people 150", "takes a minute"),
  ]

  /// Commands that run only beside the published weights.
  static let needsWeights = ["model import 068.ckpt", "model import pnet.pt"]

  // MARK: What the texts say

  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  /// README.md and every text below docs.
  static let files: [String] = {
    let docs = (try? FileManager.default.subpathsOfDirectory(atPath: root + "/docs")) ?? []
    return ["README.md"] + docs.filter { $0.hasSuffix(".md") }.sorted().map { "docs/" + $0 }
  }()

  static func text(_ file: String) -> String {
    (try? String(contentsOfFile: "\(root)/\(file)", encoding: .utf8)) ?? ""
  }

  /// Lines of fenced blocks that begin with "facet ", without comments; a '\' joins lines.
  static let fenced: [Documented] = files.flatMap { file in
    text(file).components(separatedBy: "```").enumerated().filter { $0.offset % 2 == 1 }
      .flatMap { block in
        block.element.replacingOccurrences(of: "\\\n", with: " ").split(separator: "\n")
          .filter { $0.hasPrefix("facet ") }
          .map { line in
            let command = line.components(separatedBy: " #")[0]
            return Documented(
              file: file,
              text: command.split(separator: " ").joined(separator: " "))
          }
      }
  }

  /// Commands between backquotes, as in tables and sentences.
  static let quoted: [Documented] = files.flatMap { file in
    let pieces = text(file).components(separatedBy: "```").enumerated()
      .filter { $0.offset % 2 == 0 }.map(\.element).joined(separator: " ")
    return pieces.components(separatedBy: "`").enumerated()
      .filter { $0.offset % 2 == 1 && $0.element.hasPrefix("facet ") }
      .map {
        Documented(
          file: file, text: $0.element.split(whereSeparator: \.isWhitespace).joined(separator: " "))
      }
  }

  static let runnable =
    fenced.filter { command in
      !(unrun.map(\.part) + needsWeights).contains { command.text.contains($0) }
    }

  /// Those of `needsWeights`, wherever they stand.
  static let imports = (fenced + quoted).filter { command in
    needsWeights.contains { command.text.contains($0) }
  }

  @Test func theTextsHaveCommands() {
    #expect(Self.fenced.count >= 15 && Self.quoted.count >= 5 && Self.runnable.count >= 10)
    // What is left out is there, or the list is out of date.
    for (part, reason) in Self.unrun {
      #expect(
        (Self.fenced + Self.quoted).contains { $0.text.contains(part) },
        "'\(part)' (\(reason)) is in no text")
    }
  }

  /// Every option exists and has what it needs; an ellipsis stands for what was said before.
  @Test(arguments: fenced + quoted)
  func itsOptionsExist(command: Documented) throws {
    // "facet COMMAND --help" and "facet --help" name no command.
    guard let first = command.arguments.first, first != "COMMAND", first != "--help" else { return }
    // A sentence that names a command without its arguments takes only its words and options.
    let isWhole = Self.fenced.contains { $0.text == command.text } && !command.text.contains("…")
    if isWhole {
      _ = try Command.parser.parse(command.arguments)
      return
    }
    let words = command.arguments.prefix { !$0.hasPrefix("-") && $0 != "…" }
    let specification = try #require(
      Command.all.map(\.specification)
        .filter { words.starts(with: $0.words) }.max { $0.words.count < $1.words.count },
      "no command of this name")
    for option in command.arguments where option.hasPrefix("-") && option != "--help" {
      #expect(
        specification.options.contains { $0.name == option || $0.alias == option },
        "no option \(option)")
    }
  }

  /// The table of options names those that exist.
  @Test func theTableOfOptionsNamesWhatExists() {
    let known = Set(Command.all.flatMap(\.specification.options).map(\.name))
    let rows = Self.text("docs/manual.md").split(separator: "\n").filter { $0.hasPrefix("| `--") }
    #expect(rows.count > 15)
    for row in rows {
      let name = String(row.dropFirst(3).prefix { !" `".contains($0) })
      #expect(known.contains(name), "\(name)")
    }
  }

  /// Every text of README.md, CONTRIBUTING.md and docs leads to files and headings that exist.
  @Test(arguments: files + ["CONTRIBUTING.md"])
  func itsLinksLeadSomewhere(file: String) {
    for piece in Self.text(file).components(separatedBy: "](").dropFirst() {
      let link = String(piece.prefix { $0 != ")" })
      guard !link.hasPrefix("http") else { continue }
      let parts = link.components(separatedBy: "#")
      let folder = (file as NSString).deletingLastPathComponent
      let path =
        parts[0].isEmpty
        ? file
        : ((folder as NSString).appendingPathComponent(parts[0]) as NSString).standardizingPath
      #expect(FileManager.default.fileExists(atPath: "\(Self.root)/\(path)"), "\(file): \(link)")
      guard parts.count > 1 else { continue }
      let anchors = Self.text(path).split(separator: "\n").filter { $0.hasPrefix("#") }.map {
        $0.drop { $0 == "#" || $0 == " " }.lowercased().replacing(" ", with: "-")
          .filter { $0.isLetter || $0.isNumber || $0 == "-" }
      }
      #expect(anchors.contains(parts[1]), "\(file): no heading for \(link)")
    }
  }

  // MARK: Running them

  @Test(arguments: runnable)
  func itRuns(command: Documented) throws {
    let folder = try Self.prepared().copy()
    var arguments = command.arguments
    if let place = arguments.firstIndex(of: "…") {
      arguments.replaceSubrange(
        place...place,
        with: [
          "--aligned", "--queries", "queries/", "--gallery", "gallery/", "--model",
          "mobilefacenet.safetensors",
        ])
    }
    // What it makes is not there yet.
    let output =
      arguments.firstIndex { $0 == "-o" || $0 == "--output" }.map { arguments[$0 + 1] }
      ?? (arguments[0] == "report" ? "output" : nil)
    if let output { try? FileManager.default.removeItem(atPath: folder.file(output)) }
    let run = try BuiltProgram.run(
      arguments + (["check", "diff"].contains(arguments[0]) ? [] : ["--quiet"]), in: folder.path)
    // 1: 'diff' found what differs, or 'align --check' pictures without a face, as drawn people are to
    // the hand-made detector.
    let isDone =
      run.status == 0
      || run.status == 1 && (arguments[0] == "diff" || arguments.contains("--check"))
    #expect(isDone, "\(run.status): \(run.errors) \(run.output)")
  }

  @Test(
    .enabled(if: SharedData.isPresent, "the shared data folder is absent"), arguments: imports)
  func anImportRuns(command: Documented) throws {
    let folder = try TemporaryFolder()
    for (name, source) in [
      ("068.ckpt", "mobilefacenet_068.ckpt"), ("pnet.pt", "pnet.pt"), ("rnet.pt", "rnet.pt"),
      ("onet.pt", "onet.pt"),
    ] {
      try FileManager.default.copyItem(
        atPath: SharedData.path("data/weights/\(source)"), toPath: folder.file(name))
    }
    let run = try BuiltProgram.run(command.arguments, in: folder.path)
    #expect(run.status == 0, "\(run.errors)")
  }

  // MARK: The folder

  /// What the texts speak of: drawn people under the names of real ones, the built-in models under the
  /// names of imported ones.
  private final class Material: Sendable {
    let folder: TemporaryFolder

    init() throws {
      folder = try TemporaryFolder()
      func facet(_ arguments: String...) throws {
        let run = try BuiltProgram.run(arguments, in: folder.path)
        guard run.status == 0 else { throw Failure(description: "\(arguments): \(run.errors)") }
      }
      func copy(_ source: String, _ targets: String...) throws {
        for target in targets {
          try FileManager.default.copyItem(
            atPath: folder.file(source), toPath: folder.file(target))
        }
      }
      func write(_ bytes: [UInt8], _ name: String) throws {
        try FileManager.default.createDirectory(
          atPath: (folder.file(name) as NSString).deletingLastPathComponent,
          withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(fileURLWithPath: folder.file(name)))
      }
      // The demo leaves the built-in models as files.
      try facet("demo", "--people", "3", "--queries", "1", "--quiet", "-o", "demo")
      try copy(
        "demo-material/models/backbone.safetensors", "mobilefacenet.safetensors",
        "arcface.safetensors", "backbone.safetensors", "small.safetensors")
      try copy("demo-material/models/h2l.safetensors", "h2l.safetensors")
      try ToyDetector.write(to: folder.file("mtcnn.safetensors"))
      // Two people with a picture each to be queries, three more pictures of each in the gallery.
      try facet("portraits", "--people", "3", "--pictures", "3", "--quiet", "-o", "gallery")
      try facet("portraits", "--people", "3", "--pictures", "4", "--quiet", "-o", "more")
      let people = try FileManager.default.contentsOfDirectory(atPath: folder.file("more"))
        .filter { !$0.hasSuffix(".json") }.sorted()
      for person in people {
        let last = try FileManager.default.contentsOfDirectory(
          atPath: folder.file("more/\(person)")
        ).filter { $0.hasSuffix(".png") }.sorted().last!
        let stem = last.dropLast(4)
        for ending in ["png", "pts"] {
          let bytes = try Data(
            contentsOf: URL(fileURLWithPath: folder.file("more/\(person)/\(stem).\(ending)")))
          try write(Array(bytes), "queries/\(person)/\(stem).\(ending)")
          try write(Array(bytes), "faces/\(person)/\(stem).\(ending)")
          try write(Array(bytes), "lfw-aligned/\(person)/\(person)_0002.\(ending)")
        }
        let first = try FileManager.default.contentsOfDirectory(
          atPath: folder.file("gallery/\(person)")
        ).filter { $0.hasSuffix(".png") }.sorted()[0]
        try write(
          Array(
            Data(contentsOf: URL(fileURLWithPath: folder.file("gallery/\(person)/\(first)")))),
          "lfw-aligned/\(person)/\(person)_0001.png")
      }
      try FileManager.default.removeItem(atPath: folder.file("more"))
      // Other people for a calibration, with other names.
      try facet(
        "portraits", "--people", "3", "--pictures", "3", "--seed", "2", "--quiet", "-o", "drawn")
      for (number, person) in people.enumerated() {
        try copy("drawn/\(person)", "other-\(number)")
        try FileManager.default.createDirectory(
          atPath: folder.file("others"), withIntermediateDirectories: true)
        try FileManager.default.moveItem(
          atPath: folder.file("other-\(number)"), toPath: folder.file("others/other-\(number)"))
      }
      try facet(
        "occlude", "others", "--kind", "mask", "--aligned", "--quiet", "-o", "others-masked")
      try facet(
        "occlude", "queries", "--kind", "mask", "--aligned", "--quiet", "-o", "masked")
      func path(_ person: Int, _ number: Int) -> String {
        "\(people[person % people.count])/\(people[person % people.count])_000\(number).png"
      }
      let pairs = people.indices.flatMap { person in
        ["\(path(person, 1)) \(path(person, 2)) 1", "\(path(person, 1)) \(path(person + 1, 2)) 0"]
      }
      try write(Array((pairs.joined(separator: "\n") + "\n").utf8), "lfw/pairs.txt")
      // A photograph in which the hand-made detector finds faces.
      for (place, name) in ["photo.jpg", "photos/a/1.jpg", "photos/b/2.jpg"].enumerated() {
        let samples = ToyDetector.photograph(
          width: 220, height: 120,
          squares: [(x: 30 + 4 * place, y: 30, side: 36), (x: 140, y: 40, side: 26)])
        try write(Array("P6 220 120 255\n".utf8) + samples, name)
      }
      for name in ["case.json", "limits.json", "scale.json"] {
        try FileManager.default.copyItem(
          atPath: "\(DocumentationTests.root)/docs/examples/\(name)", toPath: folder.file(name))
      }
      let report = [
        "report", "--aligned", "--queries", "queries/", "--gallery", "gallery/", "--model",
        "mobilefacenet.safetensors", "--quiet", "--no-checks", "--show", "1", "--output",
      ]
      // The key pair of RFC 8032, section 7.1, test 1.
      try write(
        Array(
          """
          -----BEGIN PRIVATE KEY-----
          MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
          -----END PRIVATE KEY-----

          """.utf8), "key.pem")
      try write(
        Array(
          """
          -----BEGIN PUBLIC KEY-----
          MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
          -----END PUBLIC KEY-----

          """.utf8), "public.pem")
      for output in [
        ["output/case-17"], ["output/case-18"], ["output/case-22", "--sign", "key.pem"],
      ] {
        let run = try BuiltProgram.run(report + output, in: folder.path)
        guard run.status == 0 else { throw Failure(description: run.errors) }
      }
      try facet(
        "enroll", "gallery/", "--aligned", "--model", "mobilefacenet.safetensors", "--quiet",
        "--output", "gallery.facet")
      try facet(
        "enroll", "photos/", "--detector", "mtcnn.safetensors", "--model",
        "mobilefacenet.safetensors", "--quiet", "--output", "photos.facet")
      try facet(
        "calibrate", "--aligned", "--queries", "others-masked/", "--gallery", "others/", "--model",
        "mobilefacenet.safetensors", "--quiet", "--output", "masked.json")
    }

    func copy() throws -> TemporaryFolder {
      let copy = try TemporaryFolder()
      for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
        try FileManager.default.copyItem(atPath: folder.file(name), toPath: copy.file(name))
      }
      // Folders that the commands make.
      for name in ["demo", "demo-material"] {
        try? FileManager.default.removeItem(atPath: copy.file(name))
      }
      return copy
    }
  }

  private struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  private static let material = Result { try Material() }

  private static func prepared() throws -> Material { try material.get() }
}
