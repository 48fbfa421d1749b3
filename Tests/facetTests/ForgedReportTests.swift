import Basics
import Foundation
import Testing
import _TestSupport

/// A forged report must never pass `facet check`. Each forgery here was made on a report of the built
/// program; the comment or the expectation shows which check finds it.
@Suite struct ForgedReportTests {
  /// Three drawn people, a query of two of them, all editions, one report for all tests.
  final class Original: @unchecked Sendable {
    let folder: TemporaryFolder
    var report: String { folder.file("report") }

    init() throws {
      folder = try TemporaryFolder()
      let pictures = folder.file("pictures")
      try Self.run([
        "portraits", "--people", "3", "--pictures", "3", "--size", "96x112", "-o", pictures,
      ])
      for person in 1...3 {
        for picture in 1...3 {
          let isQuery = picture == 1
          if isQuery && person == 3 { continue }
          let name = "person-0\(person)/0\(picture).png"
          let place = folder.file("\(isQuery ? "queries" : "gallery")/\(name)")
          try makeFolders(String(place[..<place.lastIndex(of: "/")!]))
          try FileManager.default.copyItem(atPath: "\(pictures)/\(name)", toPath: place)
        }
      }
      try Self.run(command(to: report))
    }

    func command(to output: String) -> [String] {
      [
        "report", "--queries", folder.file("queries"), "--gallery", folder.file("gallery"),
        "--model",
        "built-in", "--reranker", "built-in", "--aligned", "--no-checks", "--show", "1",
        "--editions",
        "full,blind,redacted", "--quiet", "-o", output,
      ]
    }

    @discardableResult
    static func run(_ arguments: [String]) throws -> String {
      let run = try BuiltProgram.run(arguments)
      guard run.status == 0 else { throw Failed(words: run.errors + run.output) }
      return run.output
    }

    struct Failed: Error { let words: String }
  }

  private static let original = Result { try Original() }

  /// A copy of the report to forge.
  private struct Copy {
    let holder: TemporaryFolder
    var path: String { holder.file("report") }

    init(_ original: Original) throws {
      holder = try TemporaryFolder()
      try FileManager.default.copyItem(atPath: original.report, toPath: path)
    }

    func text(_ name: String) throws -> String {
      String(decoding: try readFile("\(path)/\(name)"), as: UTF8.self)
    }

    func write(_ text: String, _ name: String) throws {
      try AtomicFile.write(text, to: "\(path)/\(name)")
    }

    /// Replaces a text that must be there.
    func change(_ name: String, _ text: String, to other: String) throws {
      let before = try self.text(name)
      let after = before.replacing(text, with: other, maxReplacements: 1)
      #expect(after != before, "\(name) does not contain \(text)")
      try write(after, name)
    }

    /// The name of a report's folder, from 0.
    func place(_ number: Int) throws -> String {
      try FileManager.default.contentsOfDirectory(atPath: path + "/queries").sorted()[number]
    }

    /// Lists the files again as they are now, as a forger would.
    func rebuildManifest(_ change: (inout [String: Any]) throws -> Void = { _ in }) throws {
      var manifest =
        try JSONSerialization.jsonObject(with: Data(try readFile(path + "/manifest.json")))
        as! [String: Any]
      let manager = FileManager.default
      let names = try manager.subpathsOfDirectory(atPath: path).filter {
        var isFolder: ObjCBool = false
        return manager.fileExists(atPath: "\(path)/\($0)", isDirectory: &isFolder)
          && !isFolder.boolValue && $0 != "manifest.json"
      }
      manifest["files"] = try names.sorted().map { name -> [String: Any] in
        let bytes = try readFile("\(path)/\(name)")
        return [
          "path": name, "bytes": bytes.count, "sha256": SHA256.digest(of: bytes).hexadecimal,
        ]
      }
      try change(&manifest)
      let settings = manifest["settings"] as! [[String: String]]
      manifest["settingsSHA256"] =
        SHA256.digest(
          of: Array(settings.map { "\($0["name"]!)\t\($0["value"]!)\n" }.joined().utf8)
        ).hexadecimal
      let bytes = try JSONSerialization.data(
        withJSONObject: manifest, options: [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes])
      try AtomicFile.write(Array(bytes), to: path + "/manifest.json")
    }

    func check(_ options: String...) throws -> BuiltProgram.Run {
      try BuiltProgram.run(["check", path, "--quiet"] + options)
    }
  }

  private func copy() throws -> Copy { try Copy(Self.original.get()) }

  private func expect(
    _ run: BuiltProgram.Run, finds beginnings: [String], status: Int32 = 1,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(run.status == status, "\(run.output)\(run.errors)", sourceLocation: sourceLocation)
    #expect(!run.output.contains("No difference"), sourceLocation: sourceLocation)
    let lines = run.output.split(separator: "\n")
    for beginning in beginnings {
      #expect(
        lines.contains { $0.hasPrefix(beginning) }, "\(beginning): \(run.output)",
        sourceLocation: sourceLocation)
    }
  }

  @Test func theUntouchedFolderPasses() throws {
    let copy = try copy()
    let plain = try copy.check()
    #expect(plain.status == 0, "\(plain.output)\(plain.errors)")
    #expect(plain.output.contains("Nothing was recomputed; use --recompute for that."))
    let again = try copy.check("--recompute")
    #expect(again.status == 0, "\(again.output)\(again.errors)")
    #expect(again.output.contains("Agreement: every byte of "))
    #expect(again.output.contains("the recomputed report is the same in every byte."))
  }

  @Test func recordedTimesAndTheSealedKeyGiveTheSameBytes() throws {
    let original = try Self.original.get()
    let again = original.folder.file("again-\(UUID().uuidString)")
    try Original.run(
      original.command(to: again) + [
        "--timings", original.report + "/timings.json", "--sealed",
        original.report + "/sealed/key.json", "--threads", "1",
      ])
    let names = try FileManager.default.subpathsOfDirectory(atPath: original.report).sorted()
    #expect(try FileManager.default.subpathsOfDirectory(atPath: again).sorted() == names)
    #expect(names.count > 25)
    for name in names where name.contains(".") {
      #expect(
        try readFile("\(again)/\(name)") == readFile("\(original.report)/\(name)"), "\(name)")
    }
    // Times of other queries do not fit.
    let file = original.folder.file("other-times.json")
    let text = String(decoding: try readFile(original.report + "/timings.json"), as: UTF8.self)
    try AtomicFile.write(text.replacing("person-02/01.png", with: "person-09/01.png"), to: file)
    let run = try BuiltProgram.run(
      original.command(to: original.folder.file("none-\(UUID().uuidString)"))
        + ["--timings", file])
    #expect(run.status == 3)
    #expect(
      run.errors.contains("does not contain times for the query 'person-02/01.png'. Give the"))
  }

  /// Found by the plain check: every byte is listed.
  @Test(arguments: [
    ("</main>", "<section><h2>Corrected result</h2></section></main>"),
    ("Test and checks", "Corrected result"),
    ("<head>", "<head><meta http-equiv=\"refresh\" content=\"0;url=other.html\">"),
    ("<!-- volatile: begin -->", ""), ("</main>", "<template><p>x</p></template></main>"),
    ("</main>", "<!-- volatile: begin --><h1>Corrected</h1><!-- volatile: end --></main>"),
  ])
  func aChangedPageIsFound(text: String, other: String) throws {
    let copy = try copy()
    let name = "queries/\(try copy.place(0))/report.html"
    guard try copy.text(name).contains(text) else {
      // A digest covers every part of a page.
      #expect(text.contains("volatile"))
      return
    }
    try copy.change(name, text, to: other)
    expect(try copy.check(), finds: ["changed page: \(name): "])
  }

  /// Found by the plain check.
  @Test func changesBesideThePagesAreFound() throws {
    let copy = try copy()
    let (first, second) = (try copy.place(0), try copy.place(1))
    try copy.change("timings.json", "\"machine\" : \"", to: "\"machine\" : \"another ")
    try copy.write("x", "queries/\(first)/corrected.html")
    let manager = FileManager.default
    try manager.removeItem(atPath: "\(copy.path)/queries/\(first)/report.pdf")
    try manager.copyItem(
      atPath: "\(copy.path)/queries/\(second)/report.pdf",
      toPath: "\(copy.path)/queries/\(first)/report.pdf")
    try manager.moveItem(
      atPath: "\(copy.path)/summary.pdf", toPath: copy.holder.file("summary.pdf"))
    try manager.createSymbolicLink(
      atPath: "\(copy.path)/summary.pdf", withDestinationPath: copy.holder.file("summary.pdf"))
    try manager.createSymbolicLink(
      atPath: "\(copy.path)/blind/results", withDestinationPath: "../queries")
    try manager.removeItem(atPath: "\(copy.path)/redacted/index.html")
    expect(
      try copy.check(),
      finds: [
        "changed file: timings.json: ", "extra file: queries/\(first)/corrected.html",
        "changed page: queries/\(first)/report.pdf: ", "symbolic link: summary.pdf: ",
        "symbolic link: blind/results: ", "missing file: redacted/index.html",
      ])
  }

  /// Of which one reader takes the first and another the last: found by the plain check, whatever the
  /// manifest lists.
  @Test func aKeyThatStandsTwiceIsFound() throws {
    let copy = try copy()
    let name = "queries/\(try copy.place(0))/report.json"
    try copy.change(name, "\"rank\" : 1,", to: "\"rank\" : 2,\n\"rank\" : 1,")
    try copy.change("timings.json", "\"emd\" : ", to: "\"emd\" : 0.01, \"emd\" : ")
    try copy.change("sealed/key.json", "\"nonce\" : ", to: "\"nonce\" : \"\", \"nonce\" : ")
    try copy.rebuildManifest()
    expect(
      try copy.check(),
      finds: [
        "changed number: \(name): it contains the key 'rank' twice",
        "changed file: timings.json: it contains the key 'emd' twice",
        "changed file: sealed/key.json: it contains the key 'nonce' twice",
      ])
    try copy.change("manifest.json", "\"program\" : ", to: "\"program\" : \"\", \"program\" : ")
    let run = try copy.check()
    #expect(run.status == 3 && run.errors.contains("contains the key 'program' twice"))
  }

  /// With a manifest that fits: found by `--recompute`.
  @Test func changedPagesWithAFittingManifestAreFound() throws {
    let copy = try copy()
    let (first, second) = (try copy.place(0), try copy.place(1))
    try copy.change("index.html", "</main>", to: "<p>Corrected result</p></main>")
    try copy.change(
      "queries/\(first)/report.html", "</main>", to: "<p>Corrected result</p></main>")
    let pdf = try readFile("\(copy.path)/queries/\(second)/report.pdf")
    try AtomicFile.write(pdf, to: "\(copy.path)/queries/\(first)/report.pdf")
    try AtomicFile.write(pdf, to: "\(copy.path)/summary.pdf")
    try copy.change("blind/index.html", "</main>", to: "<p>Corrected result</p></main>")
    try copy.write("x", "queries/\(second)/corrected.html")
    try copy.rebuildManifest()
    // The blind edition has a manifest of its own.
    expect(
      try copy.check("--recompute"),
      finds: [
        "changed page: index.html: this version makes another file from the same originals",
        "changed page: queries/\(first)/report.html: ",
        "changed page: queries/\(first)/report.pdf: ", "changed page: summary.pdf: ",
        "changed page: blind/index.html: ", "extra file: queries/\(second)/corrected.html: ",
        "Agreement: the numbers of report.json agree within 0.000001; not every byte agrees.",
      ])
  }

  /// Times that were changed in the record alone, and a number that is off by less than another
  /// processor would be: found by `--recompute`.
  @Test func changedTimesAndDigitsWithAFittingManifestAreFound() throws {
    let copy = try copy()
    let (first, second) = (try copy.place(0), try copy.place(1))
    try copy.change("timings.json", "\"machine\" : \"", to: "\"machine\" : \"another ")
    let name = "queries/\(second)/report.json"
    let text = try copy.text(name)
    let digits = try #require(text.firstMatch(of: #/"cosine" : (0\.[0-9]{15})/#)).output.1
    let near = "\(digits.dropLast(3))\(digits.hasSuffix("111") ? "222" : "111")"
    try copy.change(name, String(digits), to: near)
    try copy.change(
      "queries/\(second)/report.html", "</main>", to: "<p>Corrected result</p></main>")
    try copy.rebuildManifest()
    let run = try copy.check("--recompute")
    expect(
      run, finds: ["not recomputed: queries/\(second): 1 numbers differ by less than 0.000001"])
    #expect(run.output.contains(" files with other bytes: they depend on numbers that differ"))
    _ = first
  }

  /// Found by `--recompute`, field by field.
  @Test func changedFieldsOfTheManifestAreFound() throws {
    let copy = try copy()
    try copy.rebuildManifest { manifest in
      var settings = manifest["settings"] as! [[String: String]]
      let place = try #require(settings.firstIndex { $0["name"] == "alpha" })
      settings[place]["value"] = "0.900"
      manifest["settings"] = settings
      var gallery = manifest["gallery"] as! [String: Any]
      gallery["sha256"] = String(repeating: "0", count: 64)
      manifest["gallery"] = gallery
      var queries = manifest["queries"] as! [[String: Any]]
      queries[0]["path"] = "person-07/01.png"
      manifest["queries"] = queries
      var models = manifest["models"] as! [[String: Any]]
      models[0]["architecture"] = "another"
      manifest["models"] = models
      manifest["remark"] = "Corrected result"
    }
    expect(
      try copy.check("--recompute"),
      finds: [
        "changed manifest: manifest.json: settings[5].value: reported '0.900', recomputed '0.700'",
        "changed manifest: manifest.json: gallery.sha256: ",
        "changed manifest: manifest.json: \(try copy.place(0)): reported 'person-07/01.png'",
        "changed manifest: manifest.json: models[0].architecture: reported 'another'",
        "changed manifest: manifest.json: remark: reported 'Corrected result', recomputed absent",
      ])
  }

  /// A setting that is changed without its digest: found by the plain check. The version: by
  /// `--recompute`.
  @Test func aChangedVersionIsFound() throws {
    let copy = try copy()
    try copy.rebuildManifest { $0["program"] = "Facet 0.0.9" }
    expect(
      try copy.check("--recompute"),
      finds: ["changed manifest: manifest.json: program: reported 'Facet 0.0.9', recomputed "])
    try copy.change("manifest.json", "\"value\" : \"0.700\"", to: "\"value\" : \"0.900\"")
    expect(try copy.check(), finds: ["changed manifest: manifest.json: settingsSHA256: "])
  }

  /// Found by `--recompute`: every picture of the queries must have a report or be a listed failure.
  @Test func aDroppedQueryIsFound() throws {
    let copy = try copy()
    let second = try copy.place(1)
    try FileManager.default.removeItem(atPath: "\(copy.path)/queries/\(second)")
    try copy.rebuildManifest { manifest in
      manifest["queries"] = Array((manifest["queries"] as! [Any]).prefix(1))
    }
    expect(
      try copy.check("--recompute"),
      finds: [
        "missing file: queries/\(second): this folder does not contain a report of the query 'person-02/01.png'"
      ]
    )
  }

  @Test func whatCannotBeComparedIsNotCalledTheSame() throws {
    let copy = try copy()
    try FileManager.default.removeItem(atPath: "\(copy.path)/sealed")
    let run = try copy.check("--recompute")
    expect(
      run,
      finds: [
        "missing file: sealed/key.json", "not recomputed: blind: sealed/key.json is missing",
        "not recomputed: redacted: ",
      ])
    #expect(!run.output.contains("changed "), "\(run.output)")
    let away = try copy.check("--recompute", "--queries", "/no/such/folder")
    expect(away, finds: ["not recomputed: ", "Nothing was recomputed, and numbers"])
    let handedOut = try BuiltProgram.run(["check", copy.path + "/redacted", "--recompute"])
    expect(
      handedOut, finds: ["not recomputed: \(copy.path)/redacted: the manifest does not record how"])
  }

  @Test(.enabled(if: InstalledTool.isInstalled("openssl"), "openssl is not installed"))
  func aSignatureIsOfThisManifestByThisKey() throws {
    let original = try Self.original.get()
    let keys = try TemporaryFolder()
    for name in ["own", "other"] {
      _ = try InstalledTool.output(
        "openssl", ["genpkey", "-algorithm", "ed25519", "-out", keys.file(name + ".pem")])
      _ = try InstalledTool.output(
        "openssl",
        ["pkey", "-in", keys.file(name + ".pem"), "-pubout", "-out", keys.file(name + ".pub")])
    }
    let signed = keys.file("report")
    try Original.run(original.command(to: signed) + ["--sign", keys.file("own.pem")])
    #expect(try readFile(signed + "/manifest.json.sig").count == 64)
    let key = String(decoding: try readFile(keys.file("own.pem")), as: UTF8.self)
    for name in try FileManager.default.subpathsOfDirectory(atPath: signed) {
      if let bytes = try? readFile("\(signed)/\(name)") {
        let secret = key.split(separator: "\n")[1]
        #expect(!String(decoding: bytes, as: UTF8.self).contains(secret), "\(name)")
      }
    }
    // By hand.
    let words = try InstalledTool.output(
      "openssl",
      [
        "pkeyutl", "-verify", "-pubin", "-inkey", keys.file("own.pub"), "-rawin", "-in",
        signed + "/manifest.json", "-sigfile", signed + "/manifest.json.sig",
      ])
    #expect(words.contains("Signature Verified Successfully"))
    func check(_ folder: String, _ key: String) throws -> BuiltProgram.Run {
      try BuiltProgram.run(["check", folder, "--key", keys.file(key)])
    }
    let good = try check(signed, "own.pub")
    #expect(good.status == 0 && good.output.contains("Signature: valid."), "\(good.output)")
    expect(try check(signed, "other.pub"), finds: ["Signature: not valid."], status: 4)
    expect(try check(original.report, "own.pub"), finds: ["Signature: none."], status: 4)
    let wrong = try check(signed, "own.pem")
    #expect(wrong.status == 3 && wrong.errors.contains("is not a public key in PEM"))
    // A forger who rebuilds the manifest cannot sign it.
    let text = String(decoding: try readFile(signed + "/manifest.json"), as: UTF8.self)
    try AtomicFile.write(text + " ", to: signed + "/manifest.json")
    expect(try check(signed, "own.pub"), finds: ["Signature: not valid."], status: 4)
    let unusable = try BuiltProgram.run(
      original.command(to: keys.file("none")) + ["--sign", keys.file("own.pub")])
    #expect(unusable.status == 3 && unusable.errors.contains("is not a private key in PEM"))
    #expect(!FileManager.default.fileExists(atPath: keys.file("none/index.html")))
  }
}
