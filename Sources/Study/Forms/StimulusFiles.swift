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

  /// How the files are used, for `stimuli/README.txt`.
  package static let readMe = #"""
    Running the study in PsychoPy or jsPsych

    'stimuli' has the four pictures of each pair: left face, its picture, the right face's picture, right
    face. Names say nothing about what a file shows. 'psychopy' and 'jspsych' have one file for each
    participant, in the order of the sheet. Solutions are only in its practice rows (corrAns, or
    correct_response): s is the same person, d different people.

    PsychoPy (Builder)
      1. Keep this folder beside 'psychopy', and save the experiment (.psyexp) beside both.
      2. Add a loop: loopType 'sequential', nReps 1, Conditions $'psychopy/' + expInfo['participant'] + '.csv'
      3. Four Image components with the images $left_image, $left_map, $right_map and $right_image, set every
         repeat.
      4. A Keyboard component named key_resp with the allowed keys 's','d'; store the first key.
      5. In a second routine of the same loop, a Keyboard component named confidence with the allowed keys
         '1','2','3','4','5'.
      6. Type the participant as on the sheets, such as P01. The CSV file in 'data' is a file of answers.

    jsPsych 8, with the plugins html-keyboard-response and preload; 'study' is the content of jspsych/P01.json

      const names = ['left_image', 'left_map', 'right_map', 'right_image'];
      const jsPsych = initJsPsych({ on_finish: () => jsPsych.data.get().localSave('csv', 'answers-P01.csv') });
      const faces = {
        type: jsPsychHtmlKeyboardResponse,
        stimulus: () => names.map(name => `<img src="${jsPsych.evaluateTimelineVariable(name)}">`).join(''),
        choices: ['s', 'd'],
        data: jsPsych.timelineVariable('data')
      };
      const sure = {
        type: jsPsychHtmlKeyboardResponse,
        stimulus: 'How sure? 1 is a guess, 5 is certain.',
        choices: ['1', '2', '3', '4', '5'],
        on_finish: data => {
          const item = jsPsych.evaluateTimelineVariable('data').item;
          jsPsych.data.get().filter({ item: item }).addToAll({ confidence: data.response });
        }
      };
      jsPsych.run([
        { type: jsPsychPreload, images: study.flatMap(trial => names.map(name => trial[name])) },
        { timeline: [faces, sure], timeline_variables: study }
      ]);

    Score either with:

      facet worksheet score --key sealed/key.json --answers data --output results

    where 'data' is the folder with the result files. Rows without an item are passed over. A plugin with
    buttons writes the number of a button; --response-map 0=same,1=different says what the numbers mean.

    """#
}
