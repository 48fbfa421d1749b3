import Networks

/// The feature weights of the Earth Mover's Distance (thesis section 3.3).
public enum PatchWeighting: String, Sendable, Codable, CaseIterable {
  case uniform
  /// Average pooling correlation.
  case apc
  /// Cross-correlation with the last linear layer's output.
  case cc
  /// Spatial correlation.
  case sc
  /// Density of 68 facial landmarks.
  case lmk
}

/// How the optimal transport is solved.
public enum TransportSolver: String, Sendable, Codable, CaseIterable {
  /// Entropic, each pair until it has converged.
  case sinkhorn
  /// The linear programme itself.
  case exact
  /// Entropic with the published arithmetic: at most 100 iterations, one stop for all candidates
  /// together.
  case published
}

public enum GridChoice: String, Sendable, Codable, CaseIterable {
  /// The backbone's own.
  case native
  case fourByFour = "4x4"
  case eightByEight = "8x8"
}

/// All that changes a ranking.
public struct IdentificationSettings: Sendable, Codable, Equatable {
  public var grid: GridChoice = .native
  public var weighting: PatchWeighting = .apc
  public var solver: TransportSolver = .sinkhorn
  /// Share of the re-ranker's similarity in the fused score, 0...1.
  public var alpha: Double = 0.7
  /// How many candidates of stage 1 are re-ranked.
  public var topK: Int = 100
  /// Entropic regularisation, in units of 1 - cosine.
  public var epsilon: Double = 0.05

  public init() {}
}
