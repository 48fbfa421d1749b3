import Identification
import Networks

/// Whether the explanations of one query pass tests that a sound explanation passes.
public struct SanityChecks: Sendable, Equatable, Codable {
  /// The query against itself: all of the flow stays where it is.
  public struct SelfMatch: Sendable, Equatable, Codable {
    /// Of the exact flow; 1 is expected.
    public let similarity: Double
    /// The share of the flow between patches that are the same (cosine over 0.999999).
    public let unmovedFlow: Double
    /// The query's face, embedded again for these checks, against the ranking's: largest difference
    /// of the EMD similarities to the shown candidates.
    public let largestReembeddingDifference: Double

    public var isPassed: Bool {
      abs(similarity - 1) < 1e-5 && unmovedFlow > 0.99999 && largestReembeddingDifference < 1e-4
    }
  }

  /// The query with left and right exchanged, embedded again, ranked among the same candidates.
  public struct Mirror: Sendable, Equatable, Codable {
    /// Cosine of the two embeddings.
    public let cosine: Double
    /// Who stands first by the EMD's fused score.
    public internal(set) var firstIndex: Int
    public let firstScore: Double
    /// Whether that is the picture, or with labels the person, that stood first before.
    public let isSamePicture: Bool
    /// `nil` without labels.
    public let isSamePerson: Bool?

    public var isPassed: Bool { isSamePerson ?? isSamePicture }
  }

  public let selfMatch: SelfMatch
  public internal(set) var mirror: Mirror
  /// Of the shown candidates, in their order.
  public internal(set) var candidates: [CandidateChecks]
  /// How many random orders each curve is compared with.
  public let randomOrders: Int
  public let seed: UInt64
  /// How many pictures were embedded again.
  public let embeddings: Int
}

/// The checks of one candidate's explanation.
public struct CandidateChecks: Sendable, Equatable, Codable {
  public internal(set) var galleryIndex: Int
  /// The EMD's fused score with the query mirrored, and the place among the same candidates.
  public let mirroredScore: Double
  public let mirroredRank: Int
  /// Exact EMD similarity after the query's patches were put into another order, minus before: 0 up
  /// to rounding, for the EMD knows no places.
  public let shuffledDifference: Double
  /// The largest change of any flow, each followed to its patch's new place: 0 up to rounding, unless
  /// two flows are equally good.
  public let shuffledFlowDifference: Double
  /// H2L similarity before and after: the H2L does know places.
  public let h2lSimilarity: Double
  public let shuffledH2LSimilarity: Double
  public let deletion: CoveringCurve
  public let insertion: CoveringCurve

  /// Whether the order of the map's contributions beats random orders both ways.
  public var beatsRandom: Bool { deletion.outcome == .better && insertion.outcome == .better }
  public var isShuffleExact: Bool { abs(shuffledDifference) < 1e-9 }
}
