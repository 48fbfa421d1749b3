/// A measure of the similarity of two faces, for ranking, re-ranking, verification and evaluation.
///
/// Two methods are equal if their names are. All data per method is keyed by it (`ByMethod`,
/// `Rankings`), in the order of `<`.
package struct ScoringMethod: Sendable, RawRepresentable {
  /// The input of a method.
  package enum Input: Sendable {
    /// The embeddings that order the gallery: stage 1.
    case embeddings
    /// Both pictures at once: too expensive for a gallery, so the method re-ranks the first
    /// candidates of stage 1.
    case pair
    /// Each picture by itself: the method orders the whole gallery.
    case single
  }

  /// The name in files and options: "emd".
  package let rawValue: String
  /// The letter in the thesis's table 4.1: "D".
  package let letter: String
  /// The name for people: "EMD".
  package let title: String
  /// A description for people, in a few words.
  package let explanation: String
  package let input: Input
  private let place: Int

  /// Creates an additional method; it comes after the known ones, in the order of the names.
  package init(
    name: String, letter: String, title: String, explanation: String, input: Input = .pair
  ) {
    self.init(name, letter, title, explanation, input, place: .max)
  }

  private init(
    _ name: String, _ letter: String, _ title: String, _ explanation: String, _ input: Input,
    place: Int
  ) {
    rawValue = name
    self.letter = letter
    self.title = title
    self.explanation = explanation
    self.input = input
    self.place = place
  }

  /// The CNN's embedding.
  package static let stage1 = ScoringMethod(
    "stage1", "C", "Stage 1", "cosine of the two embeddings", .embeddings, place: 0)
  /// The Earth Mover's Distance between patches (DeepFace-EMD).
  package static let emd = ScoringMethod(
    "emd", "D", "EMD", "Earth Mover's Distance over patches", .pair, place: 1)
  /// The two-image Hybrid-ViT with two heads.
  package static let h2l = ScoringMethod(
    "h2l", "H2L", "H2L", "two-image transformer", .pair, place: 2)
  /// The two-image Hybrid-ViT with a softmax.
  package static let h2 = ScoringMethod(
    "h2", "H2", "H2", "two-image transformer with a softmax", .pair, place: 3)
  /// The one-image Hybrid-ViT.
  package static let h1 = ScoringMethod(
    "h1", "H1", "H1", "one-image transformer over patches", .single, place: 4)
  /// The plain ViT.
  package static let v = ScoringMethod(
    "v", "V", "V", "one-image transformer over pixels", .single, place: 5)

  /// Creates the known method of that name or letter: "emd", or "d".
  package init?(rawValue: String) {
    guard
      let known = Self.allCases.first(where: {
        $0.rawValue == rawValue || $0.letter.lowercased() == rawValue
      })
    else { return nil }
    self = known
  }

  /// Creates the known method of a name in a file, or a method with only that name.
  package init(named name: String) {
    self =
      ScoringMethod(rawValue: name)
      ?? ScoringMethod(name: name, letter: name, title: name, explanation: "another method")
  }

  /// Whether it re-ranks the first candidates of stage 1, and so has an alpha and a k.
  package var reranks: Bool { input == .pair }
}

extension ScoringMethod: CaseIterable {
  /// The known methods, in order.
  package static let allCases: [ScoringMethod] = [.stage1, .emd, .h2l, .h2, .h1, .v]
}

extension ScoringMethod: Hashable, Comparable {
  package static func == (first: Self, second: Self) -> Bool { first.rawValue == second.rawValue }

  package static func < (first: Self, second: Self) -> Bool {
    (first.place, first.rawValue) < (second.place, second.rawValue)
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
}

extension ScoringMethod: Codable {
  package init(from decoder: any Decoder) throws {
    self.init(named: try decoder.singleValueContainer().decode(String.self))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(rawValue)
  }
}
