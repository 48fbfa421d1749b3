import Foundation
import Testing
import _TestSupport

@testable import Basics

/// A user study from drawn people, made, answered and scored by the built program.
@Suite(.serialized) struct WorksheetTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func facet(_ arguments: [String]) throws -> BuiltProgram.Run {
    try BuiltProgram.run(arguments, in: folder.path)
  }

  /// Drawn people in a list whose labels and file names have a word that nothing else has.
  private func people(_ count: Int = 14, pictures: Int = 4) throws {
    let run = try facet([
      "portraits", "-o", "drawn", "--people", "\(count)", "--pictures", "\(pictures)", "--for",
      "built-in", "--quiet",
    ])
    #expect(run.status == 0, "\(run.errors)")
    var list = "path,label\n"
    for person in 1...count {
      let name = "person-" + (person < 10 ? "0" : "") + "\(person)"
      try FileManager.default.moveItem(
        atPath: folder.file("drawn/\(name)"), toPath: folder.file("drawn/Kanari-\(person)"))
      let own = try FileManager.default.contentsOfDirectory(
        atPath: folder.file("drawn/Kanari-\(person)")
      ).filter { $0.hasSuffix(".png") }.sorted()
      for picture in own { list += "drawn/Kanari-\(person)/\(picture),Kanari-label-\(person)\n" }
    }
    try AtomicFile.write(list, to: folder.file("people.csv"))
  }

  /// A small study: three methods with four pairs and two for practice.
  private func make(_ output: String, _ more: [String] = []) throws -> BuiltProgram.Run {
    try facet(
      [
        "worksheet", "make", "--from", "people.csv", "--aligned", "--model", "built-in",
        "--methods",
        "none,cnn-cc,emd-flow", "--participants", "3", "--per-method", "4", "--training", "2",
        "--reuse", "block", "--seed", "5", "--output", output, "--quiet",
      ] + more)
  }

  private func json(_ path: String) throws -> [String: Any] {
    try JSONSerialization.jsonObject(
      with: Data(contentsOf: URL(fileURLWithPath: folder.file(path))))
      as! [String: Any]
  }

  /// A question of the key.
  private struct Question {
    let participant: String
    let student: Int
    let item: String
    let order: Int
    let isSame: Bool
    let isTraining: Bool
    let method: String
  }

  private func questions(_ study: String) throws -> [Question] {
    let key = try json("\(study)/sealed/key.json")
    var same: [String: Bool] = [:]
    for pair in key["pairs"] as! [[String: Any]] {
      same[pair["id"] as! String] = pair["same"] as? Bool
    }
    return (key["sheets"] as! [[String: Any]]).enumerated().flatMap { place, sheet in
      (sheet["blocks"] as! [[String: Any]]).flatMap { block in
        (block["items"] as! [[String: Any]]).map { item in
          Question(
            participant: sheet["participant"] as! String, student: place + 1,
            item: item["item"] as! String, order: item["order"] as! Int,
            isSame: same[item["pair"] as! String]!,
            isTraining: item["phase"] as! String == "training", method: block["method"] as! String)
        }
      }
    }
  }

  private func files(_ study: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder.file(study)).filter {
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(
        atPath: folder.file("\(study)/\($0)"), isDirectory: &isFolder)
      return !isFolder.boolValue
    }.sorted()
  }

  @Test func sameSeedMakesTheSameStudyInEveryByte() throws {
    try people()
    let run = try make("one", ["--html", "--stimuli", "--marks", "amc"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("Keep it from participants."))
    // The texts in the folder are those that were used, complete, and still the model texts.
    #expect(
      try make("two", ["--html", "--stimuli", "--marks", "amc", "--templates", "one/texts"]).status
        == 0)
    let (one, two) = (try files("one"), try files("two"))
    #expect(one == two && one.contains("sheets/P03.pdf") && one.contains("forms/P03.html"))
    #expect(one.contains("texts/worksheet-consent.txt") && one.contains("stimuli/README.txt"))
    for file in one {
      #expect(
        try readFile(folder.file("one/\(file)")) == readFile(folder.file("two/\(file)")), "\(file)")
    }
    let other = try make("three", ["--seed", "6"])
    #expect(other.status == 2)
    // A folder is as the manifest lists it, and the key is not for others.
    #expect(try facet(["check", "one"]).status == 0)
    let attributes = try FileManager.default.attributesOfItem(
      atPath: folder.file("one/sealed/key.json"))
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    let sealed = try FileManager.default.attributesOfItem(atPath: folder.file("one/sealed"))
    #expect(sealed[.posixPermissions] as? Int == 0o700)
  }

  @Test func noAnswerLabelOrMethodIsInWhatParticipantsSee() throws {
    try people()
    #expect(try make("study", ["--html", "--stimuli", "--marks", "amc"]).status == 0)
    let key = try json("study/sealed/key.json")
    let secret = key["secret"] as! String
    for file in try files("study") where !file.hasPrefix("sealed/") {
      var bytes = Data(try readFile(folder.file("study/\(file)")))
      if file.hasSuffix(".pdf"), InstalledTool.isInstalled("qpdf") {
        _ = try InstalledTool.output(
          "qpdf", ["--qdf", folder.file("study/\(file)"), folder.file("open.pdf")])
        bytes = Data(try readFile(folder.file("open.pdf")))
        try FileManager.default.removeItem(atPath: folder.file("open.pdf"))
      }
      for word in ["Kanari", secret, "\"seed\""] {
        #expect(bytes.range(of: Data(word.utf8)) == nil, "\(word) in \(file)")
      }
      guard file.hasPrefix("sheets/"), InstalledTool.isInstalled("pdftotext") else { continue }
      let text = try InstalledTool.output("pdftotext", [folder.file("study/\(file)"), "-"])
      for word in ["cnn", "emd", "EMD", "flow", "heatmap", "H2L"] {
        #expect(!text.contains(word), "\(word) in \(file)")
      }
      #expect(text.contains("Part 1 of 3") && text.contains("Same person?"))
    }
    // What a form says does not depend on the answers, but for practice.
    for participant in ["P01", "P02", "P03"] {
      let page = String(
        decoding: try readFile(folder.file("study/forms/\(participant).html")), as: UTF8.self)
      let own = try questions("study").filter { $0.participant == participant }
      #expect(
        page.components(separatedBy: "\"solution\":").count - 1 == own.count { $0.isTraining })
      for question in own {
        let start = try #require(page.range(of: "\"code\":\"\(question.item)\""))
        let rest = page[start.upperBound...].prefix { $0 != "}" }
        #expect(rest.contains("solution") == question.isTraining)
      }
    }
    let conditions = String(
      decoding: try readFile(folder.file("study/psychopy/P01.csv")), as: UTF8.self)
    for line in conditions.split(separator: "\n").dropFirst() {
      let isTraining = line.contains(",training,")
      #expect(line.hasSuffix(",") == !isTraining, "\(line)")
    }
    // The most alike pictures of two people would be those with the same covering, and participants
    // could answer by the coverings alone: so the pairs are those of bare faces.
    #expect(try make("bare", ["--occlude", "none"]).status == 0)
    func pairs(_ study: String) throws -> [[String]] {
      (try json("\(study)/sealed/key.json")["pairs"] as! [[String: Any]]).map { pair in
        ["first", "second"].map { (pair[$0] as! [String: Any])["path"] as! String }
          + ["\(pair["tercile"] ?? "")"]
      }
    }
    #expect(try pairs("study") == pairs("bare"))
    let index = String(decoding: try readFile(folder.file("study/index.html")), as: UTF8.self)
    #expect(index.contains("Coverings and answers"))
  }

  @Test func simulatedAnswersAreScoredAsTheyWereDrawn() throws {
    try people()
    #expect(try make("study").status == 0)
    let run = try facet([
      "worksheet", "simulate", "--key", "study/sealed/key.json", "--accuracy",
      "none=0.5,cnn-cc=0.7,emd-flow=0.9", "-o", "drawn-answers",
    ])
    #expect(run.status == 0, "\(run.errors)")
    let page = String(
      decoding: try readFile(folder.file("drawn-answers/index.html")), as: UTF8.self)
    #expect(page.contains("Simulated: these answers were drawn by chance"))
    let scored = try facet([
      "worksheet", "score", "--key", "study/sealed/key.json", "--answers",
      "drawn-answers/answers.csv", "-o", "results", "--bids", "--exclude", "none",
    ])
    #expect(scored.status == 0, "\(scored.errors)")
    // The right answers of the table, counted again from the key.
    let table = String(
      decoding: try readFile(folder.file("drawn-answers/answers.csv")), as: UTF8.self)
    var said: [String: String] = [:]
    for line in table.split(separator: "\n").dropFirst() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      said[String(fields[2])] = String(fields[4])
    }
    let results = try json("results/results.json")
    let methods = (results["scores"] as! [String: Any])["methods"] as! [[String: Any]]
    for method in methods {
      let own = try questions("study").filter {
        $0.method == method["method"] as? String && !$0.isTraining
      }
      let right = own.count { (said[$0.item] == "same") == $0.isSame }
      let pooled = method["pooled"] as! [String: Any]
      #expect(pooled["right"] as? Int == right && pooled["answered"] as? Int == own.count)
    }
    #expect(
      try files("results").filter { $0.hasPrefix("bids/") } == [
        "bids/dataset_description.json", "bids/participants.tsv",
        "bids/sub-P01/beh/sub-P01_task-facematching_beh.json",
        "bids/sub-P01/beh/sub-P01_task-facematching_beh.tsv",
        "bids/sub-P02/beh/sub-P02_task-facematching_beh.json",
        "bids/sub-P02/beh/sub-P02_task-facematching_beh.tsv",
        "bids/sub-P03/beh/sub-P03_task-facematching_beh.json",
        "bids/sub-P03/beh/sub-P03_task-facematching_beh.tsv",
      ])
    // The same again, in the same bytes.
    let before = try files("results").map { try readFile(folder.file("results/\($0)")) }
    #expect(
      try facet([
        "worksheet", "score", "--key", "study/sealed/key.json", "--answers",
        "drawn-answers/answers.csv", "-o", "results", "--bids", "--exclude", "none",
      ]).status == 0)
    #expect(try files("results").map { try readFile(folder.file("results/\($0)")) } == before)
  }

  @Test func answersThatCannotBeUsedAreListedWithFileAndLine() throws {
    try people()
    #expect(try make("study").status == 0)
    let blank = String(
      decoding: try readFile(folder.file("study/answers/blank.csv")), as: UTF8.self)
    var lines = blank.split(separator: "\n").map(String.init)
    #expect(lines.count == 1 + 36 && lines[0].hasPrefix("study,participant,item,phase,response"))
    let first = lines[1].split(separator: ",", omittingEmptySubsequences: false)
    lines[1] = first[0..<4].joined(separator: ",") + ",same,4,,"
    lines[2] = lines[2].replacing(",test,", with: ",test,maybe")
    try AtomicFile.write(lines.joined(separator: "\n"), to: folder.file("typed.csv"))
    let run = try facet([
      "worksheet", "score", "--key", "study/sealed/key.json", "--answers", "typed.csv", "-o",
      "results",
    ])
    #expect(run.status == 1)
    #expect(
      run.output.contains(
        "typed.csv, line 3: the response 'maybe' is neither 'same' nor 'different'."))
    #expect(run.output.contains("Not answered: P01 11 of 12."))
    // Answers of another study.
    try AtomicFile.write(
      blank.replacing(String(first[0]), with: "00000000"), to: folder.file("other.csv"))
    let other = try facet([
      "worksheet", "score", "--key", "study/sealed/key.json", "--answers", "other.csv", "-o",
      "none",
    ])
    #expect(other.status == 3)
    #expect(other.errors.contains("answers of study 00000000; this key is \(first[0])."))
    // A key that was changed is another key.
    var key = try readFile(folder.file("study/sealed/key.json"))
    key.append(10)
    try AtomicFile.write(key, to: folder.file("changed.json"))
    let changed = try facet([
      "worksheet", "score", "--key", "changed.json", "--answers", "typed.csv", "-o", "none",
    ])
    #expect(changed.status == 3 && changed.errors.contains("Give the key of that study."))
  }

  @Test func designsThatCannotBeMadeAreRefusedWithNumbers() throws {
    try people(6, pictures: 2)
    let few = try facet([
      "worksheet", "make", "--from", "people.csv", "--aligned", "--model", "built-in", "-o",
      "study",
      "--quiet",
    ])
    #expect(few.status == 2)
    #expect(
      few.errors.contains(
        """
        15 pairs with 8 of one person take 22 people a method, 88 for 4 methods and 28 for training: \
        116; 'people.csv' has 6. Take --reuse pictures, fewer pairs or fewer methods.
        """), "\(few.errors)")
    let wrong = try make("study", ["--same", "9", "--two-step", "--repeat", "1"])
    #expect(wrong.status == 2)
    for sentence in [
      "--same 9 is more than --per-method 4. Give a smaller one.",
      "Leave out 'none': --methods cnn-cc,emd-flow.", "--repeat 1 needs at least 6 pairs",
    ] { #expect(wrong.errors.contains(sentence), "\(wrong.errors)") }
    try makeFolders(folder.file("full"))
    try AtomicFile.write("mine", to: folder.file("full/notes.txt"))
    let full = try make("full")
    #expect(
      full.status == 2
        && full.errors.contains("The folder 'full' is not empty: it contains 'notes.txt'."))
    #expect(try files("full") == ["notes.txt"])
  }

  // MARK: Paper

  /// Renders sheets, ticks boxes where the layout says that they are, and measures their darkness there,
  /// as a scanner would.
  @Test(.enabled(if: InstalledTool.isInstalled("pdftoppm")))
  func ticksAreReadWhereTheLayoutHasTheBoxes() throws {
    try people()
    #expect(try make("study", ["--marks", "amc", "--paper", "letter"]).status == 0)
    let layout = String(decoding: try readFile(folder.file("study/scan/layout.xy")), as: UTF8.self)
    let questions = try questions("study").filter { !$0.isTraining }
    #expect(layout.hasPrefix("\\version{facet "))
    #expect(layout.contains("\\with{codedigit=binary}\n\\with{ensemble=no}\n\\page{1/"))
    // Two boxes and five of each question.
    #expect(layout.components(separatedBy: "\\question{").count - 1 == 2 * questions.count)
    var corners: [String: [(Double, Double)]] = [:]
    for match in layout.matches(
      of: /\\tracepos\{([0-9]+)\/([0-9]+):([^{}]+)\}\{([0-9.]+)mm\}\{([0-9.]+)mm\}\{square\}/)
    {
      corners["\(match.1)/\(match.2):\(match.3)", default: []].append(
        (Double(match.4)!, Double(match.5)!))
    }
    var table = "student,page,question,answer,darkness\n"
    let resolution = 100.0
    let rule: (Question) -> (isSame: Bool, level: Int) = {
      ($0.order % 3 != 0, $0.order % 5 + 1)
    }
    let byQuestion = Dictionary(
      uniqueKeysWithValues: questions.map { ("\($0.student):\($0.order)", $0) })
    var pages: [String: Page] = [:]
    for (name, points) in corners.sorted(by: { $0.key < $1.key }) {
      #expect(points.count == 2, "\(name)")
      let place = name.split(separator: ":")[0]
      let parts = place.split(separator: "/")
      if pages[String(place)] == nil {
        pages[String(place)] = try Page(
          InstalledTool.output(
            "pdftoppm",
            [
              "-r", "100", "-gray", "-f", String(parts[1]), "-l", String(parts[1]),
              folder.file("study/sheets/P0\(parts[0]).pdf"), folder.file("page"),
            ]), folder: folder)
      }
      let page = pages[String(place)]!
      func pixels(_ value: Double) -> Double { value / 25.4 * resolution }
      let box = (
        left: pixels(points[0].0), right: pixels(points[1].0),
        top: Double(page.height) - pixels(points[1].1),
        bottom: Double(page.height) - pixels(points[0].1)
      )
      if name.contains(":position") {
        // The middle of a mark is black.
        #expect(
          page.darkness(around: (box.left + box.right) / 2, (box.top + box.bottom) / 2, 2) > 0.9)
      }
      guard name.contains(":case:") else { continue }
      let last = name.split(separator: ":").last!.split(separator: ",")
      let (number, answer) = (Int(last[0])!, Int(last[1])!)
      let question = byQuestion["\(parts[0]):\(number / 10)"]!
      // An empty box has nothing inside, but its outline is there.
      var inside = page.darkness(
        around: (box.left + box.right) / 2, (box.top + box.bottom) / 2, 7)
      #expect(inside < 0.02, "\(name)")
      #expect(page.darkness(around: box.left, (box.top + box.bottom) / 2, 1) > 0.1, "\(name)")
      let wanted = rule(question)
      let isTicked =
        number % 10 == 1 ? (answer == 1) == wanted.isSame : answer == wanted.level
      if isTicked { inside = 0.4 }
      table += "\(parts[0]),\(parts[1]),\(number),\(answer),\(inside)\n"
    }
    try AtomicFile.write(table, to: folder.file("marks.csv"))
    let run = try facet([
      "worksheet", "score", "--key", "study/sealed/key.json", "--answers", "marks.csv", "-o",
      "results", "--exclude", "none",
    ])
    #expect(run.status == 0, "\(run.output)\(run.errors)")
    let trials = String(decoding: try readFile(folder.file("results/trials.csv")), as: UTF8.self)
    for question in questions {
      let line = try #require(
        trials.split(separator: "\n").first { $0.contains(",\(question.item),") })
      let wanted = rule(question)
      #expect(
        line.contains(",\(wanted.isSame ? "same" : "different"),")
          && line.contains(",\((wanted.isSame == question.isSame) ? 1 : 0),\(wanted.level),"),
        "\(line)")
    }
  }

  /// A rendered page.
  private struct Page {
    let width: Int
    let height: Int
    let samples: [UInt8]

    /// Reads the only page that the tool wrote.
    init(_ output: String, folder: TemporaryFolder) throws {
      let name = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        .first { $0.hasPrefix("page") && $0.hasSuffix(".pgm") }!
      let bytes = try readFile(folder.file(name))
      try FileManager.default.removeItem(atPath: folder.file(name))
      let head = String(decoding: bytes.prefix(60), as: UTF8.self).split(
        maxSplits: 4, whereSeparator: \.isWhitespace)
      width = Int(head[1])!
      height = Int(head[2])!
      samples = Array(bytes.suffix(width * height))
    }

    /// The mean darkness of a square, 0 to 1.
    func darkness(around x: Double, _ y: Double, _ reach: Int) -> Double {
      var sum = 0
      var count = 0
      for row in Int(y) - reach...Int(y) + reach {
        for column in Int(x) - reach...Int(x) + reach {
          sum += 255 - Int(samples[row * width + column])
          count += 1
        }
      }
      return Double(sum) / Double(255 * count)
    }
  }

  // MARK: Form

  /// Clicks and types through a form, reloads it in the middle, and takes the answers at its end.
  @Test(.enabled(if: InstalledTool.isInstalled("chromium")))
  func formGoesOnAfterAReloadAndItsAnswersAreScored() throws {
    try people()
    #expect(try make("study", ["--html"]).status == 0)
    let driver = """
      window.addEventListener("securitypolicyviolation", function () { window.violations = true; });
      document.addEventListener("securitypolicyviolation", function () { window.violations = true; });
      (async function () {
        const study = JSON.parse(document.getElementById("study").textContent);
        const name = "facet:" + study.study + ":" + study.sheet;
        const screens = [null, null];
        study.blocks.forEach(function (block) {
          screens.push(null);
          block.items.forEach(function (item) { screens.push(item); });
        });
        function press(key) {
          document.dispatchEvent(new KeyboardEvent("keydown", { key: key, bubbles: true }));
        }
        function pause() { return new Promise(function (done) { setTimeout(done, 40); }); }
        for (let step = 0; step < 300; step += 1) {
          await pause();
          const agree = document.getElementById("agree");
          if (agree) { agree.click(); document.querySelector("button.main").click(); continue; }
          if (document.querySelector("textarea")) { break; }
          const kept = JSON.parse(localStorage.getItem(name));
          const item = screens[kept.place];
          if (!item) { press("Enter"); continue; }
          if (kept.place === 12 && !sessionStorage.getItem("again")) {
            sessionStorage.setItem("again", "1");
            location.reload();
            return;
          }
          press("Enter");
          await pause();
          press(item.order % 2 ? "s" : "D");
          press(String(item.order % 5 + 1));
          await pause();
          press("Enter");
          if (item.training) { await pause(); press("Enter"); }
        }
        const end = document.createElement("pre");
        end.id = "end";
        end.textContent = (window.violations ? "violation\\n" : "") + window.facetAnswers;
        document.body.appendChild(end);
      })();
      """
    let hash = Data(
      stride(from: 0, to: 64, by: 2).map { place in
        let digits = Array(SHA256.digest(of: Array(driver.utf8)).hexadecimal)
        return UInt8(String(digits[place...place + 1]), radix: 16)!
      }
    ).base64EncodedString()
    var page = String(decoding: try readFile(folder.file("study/forms/P01.html")), as: UTF8.self)
    #expect(page.contains("default-src 'none'; img-src data:; style-src 'sha256-"))
    page = page.replacing("script-src '", with: "script-src 'sha256-\(hash)' '")
      .replacing("</body>", with: "<script>\(driver)</script></body>")
    try AtomicFile.write(page, to: folder.file("driven.html"))
    let dump = try InstalledTool.output(
      "chromium",
      [
        "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir=\(folder.file("profile"))",
        "--virtual-time-budget=60000", "--dump-dom", "file://\(folder.file("driven.html"))",
      ])
    let match = try #require(dump.firstMatch(of: /(?s)<pre id="end">(.*?)<\/pre>/))
    #expect(!match.1.hasPrefix("violation"))
    try AtomicFile.write(String(match.1), to: folder.file("answers-P01.csv"))
    let own = try questions("study").filter { $0.participant == "P01" && !$0.isTraining }
    #expect(match.1.split(separator: "\n").count == 1 + own.count)
    let run = try facet([
      "worksheet", "score", "--key", "study/sealed/key.json", "--answers", "answers-P01.csv", "-o",
      "results", "--exclude", "none",
    ])
    #expect(run.status == 0, "\(run.output)\(run.errors)")
    let right = own.count { ($0.order % 2 == 1) == $0.isSame }
    let results = try json("results/results.json")
    let methods = (results["scores"] as! [String: Any])["methods"] as! [[String: Any]]
    #expect(
      methods.reduce(0) { $0 + (($1["pooled"] as! [String: Any])["right"] as! Int) } == right)
    let cells = (results["scores"] as! [String: Any])["cells"] as! [[String: Any]]
    #expect(cells.allSatisfy { ($0["medianTime"] as? Double ?? -1) >= 0 })
  }
}
