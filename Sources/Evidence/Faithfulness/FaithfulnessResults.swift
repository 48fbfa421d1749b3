import Identification
import Networks

/// The results of tests that a sound explanation of one query passes.
package struct FaithfulnessResults: Sendable, Equatable, Codable {
  /// The query against itself, where all flow stays in place.
  package struct SelfMatch: Sendable, Equatable, Codable {
    /// The similarity of the exact flow; 1 is expected.
    package let similarity: Double
    /// The share of the flow between patches that are the same (cosine over 0.999999).
    package let unmovedFlow: Double
    /// The query's face, embedded again for these checks, against the ranking's: largest difference
    /// of the EMD similarities to the shown candidates.
    package let largestReembeddingDifference: Double

    package var isPassed: Bool {
      abs(similarity - 1) < 1e-5 && unmovedFlow > 0.99999 && largestReembeddingDifference < 1e-4
    }
  }

  /// The query with left and right exchanged, embedded again, ranked among the same candidates.
  package struct Mirror: Sendable, Equatable, Codable {
    /// Cosine of the two embeddings.
    package let cosine: Double
    /// The top match by the EMD's fused score.
    package internal(set) var firstIndex: Int
    package let firstScore: Double
    /// Whether that is the same top match as before, by label if there are labels.
    package let isSamePicture: Bool
    /// Whether the label is the same; `nil` without labels.
    package let isSamePerson: Bool?

    package var isPassed: Bool { isSamePerson ?? isSamePicture }
  }

  package let selfMatch: SelfMatch
  package internal(set) var mirror: Mirror
  /// The checks of the shown candidates, in their order.
  package internal(set) var candidates: [CandidateChecks]
  /// The number of random orders for each curve.
  package let randomOrders: Int
  package let seed: UInt64
  /// The number of pictures embedded again.
  package let embeddings: Int
}

/// The checks of one candidate's explanation.
package struct CandidateChecks: Sendable, Equatable, Codable {
  package internal(set) var galleryIndex: Int
  /// The EMD's fused score with the query mirrored, and the place among the same candidates.
  package let mirroredScore: Double
  package let mirroredRank: Int
  /// The change of the exact EMD similarity if the query's patches are in another order: 0 up to
  /// rounding, because the EMD does not depend on places.
  package let shuffledDifference: Double
  /// The largest change of any flow, each followed to its patch's new place: 0 up to rounding, unless
  /// two flows are equally good.
  package let shuffledFlowDifference: Double
  /// The similarities of the other re-rankers before and after. The H2L depends on places.
  package let shuffledSimilarities: ByMethod<Change>
  package let deletion: DeletionInsertionCurve
  package let insertion: DeletionInsertionCurve

  package struct Change: Sendable, Equatable, Codable {
    package let before: Double
    package let after: Double

    package init(before: Double, after: Double) {
      self.before = before
      self.after = after
    }
  }

  /// Whether the order of the map's contributions beats random orders both ways.
  package var beatsRandom: Bool { deletion.outcome == .better && insertion.outcome == .better }
  package var isShuffleExact: Bool { abs(shuffledDifference) < 1e-9 }
}
