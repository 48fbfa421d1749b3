/// One showing of a pair to a participant, with the answer.
package struct Trial: Sendable, Equatable {
  package enum Phase: Sendable {
    case test
    case `catch`
    case `repeat`
  }

  /// Places in the lists of `StudyData`.
  package var participant: Int
  package var pair: Int
  package var method: Int
  /// From 1.
  package var set: Int
  /// The place of the block in the sheet, from 1.
  package var block: Int
  /// The place in the sheet, from 1.
  package var order: Int
  package var item = ""
  package var phase = Phase.test
  /// "A" to "D".
  package var form = "A"
  package var isSame: Bool
  /// The answer "same person"; `nil` without an answer.
  package var saysSame: Bool?
  /// 1 to 5.
  package var confidence: Int?
  /// In seconds.
  package var time: Double?
  package var tercile: Tercile?
  /// What hides the left and the right face: "none", "mask" and so on.
  package var occluders: [String] = []
  package var isSwapped = false
  /// The model's verdict; `nil` for methods without a model.
  package var modelSaysSame: Bool?
  /// The answer before the visualization was seen, in a study of two steps.
  package var firstSaysSame: Bool?
  /// Whether a missing answer counts as a wrong one.
  package var missingIsWrong = false

  package init(
    participant: Int, pair: Int, method: Int, set: Int, block: Int, order: Int, isSame: Bool,
    saysSame: Bool?
  ) {
    self.participant = participant
    self.pair = pair
    self.method = method
    self.set = set
    self.block = block
    self.order = order
    self.isSame = isSame
    self.saysSame = saysSame
  }

  /// Whether the trial counts.
  package var counts: Bool { saysSame != nil || missingIsWrong }
  package var isRight: Bool { saysSame == isSame }
  package var modelIsRight: Bool? { modelSaysSame.map { $0 == isSame } }
  /// The more hidden of the two faces: masks before sunglasses before others before bare ones.
  package var occluder: String? {
    func rank(_ name: String) -> Int {
      name == "none" ? 0 : name == "sunglasses" ? 2 : name == "crop" || name == "rotate" ? 1 : 3
    }
    return occluders.max { rank($0) < rank($1) }
  }
}

/// The answers of a study.
package struct StudyData: Sendable {
  package var methods: [StudyMethod]
  package var participants: [String]
  package var trials: [Trial]

  package init(methods: [StudyMethod], participants: [String], trials: [Trial]) {
    self.methods = methods
    self.participants = participants
    self.trials = trials
  }
}
