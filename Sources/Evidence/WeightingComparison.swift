import Identification
import Networks

/// One of the five feature weightings of the first candidate, on the ranking's grid.
public struct WeightingComparison: Sendable {
  public enum Outcome: Sendable {
    /// Weights of both faces (each sums to 1) and what the EMD gives with them.
    case computed(weights: HeatmapPair, emdSimilarity: Double, fusedScore: Double)
    /// A sentence: why this weighting could not be computed.
    case unavailable(reason: String)
  }

  public let weighting: PatchWeighting
  public let outcome: Outcome

  public init(weighting: PatchWeighting, outcome: Outcome) {
    self.weighting = weighting
    self.outcome = outcome
  }
}
