import Networks

/// The feature weights of the Earth Mover's Distance (thesis section 3.3).
package enum PatchWeighting: String, Sendable, Codable, CaseIterable {
  case uniform
  /// Average pooling correlation.
  case apc
  /// Cross-correlation with the last linear layer's output.
  case cc
  /// Spatial correlation.
  case sc
  /// Density of 68 facial landmarks.
  case lmk

  /// Whether it takes the 68 landmarks of both faces.
  package var needsLandmarks: Bool { self == .lmk }
  /// Whether it takes the network's global descriptor of both faces.
  package var needsDescriptors: Bool { self == .cc }
}

/// How the optimal transport is solved.
package enum TransportSolver: String, Sendable, Codable, CaseIterable {
  /// Entropic, each pair until it has converged.
  case sinkhorn
  /// The linear program itself.
  case exact
  /// Entropic with the published arithmetic: at most 100 iterations, one stop for all candidates
  /// together.
  case published
}

package enum GridChoice: String, Sendable, Codable, CaseIterable {
  /// The backbone's own.
  case native
  case fourByFour = "4x4"
  case eightByEight = "8x8"
}

/// All that changes a ranking.
package struct IdentificationSettings: Sendable, Codable, Equatable {
  package var grid: GridChoice = .native
  package var weighting: PatchWeighting = .apc
  package var solver: TransportSolver = .sinkhorn
  /// Share of the re-ranker's similarity in the fused score, 0...1.
  package var alpha: Double = 0.7
  /// How many candidates of stage 1 are re-ranked.
  package var topK: Int = 100
  /// Entropic regularisation, in units of 1 - cosine.
  package var epsilon: Double = 0.05

  package init() {}
}
