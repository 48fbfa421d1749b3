import Basics
import Evidence
import Faces
import Foundation
import Networks
import Pictures
import Testing
import _TestSupport

@testable import Reports

@Suite struct QueryReportTests {
  /// A number whose last digit is cut off is another number.
  @Test(arguments: [
    "s01", "A very long label of a person that does not fit into any column of any figure at all",
    "王小明的很长的名字在任何一列里都放不下的那种名字", "محمد بن عبد الله بن عبد العزيز آل سعود الكبير",
  ])
  func noTextOfAFigureEndsBeyondItsEdge(label: String) throws {
    var synthetic = SyntheticEvidence()
    synthetic.label = { $0 == "s03" ? label : "\(label) \($0)" }
    synthetic.namedPicture = ("gallery/\(label).png", label)
    synthetic.hasCovering = true
    synthetic.decisivePatches = [3, 9]
    var evidence = try synthetic.make()
    evidence.sighting = try SyntheticEvidence.sighting(width: 640, height: 480)
    let report = try QueryReport(
      evidence, provenance: SyntheticEvidence.provenance, templates: TemplateSet())
    let row = IndexRow(identifier: "1", subject: report.subject)
    let index = try IndexPage(
      batch: BatchSummary(
        rows: [row], failures: [], provenance: SyntheticEvidence.provenance,
        calibration: synthetic.calibration)
    ).html(TemplateSet())
    var count = 0
    for part in (report.html + index).components(separatedBy: "data:image/svg+xml,").dropFirst() {
      let svg = try #require(String(part.prefix { $0 != "\"" }).removingPercentEncoding)
      let box = try #require(svg.firstMatch(of: #/viewBox="0 0 ([0-9.]+) ([0-9.]+)"/#))
      let (width, height) = (Double(box.1)!, Double(box.2)!)
      let texts = svg.matches(
        of: #/<text x="([-0-9.]+)" y="([-0-9.]+)" textLength="([0-9.]+)"[^>]*>([^<]*)</#)
      #expect(texts.count == svg.components(separatedBy: "<text").count - 1)
      for text in texts {
        let (x, y, length) = (Double(text.1)!, Double(text.2)!, Double(text.3)!)
        #expect(
          x >= -0.01 && x + length <= width + 0.01, "'\(text.4)' ends at \(x + length) of \(width)")
        #expect(y >= 0 && y <= height + 0.01, "'\(text.4)' stands at \(y) of \(height)")
        count += 1
      }
    }
    #expect(count > 150)
  }

  static let hostileName =
    "a/<script>alert(1)</script>/{{x}}{{{y}}}\"'&\n\u{202E}" + String(repeating: "long ", count: 55)
    + "שלום.png"

  @Test func theLogSaysThatTheDetectorSawAReducedPhotograph() throws {
    var evidence = try SyntheticEvidence().make()
    let sighting = try SyntheticEvidence.sighting(width: 64, height: 48)
    func steps(reduction: Int) throws -> [String] {
      evidence.sighting = try QuerySighting(
        photograph: Photograph(sighting.photograph), wasTurned: false,
        detection: FaceDetector.Detection(
          faces: sighting.faces, width: 12_000, height: 9_000, minimumFace: 32,
          skippedProposals: 0, reduction: reduction), taken: sighting.taken)
      return ProcessingLog(evidence, tensor: nil).steps
    }
    let sentence = """
      The photograph has 108 million pixels. The detector searched it reduced to 1/2 of its width and \
      height, as the JPEG library reduces it. The face was decoded and cut out at full scale.
      """
    #expect(try steps(reduction: 2).contains(sentence))
    #expect(try !steps(reduction: 1).contains { $0.contains("reduced") })
  }

  private func report(_ evidence: SyntheticEvidence) throws -> QueryReport {
    try QueryReport(
      evidence.make(), provenance: SyntheticEvidence.provenance, templates: TemplateSet())
  }

  private func count(_ pattern: String, in text: String) -> Int {
    text.components(separatedBy: pattern).count - 1
  }

  @Test func theSameEvidenceGivesTheSameBytes() throws {
    let first = try report(SyntheticEvidence())
    let second = try report(SyntheticEvidence())
    #expect(first.html == second.html)
    #expect(first.pdf == second.pdf)
    #expect(first.json == second.json)
  }

  @Test func reportsMadeAtTheSameTimeAreTheSame() async throws {
    let evidence = try SyntheticEvidence().make()
    let expected = try report(SyntheticEvidence())
    try await withThrowingTaskGroup(of: (String, [UInt8]).self) { group in
      for _ in 0..<6 {
        group.addTask {
          let report = try QueryReport(
            evidence, provenance: SyntheticEvidence.provenance, templates: TemplateSet())
          return (report.html, report.pdf)
        }
      }
      for try await (html, pdf) in group {
        #expect(html == expected.html)
        #expect(pdf == expected.pdf)
      }
    }
  }

  @Test func aPageStandsAlone() throws {
    let templates = try TemplateSet()
    let html = try QueryReport(
      SyntheticEvidence().make(), provenance: SyntheticEvidence.provenance, templates: templates,
      index: "../../index.html#0001"
    ).html
    #expect(count("http://", in: html) == 0 && count("https://", in: html) == 0)
    #expect(count("<script", in: html) == 0 && count("<link", in: html) == 0)
    #expect(count(" style=\"", in: html) == 0 && count(" on", in: html.lowercased()) > 0)
    #expect(html.range(of: #"<[^>]*\son[a-z]+="#, options: .regularExpression) == nil)
    // What may scroll can be reached by the keyboard and has a name.
    #expect(
      count("class=\"scroll\"", in: html)
        == count("<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"", in: html))
    #expect(count("aria-label=\"\"", in: html) == 0)
    let sources = html.components(separatedBy: " src=\"").dropFirst()
    #expect(!sources.isEmpty && sources.allSatisfy { $0.hasPrefix("data:image/") })
    let addresses = html.components(separatedBy: " href=\"").dropFirst()
    #expect(
      addresses.allSatisfy {
        $0.hasPrefix("#") || $0.hasPrefix("report.") || $0.hasPrefix("../../index.html#")
      })
    for anchor in addresses where anchor.hasPrefix("#") {
      let name = anchor.dropFirst().prefix { $0 != "\"" }
      #expect(html.contains("id=\"\(name)\""), "\(name)")
    }
    // The policy allows this style sheet and no other.
    let style = html.components(separatedBy: "<style>")[1].components(separatedBy: "</style>")[0]
    #expect(style == templates.style)
    let digest = SHA256.digest(of: Array(style.utf8)).hexadecimal
    let bytes = stride(from: 0, to: 64, by: 2).map { place -> UInt8 in
      let start = digest.index(digest.startIndex, offsetBy: place)
      return UInt8(digest[start..<digest.index(start, offsetBy: 2)], radix: 16)!
    }
    #expect(
      html.contains(
        "content=\"default-src &#39;none&#39;") == false
        && html.contains("style-src 'sha256-\(Data(bytes).base64EncodedString())'"))
  }

  @Test func everyPictureSaysWhatItShows() throws {
    let html = try report(SyntheticEvidence()).html
    let images = html.components(separatedBy: "<img ").dropFirst()
    #expect(images.count > 25)
    for image in images {
      let tag = image.prefix { $0 != ">" }
      let words = tag.components(separatedBy: " alt=\"").last!.prefix { $0 != "\"" }
      #expect(words.count > 10)
    }
    for tag in [
      "section", "details", "summary", "figure", "table", "ol", "ul", "div", "p", "bdi", "tr", "td",
      "th",
    ] {
      #expect(
        count("<\(tag)>", in: html) + count("<\(tag) ", in: html) == count("</\(tag)>", in: html),
        "\(tag)")
    }
    #expect(html.contains("<html lang=\"en\">") && count("<h1", in: html) == 1)
  }

  /// A heading is at most one level below the one before it, so that a screen reader's outline has no gap.
  @Test func headingsDoNotSkipALevel() throws {
    let html = try report(SyntheticEvidence()).html
    let levels = html.matches(of: /<h([1-6])[ >]/).map { Int($0.output.1)! }
    #expect(levels.first == 1 && levels.contains(4))
    #expect(zip(levels, levels.dropFirst()).allSatisfy { $1 <= $0 + 1 })
  }

  @Test func hostileNamesStayNames() throws {
    var hostile = SyntheticEvidence()
    hostile.queryPath = Self.hostileName
    hostile.queryLabel = "<b>קבוצה"
    hostile.label = { $0 == "s03" ? "<i>مرحبا" : $0 }
    hostile.namedPicture = (Self.hostileName, "<i>مرحبا")
    hostile.notes = ["A note with <i>markup</i> & {{tags}}."]
    let report = try report(hostile)
    #expect(!report.html.contains("<script") && !report.html.contains("<i>"))
    #expect(!report.html.contains("\u{202E}"))
    // Provenance has the whole path, headings the end of it.
    #expect(
      report.html.contains("{{x}}{{{y}}}&quot;&#39;&amp;[U+000A][U+202E]long"))
    // The query's label is not on a page without --truth; the person's label is.
    #expect(!report.html.contains("קבוצה"))
    #expect(report.html.contains("&lt;i&gt;مرحبا"))
    #expect(report.html.contains("A note with &lt;i&gt;markup&lt;/i&gt; &amp; {{tags}}."))
    // The figures' own words are escaped as well: a page of them is still read to its end.
    let plain = try self.report(SyntheticEvidence())
    #expect(count("<img ", in: report.html) == count("<img ", in: plain.html))
    #expect(report.pdf.count > 10_000)
    // The data keep every character.
    let data = try JSONDecoder().decode(ReportData.self, from: Data(report.json.utf8))
    #expect(data.query.path == Self.hostileName)
  }

  @Test(arguments: [
    (PatchGrid(rows: 7, columns: 6), 3), (.eightByEight, 7), (.fourByFour, 5),
    (PatchGrid(rows: 3, columns: 3), 8), (PatchGrid(rows: 12, columns: 12), 8),
  ])
  func aPageIsUnderTwoMegabytes(grid: PatchGrid, shown: Int) throws {
    var evidence = SyntheticEvidence()
    evidence.grid = grid
    evidence.shownCount = shown
    evidence.hasLandmarks = true
    let report = try report(evidence)
    #expect(report.html.utf8.count < 2_000_000)
    // Every explained person has a page of the method, each with both maps.
    let method = report.html.components(separatedBy: "id=\"method-").dropFirst()
    #expect(method.count == shown)
    // Of large grids and many people, the last ones' maps are in the paper only, and the page says so.
    var short = 0
    for (place, part) in method.enumerated() {
      let own = part.components(separatedBy: "</details>")[0]
      if own.contains("These maps are in report.pdf only") {
        short += 1
        #expect(place > 2)
      } else {
        #expect(short == 0)
        #expect(own.contains("\(grid.rows) × \(grid.columns) patches"))
        #expect(own.contains("4 × 4 patches"))
      }
    }
    #expect(short == 0 || grid.count == 144)
    #expect(report.html.contains("<div class=\"stage\">") == (grid.count < 144))
  }

  /// Pointing at a patch shows where its flow goes: as many marks as there are flows, each where the
  /// flow goes, and the same numbers in a table.
  @Test func theFlowCanBeExploredWithoutAScript() throws {
    let evidence = try SyntheticEvidence(shownCount: 1).make()
    let report = try QueryReport(
      evidence, provenance: SyntheticEvidence.provenance, templates: TemplateSet())
    let map = evidence.candidates[0].flowMaps.last!
    let part = report.html.components(separatedBy: "<div class=\"flow\">")[1]
    let patches = part.components(separatedBy: "<div class=\"patch\">").dropFirst()
    #expect(patches.count == map.grid.count)
    for (patch, text) in patches.enumerated() {
      let flows = map.flow[patch * map.grid.count..<(patch + 1) * map.grid.count]
      let own = text.components(separatedBy: "<p class=\"how\">")
      #expect(count("<i class=", in: own[0]) == flows.count { $0 > 0 })
      let best = map.bestGalleryPatch[patch]
      #expect(
        own[0].contains("class=\"x\(best % map.grid.columns + 1) y\(best / map.grid.columns + 1) l")
      )
      let share = fixed(100 * map.flow[patch * map.grid.count + best], 2)
      #expect(
        own[1].hasPrefix(
          "Patch \(map.grid.placeName(patch)) sends \(share)% to \(map.grid.placeName(best)) (cosine "
        ))
    }
    let table = part.components(separatedBy: "<details>")[1].components(separatedBy: "</details>")[
      0]
    #expect(count("<tr><td>", in: table) == map.flow.count { $0 > 0 })
  }

  @Test func hostileCaseDataStayText() throws {
    var provenance = SyntheticEvidence.provenance
    for key in CaseData.CodingKeys.allCases { provenance.caseData[key] = Self.hostileName }
    let report = try QueryReport(
      SyntheticEvidence(shownCount: 1).make(), provenance: provenance, templates: TemplateSet())
    #expect(!report.html.contains("<script") && !report.html.contains("\u{202E}"))
    #expect(count("&lt;script&gt;alert(1)&lt;/script&gt;/{{x}}{{{y}}}", in: report.html) >= 6)
    let data = try JSONDecoder().decode(ReportData.self, from: Data(report.json.utf8))
    #expect(data.caseData == provenance.caseData)
  }

  @Test func emptyEvidenceIsAReportToo() throws {
    var evidence = SyntheticEvidence()
    evidence.galleryCount = 0
    evidence.notes = []
    evidence.reranked = 0
    let report = try report(evidence)
    #expect(report.html.contains("The gallery has no candidate for this query."))
    #expect(report.pdf.count > 5000 && report.subject.first == nil)
    #expect(!report.html.contains("id=\"person-A\"") && report.html.contains("id=\"provenance\""))
  }

  @Test func aSearchWithOnePersonHasNoContrast() throws {
    var evidence = SyntheticEvidence()
    evidence.label = { _ in "s03" }
    evidence.namedPicture = nil
    let html = try report(evidence).html
    #expect(html.contains("All re-ranked pictures show one person"))
    #expect(html.contains("there is no one to compare A with") && !html.contains("A against"))
  }

  @Test func dataAreReadBackAsTheyWereWritten() throws {
    let evidence = try SyntheticEvidence().make()
    let data = ReportData(evidence, provenance: SyntheticEvidence.provenance)
    let text = try JSONText.encode(data)
    #expect(try JSONDecoder().decode(ReportData.self, from: Data(text.utf8)) == data)
    // The names that others read.
    let json = try JSONSerialization.jsonObject(with: Data(text.utf8)) as! [String: Any]
    let query = json["query"] as! [String: Any]
    #expect(query["path"] as? String == "masked/s03/04.png" && query["label"] as? String == "s03")
    #expect((query["sha256"] as? String)?.count == 64)
    let candidates = json["candidates"] as! [String: [[String: Any]]]
    #expect(Set(candidates.keys) == ["stage1", "emd", "h2l"])
    let first = candidates["emd"]![0]
    #expect(first["rank"] as? Int == 1 && first["path"] is String && first["label"] is String)
    let scores = first["scores"] as! [String: Double]
    // This reader of JSON is off by a last digit; the decoder above is not.
    #expect(abs(scores["score"]! - evidence.rankings[.emd].candidates[0].score) < 1e-15)
    #expect(abs(scores["similarity"]! - evidence.rankings[.emd].candidates[0].similarity!) < 1e-15)
    let flows = json["flows"] as! [[String: Any]]
    let maps = flows[0]["maps"] as! [[String: Any]]
    let flow = (maps[1]["flow"] as! [[Double]]).flatMap { $0 }
    #expect(relativeError(flow, evidence.candidates[0].flowMaps[1].flow) < 1e-14)
    #expect(
      json["weights"] is [Any] && json["heatmaps"] is [Any] && json["timings"] == nil)
    #expect(json["format"] as? Int == 3 && json["people"] is [String: Any])
    for name in ["heights", "decompositions", "importances", "contrasts"] {
      #expect((json[name] as? [Any])?.isEmpty == false, "\(name)")
    }
    // Every shown candidate's score is its sum over patches.
    for (decomposition, shown) in zip(data.decompositions, data.shown) {
      #expect(
        abs(decomposition.total - shown.scores.methods[.emd]!.score) < ScoreDecomposition.tolerance)
      let sum = decomposition.sums.reduce(decomposition.constant, +)
      #expect(abs(sum - decomposition.total) < ScoreDecomposition.tolerance)
    }
  }
}
