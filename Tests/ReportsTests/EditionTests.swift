import Audit
import Basics
import Evidence
import Foundation
import Identification
import Testing
import _TestSupport

@testable import Reports

/// What is handed out must not say what it withholds.
@Suite struct EditionTests {
  private static let secret = EditionSecret(seed: 7)

  private var provenance: Provenance {
    var provenance = Provenance(
      programVersion: "0.1.0", models: SyntheticEvidence.provenance.models,
      galleryPath: "secret-gallery/of-a-person", galleryCount: 24,
      gallerySHA256: SyntheticEvidence.digest("gallery"),
      settings: [("queries", "secret-queries/x"), ("alpha", "0.700"), ("detector", "/d/file")])
    provenance.caseData.caseNumber = "17/2026"
    provenance.caseData.exhibit = "KK-3"
    provenance.caseData.requester = "Requester Rosalind"
    provenance.caseData.notes = "Notes of the case"
    return provenance
  }

  private func evidence() throws -> QueryEvidence {
    var synthetic = SyntheticEvidence()
    synthetic.queryPath = "secret-queries/Qaanaaq.png"
    synthetic.queryLabel = "Zebedee"
    synthetic.shownCount = 4
    synthetic.hasForms = true
    synthetic.namedPicture = ("secret-gallery/Zebedee/Umbrella.png", "Zebedee")
    synthetic.label = { $0 == "s03" ? "Zebedee" : $0 }
    synthetic.notes = [
      "The re-ranker is untrained.",
      "Gallery picture 'secret-gallery/Zebedee/Umbrella.png' is gone.",
      "Zebedee is named here.",
    ]
    return try synthetic.make()
  }

  /// Text of all files of a folder; of papers, what a reader's program extracts, and metadata.
  private func texts(_ folder: String) throws -> [String: String] {
    var texts: [String: String] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder) {
      let path = "\(folder)/\(name)"
      if name.hasSuffix(".pdf") {
        let plain = "\(folder)/../../plain-\(UUID().uuidString).pdf"
        _ = try InstalledTool.output(
          "qpdf", ["--qdf", "--object-streams=disable", path, plain])
        texts[name] =
          try InstalledTool.output("pdftotext", ["-raw", path, "-"])
          + InstalledTool.output("pdfinfo", [path])
          + String(decoding: try readFile(plain), as: UTF8.self)
      } else if let bytes = try? readFile(path) {
        texts[name] = String(decoding: bytes, as: UTF8.self)
      }
    }
    return texts
  }

  @Test(
    .enabled(
      if: ["pdftotext", "pdfinfo", "qpdf"].allSatisfy(InstalledTool.isInstalled),
      "pdftotext, pdfinfo or qpdf is not installed"))
  func nothingWithheldIsInAnyFile() throws {
    let folder = try TemporaryFolder()
    let output = folder.file("out")
    let evidence = try evidence()
    let writer = DossierWriter(
      folder: output, templates: try TemplateSet(), provenance: provenance, paper: .a4,
      editions: [.full, .blind, .redacted], secret: Self.secret)
    let entry = try writer.write(evidence, number: 1)
    try writer.finish(
      [entry], failures: [IndexFailure(path: "secret-queries/broken.png", reason: "Zebedee")],
      galleryFailures: [IndexFailure(path: "secret-gallery/b", reason: "x")],
      notices: ["About secret-queries"], run: .string("secret-queries"))
    let exhibits = [evidence.query] + evidence.exhibits.values
    var names = Set(exhibits.map(\.path))
    let key = try FileManager.default.attributesOfItem(atPath: "\(output)/\(SealedKey.path)")
    #expect(key[.posixPermissions] as? Int == 0o600)
    names.formUnion(["secret-", "Zebedee", "Qaanaaq", "Umbrella", "Rosalind", "Notes of the case"])
    // Labels such as s01 are found as words.
    let labels = Set(exhibits.compactMap(\.label))
    let digests =
      exhibits.map(\.sha256.hexadecimal) + provenance.models.map(\.sha256.hexadecimal)
      + [provenance.gallerySHA256.hexadecimal]
      + exhibits.map { $0.face.samplesSHA256.hexadecimal } + [Self.secret.text]
    // Scores with more digits than the redacted edition prints.
    let all = evidence.rankings.flatMap { $0.candidates.prefix(10).map(\.score) }
    let scores = all.map { fixed($0, 4) }
    // The faces as the full edition embeds them.
    let faces = FaceFiles(evidence, for: .page).colored.values.map {
      Data($0.jpeg).base64EncodedString()
    }
    #expect(names.count > 20 && labels.count > 7 && digests.count > 40 && scores.count == 30)

    for (edition, withheld) in [
      ("blind", names.union(digests).union(scores)),
      ("redacted", names.union(digests).union(faces)),
    ] {
      let texts = try texts("\(output)/\(edition)")
      #expect(texts.count >= (edition == "blind" ? 3 : 6))
      for (name, text) in texts {
        for word in withheld {
          #expect(!text.contains(word), "\(edition)/\(name) says \(word.prefix(60))")
        }
        for label in labels {
          #expect(
            text.range(of: "\\b\(label)\\b", options: .regularExpression) == nil,
            "\(edition)/\(name) says \(label)")
        }
        #expect(!name.contains("secret") && !name.contains("Qaanaaq"))
      }
    }
    // In the redacted edition scores and flows are as they were, but for their digits.
    let code = try #require(entry.key).redactedReport
    let redacted = try JSONDecoder().decode(
      ReportData.self,
      from: Data(try readFile("\(output)/redacted/queries/\(code)/report.json")))
    let full = ReportData(evidence, provenance: provenance)
    #expect(redacted.pictures.isEmpty)
    for (one, other) in zip(redacted.flows, full.flows) {
      #expect(
        one.maps.map(\.flow) == other.maps.map { $0.flow.map { $0.map(coarse) } }
          && one.maps.map(\.similarity) == other.maps.map { $0.similarity.map { $0.map(coarse) } })
    }
    #expect(redacted.shown[0].scores.cosine == coarse(full.shown[0].scores.cosine))
    #expect(redacted.shown[0].scores.cosine != full.shown[0].scores.cosine)
    #expect(redacted.query.sha256 == Self.secret.salted(evidence.query.sha256))
    let texts = try texts("\(output)/redacted")
    let page = try #require(texts["queries/\(code)/report.html"])
    // The page prints the rounded scores of the people and of the lists.
    let people = try #require(evidence.people).people.prefix(3).compactMap { $0.scores[.emd] }
    for score in people { #expect(page.contains(fixed(coarse(score), 3)), "\(score)") }
    for score in scores { #expect(!page.contains(score), "\(score)") }
    for score in all {
      #expect(!page.contains("\(score)") && !texts.values.contains { $0.contains("\(score)") })
    }
    // The same person has the same pseudonym.
    #expect(page.contains(Self.secret.pseudonym(ofLabel: "Zebedee")))

    #expect(try ManifestComparison(folder: output).differences().isEmpty)
    for edition in ["blind", "redacted"] {
      #expect(try ManifestComparison(folder: "\(output)/\(edition)").differences().isEmpty)
    }
  }

  @Test(
    .enabled(
      if: ["pdftotext", "pdfinfo", "qpdf"].allSatisfy(InstalledTool.isInstalled),
      "pdftotext, pdfinfo or qpdf is not installed"))
  func whatWasGivenIsNoLineToFillIn() throws {
    let folder = try TemporaryFolder()
    let output = folder.file("out")
    let writer = DossierWriter(
      folder: output, templates: try TemplateSet(), provenance: provenance, paper: .a4,
      editions: [.full, .blind, .redacted], secret: Self.secret)
    let entry = try writer.write(evidence(), number: 1)
    try writer.finish([entry], failures: [], run: .null)
    let word = "withheld in this edition"
    let key = try #require(entry.key)
    let code = key.redactedReport
    let redactedTexts = try texts("\(output)/redacted")
    // Given: number, exhibit, requester and notes.
    let page = try #require(redactedTexts["queries/\(code)/report.html"])
    #expect(page.components(separatedBy: word).count >= 5)
    // The index has one line on the case.
    #expect(redactedTexts["index.html"]?.contains(word) == true)
    let paper = try #require(redactedTexts["queries/\(code)/report.pdf"])
    #expect(paper.components(separatedBy: word).count >= 5)
    // A verifier needs nothing of the case, not even lines for it.
    for (name, text) in try texts("\(output)/blind") {
      for field in ["17/2026", "KK-3", "Requested by", "Legal authority", word] {
        #expect(!text.contains(field), "\(name) says \(field)")
      }
    }
    for (name, text) in try texts(output) where !name.contains("/") || name.hasPrefix("queries/") {
      #expect(!text.contains(word), "\(name)")
    }
    let redacted = try JSONDecoder().decode(
      ReportData.self,
      from: Data(try readFile("\(output)/redacted/queries/\(code)/report.json")))
    #expect(redacted.caseData.caseNumber == word && redacted.caseData.operatorName == nil)
    var hidden = provenance
    hidden.withholdCaseFields(CaseData.CodingKeys.allCases)
    let content = CaseContent(hidden)
    #expect(content.reference == "Case \(word)")
    #expect(content.fields.map { $0.value != nil } == [true, true, true, false, false, true])
    #expect(CaseContent(provenance).reference?.contains("17/2026") == true)
    #expect(CaseContent(SyntheticEvidence.provenance).reference == nil)
  }

  private func faces(_ evidence: QueryEvidence, _ secret: EditionSecret) -> [VerificationKey.Face] {
    let blind = BlindContent(evidence, number: "Q", of: 1, secret: secret)
    return SealedKey.Query(
      evidence.query, fullReport: "0001-x", redactedReport: "R", blind: blind
    ).faces
  }

  @Test func theKeyOpensTheOrder() throws {
    let evidence = try evidence()
    let forms = try #require(evidence.forms)
    let faces = faces(evidence, Self.secret)
    #expect(faces.count == 5 && Set(faces.map(\.code)).count == 5)
    #expect(Set(faces.map(\.path)) == Set(forms.people.map(\.path)))
    #expect(faces.compactMap(\.letter).sorted() == ["A", "B", "C"])
    // By the secret: each person comes to stand first with some secret, and the same with the same.
    let firsts = (0..<60).map { self.faces(evidence, EditionSecret(seed: $0))[0].path }
    #expect(Set(firsts) == Set(forms.people.map(\.path)))
    #expect(self.faces(evidence, Self.secret) == faces)
    #expect(EditionSecret.random() != EditionSecret.random())
    // The form beside the report has other codes, in another order.
    let plain = VerificationContent(forms, key: evidence.query.sha256.hexadecimal).faces
    #expect(Set(plain.map(\.code)).isDisjoint(with: faces.map(\.code)))
  }

  /// With the same codes, ranks of the redacted edition would be those of blind faces.
  @Test func theEditionsShareNoCode() throws {
    let folder = try TemporaryFolder()
    let output = folder.file("out")
    let writer = DossierWriter(
      folder: output, templates: try TemplateSet(), provenance: provenance, paper: .a4,
      editions: [.full, .blind, .redacted], secret: Self.secret)
    let entry = try writer.write(evidence(), number: 1)
    try writer.finish([entry], failures: [], run: .null)
    let key = try #require(entry.key)
    let blindCode = try #require(key.blindReport)
    #expect(blindCode != key.redactedReport)
    let (blind, redacted) = (try texts("\(output)/blind"), try texts("\(output)/redacted"))
    for (name, text) in blind {
      #expect(!text.contains(key.redactedReport) && !name.contains(key.redactedReport), "\(name)")
    }
    for (name, text) in redacted {
      #expect(!text.contains(blindCode) && !name.contains(blindCode), "\(name)")
    }
    #expect(blind.keys.contains { $0.contains(blindCode) })
    #expect(redacted.keys.contains { $0.contains(key.redactedReport) })
  }

  @Test func aKeyOfAnOlderVersionRepeatsItsSecret() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("key.json")
    try AtomicFile.write(
      """
      {"secret":"\(Self.secret.text)","nonce":"\(Self.secret.nonce)","recipe":[],"remark":"",
      "queries":[{"report":"Q-1","fullReport":"0001","path":"a","candidates":[]}]}
      """, to: path)
    #expect(try SealedKey.secret(file: path) == Self.secret)
    try AtomicFile.write(#"{"secret":"12","nonce":"34"}"#, to: path)
    #expect(throws: SealedKeyError.self) { try SealedKey.secret(file: path) }
  }

  @Test func aSilhouetteShowsNothingOfAFace() throws {
    let one = try CartoonFace.make(identity: "s03", picture: 1)
    let other = try CartoonFace.make(identity: "s05", picture: 2)
    #expect(one.samples != other.samples)
    #expect(one.silhouette == other.silhouette && Set(one.silhouette.samples) == [150, 222])
    let evidence = try evidence()
    let faces = try Redaction(secret: Self.secret).evidence(evidence)
    #expect(faces.exhibits.values.allSatisfy { $0.face == faces.query.face })
    let mosaics = Redaction(secret: Self.secret, style: .mosaic)
    #expect(try mosaics.evidence(evidence).query.face == evidence.query.face.mosaic(8))
    let note = try #require(mosaics.provenance(provenance).editionNote)
    #expect(note.contains("A mosaic hides a face from the eye, but it is not anonymous"))
    #expect(!Redaction(secret: Self.secret).provenance(provenance).editionNote!.contains("mosaic"))
  }

  /// Who knows the recipe and tries seeds must not find the secret by what the editions print.
  @Test func aSmallSeedCannotBeFoundByTrying() throws {
    let evidence = try evidence()
    let printed = Redaction(secret: Self.secret).provenance(provenance)
    let known = provenance.models[0].sha256
    for seed in 0..<64 as Range<UInt64> {
      let text = SHA256.digest(of: Array("seed:\(seed)".utf8)).hexadecimal
      let guess = EditionSecret(text: text, nonce: "")
      #expect(SHA256.digest(of: Array(text.utf8)) != Self.secret.commitment)
      #expect(guess.commitment != Self.secret.commitment)
      #expect(guess.salted(known) != printed.models[0].sha256)
      #expect(
        guess.pseudonym(ofLabel: "Zebedee") != Self.secret.pseudonym(ofLabel: "Zebedee"))
    }
    #expect(EditionSecret(seed: 7) != EditionSecret(seed: 7))
    // The key repeats it.
    let again = EditionSecret(seed: 7, nonce: Self.secret.nonce)
    #expect(again == Self.secret && again.commitment == Self.secret.commitment)
    #expect(Self.secret.nonce.count == 64 && evidence.query.sha256 != known)
  }

  @Test func timesAndOrderOfTheFilesSayNothing() throws {
    let folder = try TemporaryFolder()
    let output = folder.file("out")
    let writer = DossierWriter(
      folder: output, templates: try TemplateSet(), provenance: provenance, paper: .a4,
      editions: [.blind, .redacted], secret: Self.secret)
    var entries: [DossierWriter.Entry] = []
    for number in 1...3 {
      var synthetic = SyntheticEvidence(shownCount: 1)
      synthetic.queryPath = "\(number).png"
      synthetic.hasForms = true
      entries.append(try writer.write(synthetic.make(), number: number))
    }
    try writer.finish(entries, failures: [], run: .null)
    for edition in ["blind", "redacted"] {
      let place = "\(output)/\(edition)"
      let names = try FileManager.default.subpathsOfDirectory(atPath: place)
      #expect(names.count > 8)
      for name in names + ["."] {
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(place)/\(name)")
        #expect(
          attributes[.modificationDate] as? Date == Date(timeIntervalSince1970: 946_684_800))
      }
      #expect(!names.contains { $0.hasSuffix("timings.json") || $0.contains("moving") })
      let text = try texts(place).values.joined()
      #expect(!text.contains(" ms") && !text.contains("Example processor"))
    }
    #expect(!FileManager.default.fileExists(atPath: "\(output)/timings.json"))
    #expect(try ManifestComparison(folder: output).differences().isEmpty)
  }

  @Test func aMosaicHasTheMeansOfItsSquares() throws {
    let face = try CartoonFace.make(identity: "s03", picture: 1)
    let mosaic = face.mosaic(8)
    #expect(mosaic.width == 96 && mosaic.height == 112 && mosaic.samples != face.samples)
    var colors: Set<[UInt8]> = []
    for row in 0..<10 {
      for column in 0..<8 {
        func pixel(_ picture: [UInt8], _ y: Int, _ x: Int) -> ArraySlice<UInt8> {
          picture[(y * 96 + x) * 3..<(y * 96 + x) * 3 + 3]
        }
        let rows = row * 12..<min(row * 12 + 12, 112)
        let first = pixel(mosaic.samples, row * 12, column * 12)
        colors.insert(Array(first))
        for y in rows {
          for x in column * 12..<column * 12 + 12 {
            #expect(pixel(mosaic.samples, y, x).elementsEqual(first))
          }
        }
      }
    }
    #expect(colors.count > 20 && colors.count <= 80)
  }
}
