import Foundation
import Networks
import Testing
import _TestSupport

@testable import Basics

/// Inputs are never outputs, a folder is locked while it is written, nothing that was there is lost:
/// from the built program, for every command that writes.
@Suite struct OutputTests {
  private let folder: TemporaryFolder
  private var place: String { folder.path }

  init() throws { folder = try TemporaryFolder() }

  /// Two people with two drawn faces each, a detector and a backbone.
  private func material() throws {
    let run = try facet(["portraits", "-o", "photos", "--people", "2", "--pictures", "2"])
    #expect(run.status == 0, "\(run.errors)")
    try FileManager.default.removeItem(atPath: folder.file("photos/portraits.json"))
    try ToyDetector.write(to: folder.file("detector.safetensors"))
    try AtomicFile.write(BuiltInModels.backbone, to: folder.file("model.safetensors"))
    try AtomicFile.write("photos/person-01/01.png,a\n", to: folder.file("list.txt"))
  }

  /// Photographs for the toy detector, with one face each.
  private func photographs(_ names: [String]) throws {
    try makeFolders(folder.file("raw"))
    for (index, name) in names.enumerated() {
      let samples = ToyDetector.photograph(
        width: 220, height: 170, squares: [(34, 30 + 4 * index, 36)])
      var text = Array("P6 220 170 255\n".utf8)
      text += samples
      try AtomicFile.write(text, to: folder.file("raw/\(name)"))
    }
    try ToyDetector.write(to: folder.file("detector.safetensors"))
    try AtomicFile.write(BuiltInModels.backbone, to: folder.file("model.safetensors"))
  }

  private func facet(_ arguments: [String]) throws -> BuiltProgram.Run {
    try BuiltProgram.run(arguments, in: place)
  }

  private func align(_ input: String, _ output: String, _ more: [String] = []) -> [String] {
    [
      "align", input, "--detector", "detector.safetensors", "--model", "model.safetensors", "-o",
      output, "--quiet",
    ] + more
  }

  /// Every file below the folder with its bytes.
  private func contents(_ path: String) throws -> [String: [UInt8]] {
    var all: [String: [UInt8]] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: path) {
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: path + "/" + name, isDirectory: &isFolder)
      if !isFolder.boolValue { all[name] = try readFile(path + "/" + name) }
    }
    return all
  }

  private func names(_ path: String) throws -> [String] {
    try contents(folder.file(path)).keys.sorted()
  }

  // MARK: Inputs are never outputs

  /// Each with 'OUT' where the output goes; all read the folder 'photos'.
  static let folderCommands: [[String]] = [
    [
      "align", "photos", "--detector", "detector.safetensors", "--model", "model.safetensors", "-o",
      "OUT",
    ],
    ["occlude", "photos", "--kind", "mask", "-o", "OUT"],
    ["enroll", "photos", "--model", "built-in", "--aligned", "-o", "OUT"],
    [
      "report", "--queries", "photos", "--gallery", "photos", "--model", "built-in", "--aligned",
      "-o", "OUT",
    ],
    [
      "report", "--queries", "list.txt", "--gallery", "photos", "--model", "built-in", "--aligned",
      "-o", "OUT",
    ],
  ]

  @Test(arguments: folderCommands)
  func noFolderIsWrittenIntoTheFolderThatIsRead(command: [String]) throws {
    try material()
    let files = FileManager.default
    try files.createSymbolicLink(atPath: folder.file("link"), withDestinationPath: "photos")
    try files.createSymbolicLink(
      atPath: folder.file("deep"), withDestinationPath: "photos/person-01")
    try makeFolders(folder.file("elsewhere"))
    try files.createSymbolicLink(
      atPath: folder.file("photos/way"), withDestinationPath: "../elsewhere")
    let before = try contents(folder.file("photos"))
    for output in [
      "photos", "photos/", "./photos/../photos", "photos/new/x", "link", "link/new", "deep",
      "deep/../new", "photos/way", "photos/way/x", folder.file("photos"),
      folder.file("photos/new"),
    ] {
      let run = try facet(command.map { $0 == "OUT" ? output : $0 } + ["--quiet"])
      #expect(run.status == 2, "\(output): \(run.output)\(run.errors)")
      #expect(
        run.errors.contains("is also an input of this command")
          || run.errors.contains("in the input"),
        "\(run.errors)")
    }
    #expect(try contents(folder.file("photos")) == before)
    #expect(try names("elsewhere") == [])
    // What only looks alike is another folder.
    #expect(try facet(command.map { $0 == "OUT" ? "photos-2" : $0 } + ["--quiet"]).status != 2)
  }

  /// Each with 'OUT' where a file goes, and the inputs that it could replace.
  static let fileCommands: [([String], [String])] = [
    (
      [
        "evaluate", "--queries", "photos", "--gallery", "photos", "--model", "model.safetensors",
        "--aligned", "--json", "OUT",
      ], ["model.safetensors", "photos/person-01/01.png", "photos/person-01/01.pts"]
    ),
    (
      [
        "evaluate", "--queries", "list.txt", "--gallery", "photos", "--model", "model.safetensors",
        "--aligned", "--html", "OUT",
      ], ["model.safetensors", "list.txt"]
    ),
    (
      [
        "calibrate", "--queries", "list.txt", "--gallery", "photos", "--model", "model.safetensors",
        "--aligned", "--output", "OUT",
      ], ["model.safetensors", "list.txt", "photos/person-02/02.png"]
    ),
    (
      [
        "verify", "--pairs", "list.txt", "--model", "model.safetensors", "--aligned", "--json",
        "OUT",
      ],
      ["model.safetensors", "list.txt"]
    ),
    (["align", "photos", "--check", "--json", "OUT"], ["photos/person-01/01.png"]),
    (["model", "import", "model.safetensors", "-o", "OUT"], ["model.safetensors"]),
    (["portraits", "--for", "model.safetensors", "--sheet", "OUT"], ["model.safetensors"]),
    (
      [
        "train", "h2l", "--model", "model.safetensors", "--pictures", "photos", "--steps", "2",
        "-o",
        "OUT",
      ], ["model.safetensors", "photos/person-01/01.png"]
    ),
    (
      ["train", "h2l", "--model", "model.safetensors", "--steps", "0", "-o", "OUT"],
      ["model.safetensors"]
    ),
    (
      [
        "train", "backbone", "--start", "model.safetensors", "--pictures", "list.txt", "--steps",
        "2",
        "-o", "OUT",
      ], ["model.safetensors", "list.txt"]
    ),
    (
      [
        "train", "backbone", "--pictures", "list.txt", "--steps", "2", "-o", "new", "--log", "OUT",
      ], ["list.txt"]
    ),
  ]

  @Test(arguments: fileCommands)
  func noFileReplacesOneThatIsRead(command: [String], inputs: [String]) throws {
    try material()
    for (number, input) in inputs.enumerated() {
      let before = try readFile(folder.file(input))
      let symbolic = "symbolic-\(number)"
      let hard = "hard-\(number)"
      try FileManager.default.createSymbolicLink(
        atPath: folder.file(symbolic), withDestinationPath: input)
      try FileManager.default.linkItem(atPath: folder.file(input), toPath: folder.file(hard))
      for output in [input, "./" + input, folder.file(input), symbolic, hard] {
        let run = try facet(command.map { $0 == "OUT" ? output : $0 } + ["--quiet"])
        #expect(run.status == 2, "\(output): \(run.output)\(run.errors)")
        #expect(run.errors.contains("input") || run.errors.contains("needs"), "\(run.errors)")
        for path in [input, symbolic, hard] {
          #expect(try readFile(folder.file(path)) == before, "\(path)")
        }
      }
    }
  }

  /// `report -o case` where the queries lie in a folder that the reports are written to.
  @Test func reportsAreNotWrittenAmongTheQueries() throws {
    try material()
    try makeFolders(folder.file("case"))
    try FileManager.default.moveItem(
      atPath: folder.file("photos"), toPath: folder.file("case/queries"))
    try AtomicFile.write("queries/person-01/01.png,a\n", to: folder.file("case/list.txt"))
    let before = try contents(folder.file("case"))
    for queries in ["case/queries", "case/queries/person-01", "case/list.txt"] {
      for (queries, gallery) in [(queries, "case/queries"), ("case/list.txt", queries)] {
        let run = try facet([
          "report", "--queries", queries, "--gallery", gallery, "--model", "built-in", "--aligned",
          "-o", "case", "--quiet",
        ])
        #expect(run.status == 2 && run.errors.contains("case/queries"), "\(run.errors)")
      }
    }
    #expect(try contents(folder.file("case")) == before)
  }

  @Test func queriesMayLieBesideTheReportsInTheCaseFolder() throws {
    try material()
    try makeFolders(folder.file("case"))
    try FileManager.default.moveItem(atPath: folder.file("photos"), toPath: folder.file("case/q"))
    let before = try contents(folder.file("case/q"))
    let run = try facet([
      "report", "--queries", "case/q", "--gallery", "case/q", "--model", "built-in", "--aligned",
      "-o", "case", "--quiet", "--no-checks",
    ])
    #expect(run.status == 0, "\(run.errors)")
    #expect(try contents(folder.file("case/q")) == before)
    #expect(!(try names("case")).contains(OutputFolder.lockName))
  }

  // MARK: Nothing that was there is lost

  @Test func cropsNeverReplaceWhatAlignDidNotWrite() throws {
    try photographs(["a.ppm", "b.ppm"])
    try makeFolders(folder.file("case"))
    try FileManager.default.moveItem(atPath: folder.file("raw"), toPath: folder.file("case/raw"))
    try AtomicFile.write("an original", to: folder.file("case/b.png"))
    let before = try contents(folder.file("case"))
    let refused = try facet(align("case/raw", "case"))
    #expect(refused.status == 2, "\(refused.output)\(refused.errors)")
    #expect(
      refused.errors.contains(
        "'case/b.png' exists and was not written by 'facet align'. Move the file, or choose another"
      ),
      "\(refused.errors)")
    #expect(try contents(folder.file("case")) == before)
    try FileManager.default.removeItem(atPath: folder.file("case/b.png"))
    for _ in 1...2 {
      let run = try facet(align("case/raw", "case"))
      #expect(run.status == 0, "\(run.errors)")
    }
    #expect(
      try names("case")
        == ["a.png", "a.pts", "b.png", "b.pts", "faces.jsonl", "raw/a.ppm", "raw/b.ppm"])
    // Crops of a list lie where its paths lead: here beside the originals.
    try AtomicFile.write("raw/a.ppm\n", to: folder.file("case/list.txt"))
    let among = try facet(align("case/list.txt", "case"))
    #expect(
      among.status == 2 && among.errors.contains("would be among the original pictures"),
      "\(among.errors)"
    )
  }

  @Test func cropsOfAPhotographThatIsGoneAreNamedAndMovedOnlyIfAsked() throws {
    try photographs(["a.ppm", "b.ppm", "c.ppm"])
    #expect(try facet(align("raw", "crops")).status == 0)
    for name in ["b", "c"] {
      try FileManager.default.removeItem(atPath: folder.file("raw/\(name).ppm"))
    }
    let before = try contents(folder.file("crops"))
    let refused = try facet(align("raw", "crops"))
    #expect(refused.status == 2, "\(refused.output)")
    #expect(
      refused.errors.contains(
        "'crops' contains 4 files of an earlier run, such as 'b.png', that this run would not replace."
      ),
      "\(refused.errors)")
    #expect(try contents(folder.file("crops")) == before)
    let run = try facet(align("raw", "crops", ["--replace"]))
    #expect(run.status == 0, "\(run.errors)")
    #expect(
      run.output.hasPrefix("4 files of an earlier run moved to 'crops/.earlier/1'."),
      "\(run.output)")
    #expect(
      try names("crops")
        == [
          ".earlier/1/b.png", ".earlier/1/b.pts", ".earlier/1/c.png", ".earlier/1/c.pts", "a.png",
          "a.pts", "faces.jsonl",
        ])
    #expect(try readFile(folder.file("crops/.earlier/1/c.png")) == before["c.png"])
  }

  /// For the other commands that write a folder of pictures.
  @Test func copiesAndPortraitsKeepToWhatTheyWrote() throws {
    try material()
    let occlude = ["occlude", "photos", "--kind", "mask", "-o", "masked", "--quiet"]
    let portraits = ["portraits", "-o", "drawn", "--pictures", "1", "--quiet", "--people"]
    for _ in 1...2 {
      #expect(try facet(occlude).status == 0)
      #expect(try facet(portraits + ["3"]).status == 0)
    }
    try FileManager.default.removeItem(atPath: folder.file("photos/person-02/02.png"))
    for (command, count) in [(occlude, 2), (portraits + ["2"], 2)] {
      let run = try facet(command)
      #expect(run.status == 2, "\(run.output)")
      #expect(run.errors.contains("contains \(count) files of an earlier run"), "\(run.errors)")
      let asked = try facet(command + ["--replace"])
      #expect(asked.status == 0 && asked.output.contains("moved to"), "\(asked.errors)")
    }
    for log in ["masked/occlusions.json", "drawn/portraits.json"] {
      try FileManager.default.removeItem(atPath: folder.file(log))
    }
    let before = try contents(place)
    for command in [occlude, portraits + ["2"]] {
      let run = try facet(command)
      #expect(run.status == 2 && run.errors.contains("were not written by"), "\(run.errors)")
    }
    #expect(try contents(place) == before)
  }

  @Test func enrollReplacesOnlyAGallery() throws {
    try material()
    let enroll = [
      "enroll", "photos", "--model", "built-in", "--aligned", "-o", "gallery", "--quiet",
    ]
    for name in ["entries.jsonl", "features-00001-of-00001.safetensors"] {
      try makeFolders(folder.file("gallery"))
      try AtomicFile.write("{\"mine\":1}\n", to: folder.file("gallery/\(name)"))
      let run = try facet(enroll)
      #expect(run.status == 2 && run.errors.contains("'gallery/\(name)' exists"), "\(run.errors)")
      #expect(try readFile(folder.file("gallery/\(name)")) == Array("{\"mine\":1}\n".utf8))
      try FileManager.default.removeItem(atPath: folder.file("gallery"))
    }
    try makeFolders(folder.file("gallery"))
    // Begins and ends like a part.
    try AtomicFile.write("mine", to: folder.file("gallery/features-mine.safetensors"))
    for _ in 1...2 { #expect(try facet(enroll).status == 0) }
    #expect(
      try names("gallery")
        == [
          "entries.index", "entries.jsonl", "features-00001-of-00001.safetensors",
          "features-mine.safetensors",
        ])
  }

  @Test func aFileOfAnotherKindIsNotReplaced() throws {
    try material()
    try AtomicFile.write("My thesis", to: folder.file("thesis.txt"))
    for (command, _) in Self.fileCommands {
      let run = try facet(command.map { $0 == "OUT" ? "thesis.txt" : $0 } + ["--quiet"])
      #expect(
        run.status == 2 && run.errors.contains("'thesis.txt' exists and is not "), "\(run.errors)")
    }
    #expect(try readFile(folder.file("thesis.txt")) == Array("My thesis".utf8))
  }

  @Test func aStoppedTrainingIsNotOverwritten() throws {
    try material()
    let state = folder.file("new.safetensors.checkpoint")
    try AtomicFile.write(BuiltInModels.reranker, to: state)
    let run = try facet([
      "train", "h2l", "--model", "built-in", "--portraits", "2", "--steps", "2", "-o",
      "new.safetensors", "--quiet",
    ])
    #expect(run.status == 2 && run.errors.contains("--resume"), "\(run.errors)")
    #expect(try readFile(state) == BuiltInModels.reranker)
  }

  // MARK: Before any work

  @Test func missingFoldersAreMade() throws {
    try material()
    let run = try facet([
      "occlude", "photos", "--kind", "crop", "-o", "no/such/folder/x", "--quiet",
    ])
    #expect(run.status == 0, "\(run.errors)")
    let results = try facet(["align", "photos", "--check", "--json", "nor/this/x.json", "--quiet"])
    #expect(results.status == 0, "\(results.errors)")
    #expect(try names("nor") == ["this/x.json"])
  }

  /// A place that cannot be written to is found before a model is loaded: there is none.
  @Test(arguments: folderCommands)
  func aPlaceThatCannotBeWrittenToIsFoundFirst(command: [String]) throws {
    try material()
    try FileManager.default.removeItem(atPath: folder.file("model.safetensors"))
    for (output, part) in [
      ("list.txt/x/y", "'list.txt' is a file, not a folder"),
      ("/proc/facet/x", "Cannot create the folder '/proc/facet'"),
      ("/proc/self", "Cannot create"),
    ] {
      let run = try facet(command.map { $0 == "OUT" ? output : $0 } + ["--quiet"])
      #expect(run.status == 3 && run.errors.contains(part), "\(run.output)\(run.errors)")
    }
  }

  /// A run that is refused leaves no folders behind.
  @Test func aRunWithoutInputMakesNoFolder() throws {
    for command in Self.folderCommands {
      let run = try facet(command.map { $0 == "OUT" ? "a/b" : $0 } + ["--quiet"])
      #expect(run.status != 0)
      #expect(try FileManager.default.contentsOfDirectory(atPath: place) == [], "\(command)")
    }
  }

  // MARK: Two runs at once

  private var drawing: [String] {
    ["portraits", "-o", "many", "--people", "100000", "--pictures", "1", "--quiet"]
  }

  private func wait(for path: String, _ run: BuiltProgram.Running) throws {
    for _ in 0..<600 where !FileManager.default.fileExists(atPath: folder.file(path)) {
      #expect(run.isRunning)
      usleep(50_000)
    }
    #expect(FileManager.default.fileExists(atPath: folder.file(path)))
  }

  @Test func aFolderThatIsWrittenIsRefusedUntilItsRunIsOver() throws {
    try material()
    let first = try BuiltProgram.start(drawing, in: place)
    try wait(for: "many/person-000003/01.png", first)
    // It holds its lock, and draws no more people than the run after it reaches soon.
    first.send(SIGSTOP)
    for command in Self.folderCommands + [drawing] {
      let second = try facet(command.map { $0 == "OUT" ? "many" : $0 } + ["--quiet"])
      #expect(second.status == 3, "\(second.output)")
      #expect(
        second.errors.contains(
          "Another run is writing to the folder 'many'. Wait until it ends, or choose another folder."
        ),
        "\(second.errors)")
    }
    // A killed run leaves files, but no lock.
    first.send(SIGKILL)
    #expect(try first.wait().status == -SIGKILL)
    #expect(try names("many").contains(OutputFolder.lockName))
    let third = try facet([
      "portraits", "-o", "many", "--people", "100000", "--pictures", "1", "--quiet", "--people=0",
    ])
    #expect(third.status == 2, "the usage is wrong, and nothing is locked")
    // What the killed run wrote is its own, so the next one goes on, and passes the folders that it had begun.
    let last = try names("many").compactMap { name in
      name.hasPrefix("person-") ? Int(name.dropFirst(7).prefix(6)) : nil
    }.max()!
    let next = "many/person-" + String(String(1_000_020 + last).dropFirst())
    let after = try BuiltProgram.start(drawing, in: place)
    try wait(for: "\(next)/01.png", after)
    after.send(SIGINT)
    #expect(try after.wait().status == 130)
    let left = try names("many")
    #expect(!left.contains(OutputFolder.lockName))
    #expect(!left.contains { $0.contains(".partial-") })
  }

  // MARK: The folder goes away during the run

  @Test(arguments: [false, true])
  func aFolderThatWasRemovedOrReplacedIsAnError(isReplaced: Bool) throws {
    let run = try BuiltProgram.start(drawing, in: place)
    try wait(for: "many/person-000003/01.png", run)
    try FileManager.default.moveItem(atPath: folder.file("many"), toPath: folder.file("away"))
    if isReplaced {
      try makeFolders(folder.file("precious"))
      try FileManager.default.createSymbolicLink(
        atPath: folder.file("many"), withDestinationPath: "precious")
    }
    let result = try run.wait()
    #expect(result.status == 3, "\(result.output)\(result.errors)")
    #expect(
      result.errors.contains("The output folder 'many' was removed or replaced during the run"),
      "\(result.errors)")
    if isReplaced { #expect(try names("precious") == []) }
    #expect(isReplaced || !FileManager.default.fileExists(atPath: folder.file("many")))
  }

  /// Reports are written by other code, so the end of the run finds out.
  @Test func reportsThatAreGoneAreAnError() throws {
    try material()
    let run = try BuiltProgram.start(
      [
        "report", "--queries", "photos", "--gallery", "photos", "--model", "built-in", "--aligned",
        "-o", "reports", "--quiet",
      ], in: place)
    try wait(for: "reports/\(OutputFolder.lockName)", run)
    try FileManager.default.moveItem(atPath: folder.file("reports"), toPath: folder.file("away"))
    let result = try run.wait()
    #expect(result.status == 3, "\(result.output)\(result.errors)")
    #expect(result.errors.contains("'reports"), "\(result.errors)")
  }

  // MARK: Limits of the process

  private func shell(_ limit: String, _ arguments: String) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = [
      "-c", "ulimit \(limit); exec '\(try BuiltProgram.path())' \(arguments) > out 2> err",
    ]
    process.currentDirectoryURL = URL(fileURLWithPath: place)
    try process.run()
    process.waitUntilExit()
    return process.terminationReason == .exit
      ? process.terminationStatus : -process.terminationStatus
  }

  private func errors() throws -> String {
    String(decoding: try readFile(folder.file("err")), as: UTF8.self)
  }

  @Test func aLimitOnTheSizeOfFilesLeavesNoHalfFile() throws {
    try material()
    // In blocks of 512 bytes: smaller than a portrait of 300x300 pixels.
    let status = try shell("-f 8", "portraits -o big --size 300x300 --people 1 --quiet")
    let errors = try errors()
    #expect(status == 3)
    #expect(
      errors.contains("file too large. Raise the limit on the size of files (ulimit -f)."),
      "\(errors)")
    #expect(try names("big").allSatisfy { $0.hasPrefix(".facet") || $0 == "portraits.json" })
    #expect(
      try shell("-f 8", "train h2l --model built-in --steps 0 -o half.safetensors --quiet") == 3)
    #expect(!FileManager.default.fileExists(atPath: folder.file("half.safetensors")))
  }

  @Test(arguments: [64, 256])
  func aSmallStackIsEnough(kilobytes: Int) throws {
    try material()
    let status = try shell(
      "-s \(kilobytes)",
      "report --queries photos --gallery photos --model built-in --aligned -o reports --quiet")
    let errors = try errors()
    #expect(status == 0, "\(errors)")
  }

  // MARK: A gallery that is shortened

  /// The features are cut off while the program reads them: by a debugger's hand here, by a copy that
  /// runs in reality.
  @Test func aGalleryThatIsCutOffDuringTheRunIsAnError() throws {
    try material()
    let portraits = try facet([
      "portraits", "-o", "people", "--people", "60", "--pictures", "8", "--quiet",
    ])
    #expect(portraits.status == 0)
    let enrolled = try facet([
      "enroll", "people", "--model", "built-in", "--aligned", "-o", "gallery", "--quiet",
    ])
    #expect(enrolled.status == 0, "\(enrolled.errors)")
    for (name, length) in [("short", 4096), ("changed", -1)] {
      let run = try BuiltProgram.start(
        [
          "report", "--queries", "people", "--gallery", "gallery", "--model", "built-in",
          "--aligned", "-o", name, "--quiet", "--no-checks",
        ], in: place)
      try wait(for: "\(name)/.facet-batch.jsonl", run)
      let part = folder.file("gallery/features-00001-of-00001.safetensors")
      let handle = try #require(FileHandle(forWritingAtPath: part))
      let end = try handle.seekToEnd()
      if length > 0 {
        try handle.truncate(atOffset: UInt64(length))
      } else {
        try handle.seek(toOffset: end - 8)
        handle.write(Data([1, 2, 3]))
      }
      try handle.close()
      let result = try run.wait()
      #expect(result.status == 3, "\(result.output)\(result.errors)")
      #expect(
        result.errors.contains("Another program changed"),
        "\(result.errors)")
      let partial = try names(name).filter { $0.contains(".partial-") }
      #expect(partial.count <= 1, "only what a process that ended at once had under its hand")
      if length > 0 {
        let again = try facet([
          "enroll", "people", "--model", "built-in", "--aligned", "-o", "gallery", "--quiet",
        ])
        #expect(again.status == 0, "\(again.errors)")
      }
    }
  }
}
