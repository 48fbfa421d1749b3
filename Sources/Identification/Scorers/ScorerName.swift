/// What `evaluate` compares: the two stages of a report by their names, and the six models of the
/// thesis's table 4.1 by their letters.
package enum ScorerName: String, Sendable, Codable, CaseIterable {
  case stage1
  case emd
  case h2l
  /// The CNN's embedding: stage 1.
  case c
  /// The plain ViT.
  case v
  /// The one-image Hybrid-ViT.
  case h1
  /// The two-image Hybrid-ViT with a softmax.
  case h2
  /// The Earth Mover's Distance (DeepFace-EMD).
  case d

  package var isEMD: Bool { self == .emd || self == .d }
  package var isStage1: Bool { self == .stage1 || self == .c }
  /// Whether it sees both pictures at once, and so re-ranks what stage 1 found.
  package var readsPair: Bool { self == .h2l || self == .h2 || isEMD }
}
