import Basics

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The pictures of each sheet as files, with conditions for PsychoPy and a timeline for jsPsych.
package struct StimulusFiles: Sendable {
  private let key: StudyKey
  private let study: String
  private let secret: StudySecret
  private let pairs: [String: StudyKey.Pair]

  package init(key: StudyKey, study: String, secret: StudySecret) {
    self.key = key
    self.study = study
    self.secret = secret
    pairs = Dictionary(uniqueKeysWithValues: key.pairs.map { ($0.id, $0) })
  }

  private static let places: [(TilePictures.Place, String)] = [
    (.left, "left_image"), (.leftMap, "left_map"), (.rightMap, "right_map"),
    (.right, "right_image"),
  ]

  /// The name says nothing about what the file shows.
  private func path(_ sheet: StudyKey.Sheet, _ item: StudyKey.Item, _ place: TilePictures.Place)
    -> String
  {
    let name = "\(sheet.participant):\(item.item):\(place.rawValue)"
    return "stimuli/\(secret.digits("tile", name).prefix(12)).jpg"
  }

  /// Returns the files of one sheet, in the order of their names.
  package func pictures(_ sheet: StudyKey.Sheet, _ tiles: TileFiles) -> [(
    path: String, bytes: [UInt8]
  )] {
    sheet.blocks.flatMap { block in
      block.items.flatMap { item in
        Self.places.map { place, _ in
          (path: path(sheet, item, place), bytes: tiles.file(item, block.method, place))
        }
      }
    }.sorted { $0.path < $1.path }
  }

  /// The conditions of a sequential loop of PsychoPy: column names are names of Python.
  package func conditions(_ sheet: StudyKey.Sheet) -> String {
    var text = DelimitedText.line(
      ["study", "participant", "order", "block", "phase", "item"] + Self.places.map { $0.1 }
        + ["corrAns"])
    for (number, block) in sheet.blocks.enumerated() {
      for item in block.items {
        let isTraining = item.phase == .training
        text += DelimitedText.line(
          [
            study, sheet.participant, "\(item.order)", "\(number + 1)",
            isTraining ? "training" : "test", item.item,
          ] + Self.places.map { path(sheet, item, $0.0) }
            + [isTraining ? (pairs[item.pair]!.same ? "s" : "d") : ""])
      }
    }
    return text
  }

  private struct Trial: Encodable {
    let leftImage: String
    let leftMap: String
    let rightMap: String
    let rightImage: String
    let order: Int
    let block: Int
    let correctResponse: String?
    let data: Names

    enum CodingKeys: String, CodingKey {
      case leftImage = "left_image"
      case leftMap = "left_map"
      case rightMap = "right_map"
      case rightImage = "right_image"
      case order
      case block
      case correctResponse = "correct_response"
      case data
    }

    struct Names: Encodable {
      let study: String
      let participant: String
      let item: String
      let phase: String
    }
  }

  /// The timeline variables of jsPsych; their data make its CSV a file of answers.
  package func timeline(_ sheet: StudyKey.Sheet) throws -> String {
    let trials = sheet.blocks.enumerated().flatMap { number, block in
      block.items.map { item in
        let isTraining = item.phase == .training
        return Trial(
          leftImage: path(sheet, item, .left), leftMap: path(sheet, item, .leftMap),
          rightMap: path(sheet, item, .rightMap), rightImage: path(sheet, item, .right),
          order: item.order, block: number + 1,
          correctResponse: isTraining ? (pairs[item.pair]!.same ? "s" : "d") : nil,
          data: Trial.Names(
            study: study, participant: sheet.participant, item: item.item,
            phase: isTraining ? "training" : "test"))
      }
    }
    return try JSONText.encode(trials)
  }
}
