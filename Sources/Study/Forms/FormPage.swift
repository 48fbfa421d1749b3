import Basics
import Mustache

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The form of one participant: a page that works from a folder, without a network.
///
/// Solutions of practice pairs are in it, because the form shows them; those of other pairs are not, in
/// any form.
package struct FormPage: Sendable {
  private let sheet: StudyKey.Sheet
  private let key: StudyKey
  private let settings: SheetSettings
  private let fileName: String

  package init(
    _ sheet: StudyKey.Sheet, key: StudyKey, settings: SheetSettings, fileName: String
  ) {
    self.sheet = sheet
    self.key = key
    self.settings = settings
    self.fileName = fileName
  }

  private struct Content: Encodable {
    let study: String
    let sheet: String
    let participant: String
    let file: String
    let title: String
    let question: String
    let twoStep: Bool
    let words: [String: String]
    let consent: [Paragraph]
    let instructions: [Paragraph]
    let size: [Int]
    let plain: [String]
    let panel: Int
    let ramp: String
    let blocks: [Block]
    let pictures: [String]
  }

  private struct Paragraph: Encodable {
    let t: String
    let h: Bool
  }

  private struct Block: Encodable {
    let read: String
    let captions: [String]
    let legend: [String]?
    let items: [Item]
  }

  private struct Item: Encodable {
    let code: String
    let order: Int
    let training: Bool
    let solution: String?
    let advice: String?
    let tiles: [Int]
  }

  /// The texts that the script needs.
  private static let wordKeys = [
    "part", "howToRead", "leftFace", "rightFace", "guess", "certain", "howSure", "consentTitle",
    "instructionsTitle", "thanks", "stepOne", "stepTwo", "item",
  ]

  package func html(_ files: TileFiles) throws -> String {
    let words = settings.templates.words
    var texts: [String: String] = [:]
    for key in Self.wordKeys { texts[key] = words[key] }
    for key in words.texts.keys where key.hasPrefix("form.") { texts[key] = words[key] }
    let values = SheetDocument.values(sheet, key)
    func paragraphs(_ text: String) -> [Paragraph] {
      SheetPage.paragraphs(text, values).map { Paragraph(t: $0.text, h: $0.isHeading) }
    }
    var pictures: [String] = [TileFiles.address(files.panel)]
    let pairs = Dictionary(uniqueKeysWithValues: key.pairs.map { ($0.id, $0) })
    let advice = StudyAdviceText(key: key, words: words)
    let blocks = sheet.blocks.map { block in
      let items = block.items.map { item in
        let isTraining = item.phase == .training
        let pair = pairs[item.pair]!
        let tiles = TilePictures.Place.allCases.map { place -> Int in
          if block.method == .none, place == .leftMap || place == .rightMap { return 0 }
          pictures.append(TileFiles.address(files.file(item, block.method, place)))
          return pictures.count - 1
        }
        return Item(
          code: item.item, order: item.order, training: isTraining,
          solution: isTraining ? (pair.same ? "same" : "different") : nil,
          advice: advice.text(pair, block.method), tiles: tiles)
      }
      let name = block.method.rawValue
      let hasLegend = block.method != .none && block.method != .flow
      let legend =
        block.method == .importance
        ? [words["lessImportant"], words["moreImportant"]]
        : [words["lessAlike"], words["moreAlike"]]
      return Block(
        read: words["read.\(name)"],
        captions: [words["caption.\(name).left"], words["caption.\(name).right"]],
        legend: hasLegend ? legend : nil, items: items)
    }
    let content = Content(
      study: settings.study, sheet: sheet.sheet, participant: sheet.participant, file: fileName,
      title: settings.title, question: words["title"], twoStep: key.twoStep, words: texts,
      consent: paragraphs(settings.templates.consent),
      instructions: paragraphs(settings.templates.instructions),
      size: [TileFiles.width, files.height],
      plain: [words["caption.none.left"], words["caption.none.right"]], panel: 0,
      ramp: TileFiles.address(files.ramp, kind: "png"), blocks: blocks, pictures: pictures)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Nothing in it can end its element.
    let json = String(decoding: try encoder.encode(content), as: UTF8.self)
      .replacing("<", with: "\\u003c")
    let (style, script) = (settings.templates.formStyle, settings.templates.formScript)
    return try settings.templates.form.render(
      [
        "title": .string("\(displayed(settings.title)) · \(sheet.participant)"),
        "style": .string(style), "styleHash": .string(Self.hash(style)),
        "script": .string(script), "scriptHash": .string(Self.hash(script)),
        "data": .string(json),
        "generator": .string("Facet \(settings.programVersion)"),
        "noScript": .string(words.text("form.noScript", ["file": "\(fileName).pdf"])),
        "codes": .string(
          "\(sheet.participant) · \(words["sheet"]) \(sheet.sheet) · \(words["study"]) \(settings.study)"
        ),
        "nothingSent": .string(words["form.nothingSent"]),
      ], partials: [:])
  }

  /// The digest by which a page's policy permits a style or a script.
  private static func hash(_ text: String) -> String {
    let digits = Array(SHA256.digest(of: Array(text.utf8)).hexadecimal.utf8).map {
      $0 < 58 ? $0 - 48 : $0 - 87
    }
    let bytes = stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    return "sha256-" + Data(bytes).base64EncodedString()
  }
}
