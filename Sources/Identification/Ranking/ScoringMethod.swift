/// A way to tell how alike two faces are: what ranks, re-ranks, verifies and is measured.
///
/// Two are the same if they have the same name. Everything that is kept for each method is keyed by it
/// (`ByMethod`, `Rankings`), in the order of `<`.
package struct ScoringMethod: Sendable, RawRepresentable {
  /// What a method looks at.
  package enum Input: Sendable {
    /// The embeddings that order the gallery: stage 1.
    case embeddings
    /// Both pictures at once: too dear for a gallery, so that it re-ranks the first of stage 1.
    case pair
    /// Each picture by itself: it orders a gallery of its own.
    case single
  }

  /// Its name in files and options: "emd".
  package let rawValue: String
  /// As the thesis's table 4.1 has it: "D".
  package let letter: String
  /// For people: "EMD".
  package let title: String
  /// For people, in a few words.
  package let explanation: String
  package let input: Input
  private let place: Int

  /// A method besides the known ones; it comes behind them, in the order of the names.
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

  /// The known method of that name or letter: "emd", or "d".
  package init?(rawValue: String) {
    guard
      let known = Self.allCases.first(where: {
        $0.rawValue == rawValue || $0.letter.lowercased() == rawValue
      })
    else { return nil }
    self = known
  }

  /// The known method of a name in a file, or one that has nothing but that name.
  package init(named name: String) {
    self =
      ScoringMethod(rawValue: name)
      ?? ScoringMethod(name: name, letter: name, title: name, explanation: "another method")
  }

  /// Whether it re-ranks the first of stage 1, and so has an alpha and a k.
  package var reranks: Bool { input == .pair }
}

extension ScoringMethod: CaseIterable {
  /// The known ones, in order.
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
