import Basics

/// The content of `design.json`: everything about a study but answers, labels, paths and the seed.
package struct DesignFile: Sendable, Codable, Equatable {
  package static let path = "design.json"

  package struct Sheet: Sendable, Codable, Equatable {
    package var participant: String
    package var form: String
    package var sheet: String
    /// The row of the square, from 1; which method it begins with is in the key.
    package var sequence: Int
    package var pages: Int
    package var sha256: SHA256Digest

    package init(
      participant: String, form: String, sheet: String, sequence: Int, pages: Int,
      sha256: SHA256Digest
    ) {
      self.participant = participant
      self.form = form
      self.sheet = sheet
      self.sequence = sequence
      self.pages = pages
      self.sha256 = sha256
    }
  }

  package struct Balance: Sendable, Codable, Equatable {
    /// How often each set met each method: a row for each set.
    package var setsOverMethods: [[Int]]
    /// How many participants have each row of the square.
    package var sequences: [Int]
    /// How often each method had each place: a row for each method.
    package var placesOfMethods: [[Int]]
  }

  package var format = 1
  package var program: String
  package var study: String
  package var keySHA256: SHA256Digest
  package var title: String
  package var participants: Int
  package var methods: [StudyMethod]
  package var perMethod: Int
  package var same: Int
  package var training: Int
  package var `catch`: Int
  package var `repeat`: Int
  package var advice: StudyAdvice
  package var twoStep: Bool
  package var forms: Int
  package var rows: Int
  package var paper: String
  package var occlude: [String]
  package var difficulty: String
  package var impostors: Int
  package var reuse: String
  package var people: Int
  package var pictures: Int
  package var models: [StudyModel]
  package var grid: String
  package var weights: String
  package var alpha: Double
  package var thresholds: [String: Double]
  package var exclude: ExclusionRules
  package var sheets: [Sheet]
  package var balance: Balance

  package init(
    program: String, keySHA256: SHA256Digest, key: StudyKey, design: StudyDesign, rows: Int,
    paper: String, occlude: [String], people: Int, pictures: Int, grid: String, weights: String,
    alpha: Double, sheets: [Sheet]
  ) {
    self.program = program
    study = String(keySHA256.hexadecimal.prefix(8))
    self.keySHA256 = keySHA256
    title = key.title
    participants = design.participants
    methods = key.methods
    perMethod = design.perMethod
    same = design.same
    training = design.training
    `catch` = design.catchPairs
    `repeat` = design.repeats
    advice = key.advice
    twoStep = key.twoStep
    forms = design.forms
    self.rows = rows
    self.paper = paper
    self.occlude = occlude
    difficulty = design.difficulty.rawValue
    impostors = design.impostors
    reuse = design.reuse.rawValue
    self.people = people
    self.pictures = pictures
    models = key.models
    self.grid = grid
    self.weights = weights
    self.alpha = alpha
    thresholds = key.thresholds
    exclude = key.exclude
    self.sheets = sheets
    balance = Balance(key)
  }
}

extension DesignFile.Balance {
  package init(_ key: StudyKey) {
    let count = key.methods.count
    let rows = WilliamsSquare.rows(count).count
    setsOverMethods = Array(repeating: Array(repeating: 0, count: count), count: count)
    placesOfMethods = setsOverMethods
    sequences = Array(repeating: 0, count: rows)
    var people: [String] = []
    for sheet in key.sheets where !people.contains(sheet.participant) {
      people.append(sheet.participant)
      sequences[(people.count - 1) % rows] += 1
      for (place, block) in sheet.blocks.enumerated() {
        let method = key.methods.firstIndex(of: block.method)!
        setsOverMethods[block.set - 1][method] += 1
        placesOfMethods[method][place] += 1
      }
    }
  }
}
