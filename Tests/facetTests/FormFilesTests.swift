import Basics
import Foundation
import Testing
import _TestSupport

/// The forms that a person fills in, from the built program.
@Suite(
  .enabled(if: InstalledTool.isInstalled("pdftotext"), "pdftotext is not installed"))
struct FormFilesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func faces(people: Int) throws {
    let run = try BuiltProgram.run(
      ["portraits", "--people", "\(people)", "--pictures", "2", "--quiet", "-o", "faces"],
      in: folder.path)
    #expect(run.status == 0, "\(run.errors)")
  }

  /// Reports the first person's first picture.
  ///
  /// - Returns: The folder of the query.
  private func report(_ output: String, _ arguments: [String] = []) throws -> String {
    let person = try #require(
      FileManager.default.contentsOfDirectory(atPath: folder.file("faces")).sorted().first)
    let picture = try #require(
      FileManager.default.contentsOfDirectory(atPath: folder.file("faces/\(person)")).sorted()
        .first { $0.hasSuffix(".png") })
    let run = try BuiltProgram.run(
      [
        "report", "--aligned", "--queries", "faces/\(person)/\(picture)", "--gallery", "faces",
        "--model", "built-in", "--no-checks", "--quiet", "-o", output,
      ] + arguments, in: folder.path)
    #expect(run.status == 0, "\(run.errors)")
    let queries = folder.file("\(output)/queries")
    let query = try #require(FileManager.default.contentsOfDirectory(atPath: queries).first)
    return "\(queries)/\(query)"
  }

  private func pages(_ path: String) throws -> [String] {
    try InstalledTool.output("pdftotext", ["-layout", path, "-"])
      .components(separatedBy: "\u{C}").dropLast()
  }

  private static let components = [
    "Skin", "Face and head outline", "Face and head composition", "Hair", "Forehead", "Eyebrows",
    "Eyes", "Cheeks", "Nose", "Ears", "Mouth", "Chin and jaw line", "Neck", "Facial hair",
    "Facial lines", "Scars", "Marks", "Alterations", "Other",
  ]

  @Test func theExaminersFormHasTheQueryAloneAndThenAFormForEachPerson() throws {
    try faces(people: 6)
    try Data(
      #"""
      {"format":1,"laboratory":"Lab L","document":"SOP 7","conclusions":[{"text":"same person"},{"text":"different people"}]}
      """#.utf8
    ).write(to: URL(fileURLWithPath: folder.file("scale.json")))
    let query = try report(
      "out",
      [
        "--report-number", "2026/17-1", "--notes", "The suspect has confessed.", "--scale",
        "scale.json",
      ])
    let pages = try pages("\(query)/examiner-form.pdf")
    // The query on two pages, three people on two each, and a record of what was not given.
    #expect(pages.count == 9)
    for (number, page) in pages.enumerated() {
      #expect(page.contains("Page \(number + 1) of 9") && page.contains("Report 2026/17-1"))
      #expect(!page.contains("confessed"))
    }
    #expect(pages[0].contains("Analysis of the query") && !pages[0].contains("Person A"))
    #expect(!pages[1].contains("Person") && pages[1].contains("fit for a comparison"))
    for (place, letter) in ["A", "B", "C"].enumerated() {
      let form = pages[2 + 2 * place]
      #expect(form.contains("Person \(letter)"))
      for component in Self.components { #expect(form.contains(component), "\(component)") }
      for choice in ["similar", "different", "visible", "parable"] {
        #expect(form.contains(choice))
      }
      let conclusion = pages[3 + 2 * place]
      #expect(conclusion.contains("same person") && conclusion.contains("Lab L: SOP 7"))
      #expect(conclusion.contains("Signature"))
    }
    #expect(pages.filter { $0.contains("End of this form") }.count == 1)
    #expect(pages.last!.contains("End of this form"))
    let record = pages[8]
    for name in ["Laboratory", "Proposition 2", "Deviations", "Issued on", "Qualification"] {
      #expect(record.contains(name), "\(name)")
    }
    #expect(!record.contains("Report number\n"))
    let text = pages.joined()
    #expect(text.firstMatch(of: #/[01]\.[0-9]{2}/#) == nil, "a score stands in the form")
    let labels = try FileManager.default.contentsOfDirectory(atPath: folder.file("faces"))
    for label in labels where label.count > 2 { #expect(!text.contains(label), "\(label)") }
  }

  @Test func theVerificationFormShowsFivePeopleUnderCodesOfItsOwn() throws {
    try faces(people: 7)
    let query = try report("out", ["--exhibit", "KK-3", "--case-number", "4711/B"])
    let key = try #require(
      try JSONSerialization.jsonObject(
        with: Data(try readFile("\(query)/verification-key.json"))) as? [String: Any])
    let faces = try #require(key["faces"] as? [[String: Any]])
    #expect(faces.count == 5)
    #expect(Set(faces.compactMap { $0["label"] as? String }).count == 5)
    #expect(faces.compactMap { $0["letter"] as? String }.sorted() == ["A", "B", "C"])
    let codes = faces.compactMap { $0["code"] as? String }
    #expect(Set(codes).count == 5 && codes.allSatisfy { $0.wholeMatch(of: #/[0-9]{4}/#) != nil })
    let pages = try pages("\(query)/verification-form.pdf")
    #expect(pages.count == 7)
    for (code, page) in zip(codes, pages.dropFirst()) {
      #expect(page.contains("Face \(code)"))
      for component in Self.components { #expect(page.contains(component), "\(component)") }
      #expect(page.contains("Conclusion"))
    }
    let text = pages.joined()
    for word in ["KK-3", "4711", "Person A", "same finding"] { #expect(!text.contains(word)) }
    #expect(text.firstMatch(of: #/[01]\.[0-9]{2}/#) == nil, "a score stands in the form")
    #expect(pages.last!.contains("End of this form"))
  }

  @Test func theFormsAreListedAndRepeatTheirBytes() throws {
    try faces(people: 6)
    let first = try report("first")
    let second = try report("second", ["--timings", "first/timings.json"])
    let manifest = String(decoding: try readFile(folder.file("first/manifest.json")), as: UTF8.self)
    for name in ["examiner-form.pdf", "verification-form.pdf", "verification-key.json"] {
      #expect(manifest.contains("/\(name)\""))
      #expect(try readFile("\(first)/\(name)") == readFile("\(second)/\(name)"), "\(name)")
    }
    let check = try BuiltProgram.run(["check", "first", "--recompute"], in: folder.path)
    #expect(check.status == 0, "\(check.output) \(check.errors)")
  }

  @Test func aGalleryOfFewPeopleIsNotHidden() throws {
    try faces(people: 3)
    let query = try report("out")
    let first = try pages("\(query)/verification-form.pdf")[0]
    #expect(first.contains("contains only 3 people"))
  }

  /// Letter is less high: nothing may be pushed to a page of its own.
  @Test func onLetterTheFormsHaveAsManyPages() throws {
    try faces(people: 6)
    let query = try report("out", ["--paper", "letter"])
    #expect(try pages("\(query)/examiner-form.pdf").count == 9)
    #expect(try pages("\(query)/verification-form.pdf").count == 7)
  }

  @Test func noTypeIsSmallerThanSevenAndAHalfPoints() throws {
    try faces(people: 6)
    let query = try report("out")
    for name in ["examiner-form", "verification-form"] {
      let boxes = try InstalledTool.output("pdftotext", ["-bbox", "\(query)/\(name).pdf", "-"])
      let heights = boxes.matches(of: #/yMin="([0-9.]+)".*?yMax="([0-9.]+)"/#).map {
        Double($0.2)! - Double($0.1)!
      }
      #expect(heights.count > 100)
      // The font's line is 1.16 of its size.
      #expect(heights.min()! > 7.5 * 1.1, "\(heights.min()!)")
    }
  }

  @Test func limitsAreKeptInTheManifest() throws {
    try faces(people: 3)
    let text = """
      {"format":1,"laboratory":"L","document":"D","limits":[{"component":"yaw","scale":"native","maximum":20}]}
      """
    try Data(text.utf8).write(to: URL(fileURLWithPath: folder.file("limits.json")))
    _ = try report("out", ["--limits", "limits.json"])
    let manifest = String(decoding: try readFile(folder.file("out/manifest.json")), as: UTF8.self)
    #expect(manifest.contains(SHA256.digest(of: Array(text.utf8)).hexadecimal))
    try Data("{}".utf8).write(to: URL(fileURLWithPath: folder.file("limits.json")))
    let run = try BuiltProgram.run(
      [
        "report", "--aligned", "--queries", "faces", "--gallery", "faces", "--model", "built-in",
        "--limits", "limits.json", "-o", "other",
      ], in: folder.path)
    #expect(run.status == 3 && run.errors.contains("'limits.json' does not have a number 'format'"))
  }
}
