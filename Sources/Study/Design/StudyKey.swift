import Basics

/// The content of `sealed/key.json`: which pairs show the same person, and where each stands on each
/// sheet. It is not for participants.
package struct StudyKey: Sendable, Codable, Equatable {
  package static let path = "sealed/key.json"
  package static let currentFormat = 1

  package var format = currentFormat
  package var remark = """
    Keep this file from participants: it has the answers. Its SHA-256 is printed on every sheet, so that \
    anyone can check that it was not changed after the study.
    """
  package var recipe: [String] = StudySecret.recipe
  package var program: String
  package var title: String
  package var secret: String
  package var seed: UInt64?
  package var methods: [StudyMethod]
  package var advice: StudyAdvice
  package var twoStep: Bool
  package var exclude: ExclusionRules
  /// The scores from which each method's model judges "same".
  package var thresholds: [String: Double]
  package var models: [StudyModel]
  package var pairs: [Pair]
  package var sheets: [Sheet]

  package init(
    program: String, title: String, secret: String, seed: UInt64? = nil, methods: [StudyMethod],
    advice: StudyAdvice, twoStep: Bool, exclude: ExclusionRules, thresholds: [String: Double],
    models: [StudyModel], pairs: [Pair], sheets: [Sheet]
  ) {
    self.program = program
    self.title = title
    self.secret = secret
    self.seed = seed
    self.methods = methods
    self.advice = advice
    self.twoStep = twoStep
    self.exclude = exclude
    self.thresholds = thresholds
    self.models = models
    self.pairs = pairs
    self.sheets = sheets
  }

  package struct Pair: Sendable, Codable, Equatable {
    package enum Kind: String, Sendable, Codable {
      case test
      case training
      case `catch`
    }

    package var id: String
    package var kind: Kind
    /// From 1; the method's number for training and catch pairs.
    package var set: Int
    package var form: String
    package var same: Bool
    package var tercile: Tercile?
    package var first: Picture
    package var second: Picture
    package var cosine: Double
    /// The scores of the methods with a model, by the methods' names.
    package var scores: [String: Double]

    package init(
      id: String, kind: Kind, set: Int, form: String, same: Bool, tercile: Tercile? = nil,
      first: Picture, second: Picture, cosine: Double, scores: [String: Double]
    ) {
      self.id = id
      self.kind = kind
      self.set = set
      self.form = form
      self.same = same
      self.tercile = tercile
      self.first = first
      self.second = second
      self.cosine = cosine
      self.scores = scores
    }
  }

  package struct Picture: Sendable, Codable, Equatable {
    package var path: String
    package var label: String
    package var sha256: SHA256Digest
    /// "none", "mask", "sunglasses" or another kind of `facet occlude`.
    package var occluder: String
    /// What was drawn, such as "surgical mask, white"; `nil` for a bare face.
    package var occlusion: String?

    package init(
      path: String, label: String, sha256: SHA256Digest, occluder: String, occlusion: String? = nil
    ) {
      self.path = path
      self.label = label
      self.sha256 = sha256
      self.occluder = occluder
      self.occlusion = occlusion
    }
  }

  package struct Sheet: Sendable, Codable, Equatable {
    package var participant: String
    package var form: String
    package var sheet: String
    /// The row of the Latin square, as numbers of the methods from 0 in the order of the sheet.
    package var sequence: [Int]
    package var blocks: [Block]

    package init(
      participant: String, form: String, sheet: String, sequence: [Int], blocks: [Block]
    ) {
      self.participant = participant
      self.form = form
      self.sheet = sheet
      self.sequence = sequence
      self.blocks = blocks
    }
  }

  package struct Block: Sendable, Codable, Equatable {
    package var method: StudyMethod
    package var set: Int
    package var items: [Item]

    package init(
      method: StudyMethod, set: Int, items: [Item]
    ) {
      self.method = method
      self.set = set
      self.items = items
    }
  }

  package struct Item: Sendable, Codable, Equatable {
    package enum Phase: String, Sendable, Codable {
      case training
      case test
      case `catch`
      /// A test pair shown again.
      case `repeat`
    }

    package var item: String
    package var pair: String
    /// The place in the sheet, from 1.
    package var order: Int
    /// Whether the pair's first picture stands on the right.
    package var swapped: Bool
    package var phase: Phase
    /// The item of the first showing.
    package var repeatOf: String?
    /// The page of the sheet, from 1, if it has marks for a scanner.
    package var page: Int?

    package init(
      item: String, pair: String, order: Int, swapped: Bool, phase: Phase, repeatOf: String? = nil,
      page: Int? = nil
    ) {
      self.item = item
      self.pair = pair
      self.order = order
      self.swapped = swapped
      self.phase = phase
      self.repeatOf = repeatOf
      self.page = page
    }
  }
}

/// The difficulty of a pair among pairs of its kind, by stage 1's cosine.
package enum Tercile: String, Sendable, Codable, CaseIterable {
  case easy
  case medium
  case hard
}

/// What a sheet says about the model's verdict.
package enum StudyAdvice: String, Sendable, Codable, CaseIterable {
  case none
  case verdict
  case score
}

/// A model of a study.
package struct StudyModel: Sendable, Codable, Equatable {
  package var role: String
  package var architecture: String
  package var sha256: SHA256Digest

  package init(role: String, architecture: String, sha256: SHA256Digest) {
    self.role = role
    self.architecture = architecture
    self.sha256 = sha256
  }
}

extension StudyKey {
  /// Reads a key that 'facet worksheet make' wrote.
  ///
  /// - Returns: The key, and the digest of the file's bytes.
  /// - Throws: `FileError`, `StudyKeyError`.
  package static func read(_ file: String) throws -> (key: StudyKey, digest: SHA256Digest) {
    try requireRegularFile(file)
    let bytes = try readFile(file, limit: 1 << 28)
    let key: StudyKey
    do {
      key = try StrictJSON.decode(StudyKey.self, from: bytes)
    } catch {
      throw StudyKeyError(file: file, reason: "\(error)")
    }
    guard key.format == currentFormat else {
      throw StudyKeyError(
        file: file, reason: "has format \(key.format); this version reads \(currentFormat)")
    }
    if let reason = key.contradiction { throw StudyKeyError(file: file, reason: reason) }
    return (key, SHA256.digest(of: bytes))
  }

  /// The reason why the parts of the key do not fit together; `nil` if they do.
  private var contradiction: String? {
    var ids: Set<String> = []
    for pair in pairs where !ids.insert(pair.id).inserted { return "lists pair \(pair.id) twice" }
    var names: Set<String> = []
    var codes: Set<String> = []
    for sheet in sheets {
      guard names.insert("\(sheet.participant)-\(sheet.form)").inserted else {
        return "lists participant \(sheet.participant) twice"
      }
      for block in sheet.blocks {
        guard methods.contains(block.method) else {
          return "has a block of the method '\(block.method.rawValue)', which it does not list"
        }
        for item in block.items {
          guard ids.contains(item.pair) else {
            return "has an item of the pair '\(item.pair)', which it does not list"
          }
          guard codes.insert("\(sheet.participant) \(item.item)").inserted else {
            return "lists item \(item.item) of \(sheet.participant) twice"
          }
        }
      }
    }
    return methods.isEmpty || sheets.isEmpty ? "does not contain a sheet" : nil
  }
}

/// The reason why a file is not the key of a study.
package struct StudyKeyError: Error, Equatable, CustomStringConvertible {
  package let file: String
  /// The rest of a sentence about the file.
  package let reason: String

  package var description: String {
    "'\(displayed(file))' \(reason). Give the sealed/key.json of 'facet worksheet make'."
  }
}
