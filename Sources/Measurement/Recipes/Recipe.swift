import Basics
import Datasets
import Faces
import Identification

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What `evaluate --recipe` measures: the sets, the rows and the settings of one table.
package struct Recipe: Sendable, Codable, Equatable {
  package enum Kind: String, Sendable, Codable, CaseIterable {
    case identification, verification, timing
    /// The logs of trainings beside the model files.
    case curves
    /// The accuracy of H2Ls over their depth and their number of heads.
    case grid

    /// Whether its parts are pairs of pictures.
    var takesPairs: Bool { self == .verification || self == .grid }
  }

  /// The pictures of a data set.
  package struct PictureSet: Sendable, Codable, Equatable {
    /// The name of the folder, or of the list file without `.txt`.
    package var set: String
    /// Only people with so many pictures.
    package var atLeast: Int?
    /// The set whose pictures are changed if this one is absent, and how.
    package var from: String?
    package var occlude: String?
    /// Frontal or profile, of CFP.
    package var part: PicturePart?

    enum CodingKeys: String, CodingKey, CaseIterable { case set, atLeast, from, occlude, part }
  }

  package struct Counts: Sendable, Codable, Equatable {
    package var queries: Int?
    package var people: Int?

    enum CodingKeys: String, CodingKey, CaseIterable { case queries, people }
  }

  package enum OwnPicture: String, Sendable, Codable { case `in`, out }
  package enum Relevant: String, Sendable, Codable { case all, withOwn }

  /// Rows of one scorer.
  package struct RowSpecification: Sendable, Codable, Equatable {
    /// A method's name; "ceiling"; or "emd-all" and "h2l-all", which rank the whole gallery.
    package var scorer: String
    package var weights: [PatchWeighting]?
    package var grid: [GridChoice]?
    /// Of a transformer.
    package var depth: Int?
    package var heads: Int?

    enum CodingKeys: String, CodingKey, CaseIterable { case scorer, weights, grid, depth, heads }
  }

  /// A part of the table: queries against a gallery, or pairs.
  package struct Part: Sendable, Codable, Equatable {
    package var name: String
    package var queries: PictureSet?
    package var gallery: PictureSet?
    package var pairs: PictureSet?
    /// The published counts.
    package var counts: Counts?
    package var alpha: [Double]?
    /// Whether the query's own photograph stays in the gallery by the published protocol.
    package var ownPicture: OwnPicture?
    /// Whether R counts it where it is left out.
    package var relevant: Relevant?
    package var rows: [RowSpecification]

    enum CodingKeys: String, CodingKey, CaseIterable {
      case name, queries, gallery, pairs, counts, alpha, ownPicture, relevant, rows
    }
  }

  /// A backbone of the table.
  package struct Model: Sendable, Codable, Equatable {
    package var name: String
    /// `nil` for any, which `--model` gives.
    package var architecture: String?
    /// The names of several files of this row, without `.safetensors`.
    package var `repeat`: [String]?
    /// Whether no checkpoint of it can be imported yet.
    package var isMissing: Bool?

    enum CodingKeys: String, CodingKey, CaseIterable {
      case name, architecture, `repeat`, isMissing
    }
  }

  /// A printed row.
  package struct Published: Sendable, Codable, Equatable {
    package var part: String
    package var model: String
    package var scorer: String
    package var weights: PatchWeighting?
    package var grid: String?
    package var depth: Int?
    package var heads: Int?
    package var precisionAt1: Double?
    package var rPrecision: Double?
    package var meanAveragePrecisionAtR: Double?
    package var accuracy: Double?
    package var seconds: Double?
    package var precisionAt1Deviation: Double?
    package var rPrecisionDeviation: Double?
    package var meanAveragePrecisionAtRDeviation: Double?

    enum CodingKeys: String, CodingKey, CaseIterable {
      case part, model, scorer, weights, grid, depth, heads, accuracy, seconds
      case precisionAt1 = "P@1"
      case rPrecision = "RP"
      case meanAveragePrecisionAtR = "MAP@R"
      case precisionAt1Deviation = "P@1 SD"
      case rPrecisionDeviation = "RP SD"
      case meanAveragePrecisionAtRDeviation = "MAP@R SD"
    }
  }

  package var format: Int
  package var name: String
  package var title: String
  /// The table and section of the thesis.
  package var thesis: String?
  package var kind: Kind
  package var searchProtocol: SearchProtocol?
  package var parts: [Part]
  package var models: [Model]
  package var k: [Int]?
  /// The names of figures: bars, alphas.
  package var figures: [String]?
  /// What to know about the published numbers.
  package var remarks: [String]?
  package var published: [Published]?

  enum CodingKeys: String, CodingKey, CaseIterable {
    case format, name, title, thesis, kind, parts, models, k, figures, remarks, published
    case searchProtocol = "protocol"
  }

  /// Reads a recipe.
  ///
  /// - Parameter path: The name of its file for messages.
  /// - Throws: `RecipeError`.
  package init(_ bytes: [UInt8], path: String) throws(RecipeError) {
    do {
      try Self.checkFields(bytes, path: path)
      self = try StrictJSON.decode(Recipe.self, from: bytes)
    } catch let error as RecipeError {
      throw error
    } catch let error as DecodingError {
      throw .wrong(path: path, what: Self.words(error))
    } catch {
      throw .wrong(path: path, what: "It \(error).")
    }
    guard format == 1 else {
      throw .wrong(
        path: path, what: "The format \(format) is unknown; this version reads format 1.")
    }
    try check(path)
  }

  private func check(_ path: String) throws(RecipeError) {
    guard !parts.isEmpty, !models.isEmpty else {
      throw .wrong(path: path, what: "It needs at least one part and one model.")
    }
    for part in parts {
      let isPairs = kind.takesPairs
      guard
        kind == .curves
          || (isPairs ? part.pairs != nil : part.queries != nil && part.gallery != nil)
      else {
        throw .wrong(
          path: path,
          what: "The part '\(part.name)' needs \(isPairs ? "'pairs'" : "'queries' and 'gallery'").")
      }
      for row in part.rows {
        guard Self.scorers.contains(row.scorer) else {
          throw .wrong(
            path: path,
            what: "The scorer '\(row.scorer)' of the part '\(part.name)' is unknown. Known: "
              + Self.scorers.joined(separator: ", ") + ".")
        }
      }
      for set in [part.queries, part.gallery, part.pairs].compactMap({ $0 }) {
        guard let kind = set.occlude else { continue }
        guard OccluderKind(rawValue: kind) != nil else {
          throw .wrong(
            path: path,
            what: "The kind '\(kind)' of 'occlude' is unknown. Known: "
              + OccluderKind.allCases.map(\.rawValue).joined(separator: ", ") + ".")
        }
      }
    }
  }

  static let scorers =
    ScoringMethod.allCases.map(\.rawValue) + ["ceiling", "emd-all", "h2l-all"]

  private static func words(_ error: DecodingError) -> String {
    switch error {
    case .keyNotFound(let key, let context):
      "The field '\(key.stringValue)' is missing\(place(context))."
    case .typeMismatch(_, let context), .valueNotFound(_, let context),
      .dataCorrupted(let context):
      "\(context.debugDescription)\(place(context))"
    @unknown default: "\(error)"
    }
  }

  private static func place(_ context: DecodingError.Context) -> String {
    let path = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }
    return path.isEmpty ? "" : " (at \(path.joined(separator: ".")))"
  }
}

// MARK: Fields

extension Recipe {
  /// Any JSON value, to look at its fields.
  private indirect enum Tree: Decodable {
    case object([(key: String, value: Tree)])
    case array([Tree])
    case other

    struct Key: CodingKey {
      let stringValue: String
      var intValue: Int? { nil }
      init(stringValue: String) { self.stringValue = stringValue }
      init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
      if let container = try? decoder.container(keyedBy: Key.self) {
        self = .object(
          try container.allKeys.sorted { $0.stringValue < $1.stringValue }.map {
            ($0.stringValue, try container.decode(Tree.self, forKey: $0))
          })
      } else if var list = try? decoder.unkeyedContainer() {
        var values: [Tree] = []
        while !list.isAtEnd { values.append(try list.decode(Tree.self)) }
        self = .array(values)
      } else {
        self = .other
      }
    }
  }

  /// The fields of each kind of object, by the field that contains it.
  private static func fields(in place: String) -> [String] {
    func names<Key: CodingKey & CaseIterable>(_ keys: Key.Type) -> [String] {
      keys.allCases.map(\.stringValue)
    }
    return switch place {
    case "parts": names(Part.CodingKeys.self)
    case "queries", "gallery", "pairs": names(PictureSet.CodingKeys.self)
    case "counts": names(Counts.CodingKeys.self)
    case "rows": names(RowSpecification.CodingKeys.self)
    case "models": names(Model.CodingKeys.self)
    case "published": names(Published.CodingKeys.self)
    default: names(CodingKeys.self)
    }
  }

  private static func checkFields(_ bytes: [UInt8], path: String) throws {
    func walk(_ tree: Tree, _ place: String) throws {
      switch tree {
      case .object(let fields):
        let known = Self.fields(in: place)
        for (key, value) in fields {
          guard known.contains(key) else {
            throw RecipeError.unknownField(
              path: path, field: key, place: place, nearest: nearestWord(to: key, among: known))
          }
          try walk(value, key)
        }
      case .array(let values): for value in values { try walk(value, place) }
      case .other: break
      }
    }
    try walk(try StrictJSON.decode(Tree.self, from: bytes), "")
  }
}

/// Why a recipe cannot be used.
package enum RecipeError: Error, Equatable, CustomStringConvertible {
  case unknownField(path: String, field: String, place: String, nearest: String?)
  case wrong(path: String, what: String)

  package var description: String { errorSentence(sentence) }

  private var sentence: String {
    switch self {
    case .unknownField(let path, let field, let place, let nearest):
      """
      '\(path)' has the unknown field '\(field)'\(place.isEmpty ? "" : " in '\(place)'").\
      \(nearest.map { " Did you mean '\($0)'?" } ?? "")
      """
    case .wrong(let path, let what): "'\(path)' is not a recipe that can be used. \(what)"
    }
  }
}

extension Recipe {
  /// What the page of a recipe's results begins with.
  static func lead(thesis: String?) -> String {
    (thesis.map { "\($0), m" } ?? "M") + "easured on this computer's copies of the data."
  }
}

/// Returns the word with the fewest changed letters, at most half of them.
func nearestWord(to word: String, among words: [String]) -> String? {
  func distance(_ a: [Character], _ b: [Character]) -> Int {
    var row = Array(0...b.count)
    for (i, letter) in a.enumerated() {
      var corner = row[0]
      row[0] = i + 1
      for (j, other) in b.enumerated() {
        let next = min(row[j] + 1, row[j + 1] + 1, corner + (letter == other ? 0 : 1))
        corner = row[j + 1]
        row[j + 1] = next
      }
    }
    return row[b.count]
  }
  let letters = Array(word.lowercased())
  let best = words.map { ($0, distance(letters, Array($0.lowercased()))) }
    .min { ($0.1, $0.0) < ($1.1, $1.0) }
  return best.flatMap { $0.1 * 2 <= max(letters.count, 2) ? $0.0 : nil }
}
