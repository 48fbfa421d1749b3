import Networks

/// The feature weights of the Earth Mover's Distance (thesis section 3.3).
package enum PatchWeighting: String, Sendable, Codable, CaseIterable {
  case uniform
  /// The average pooling correlation.
  case apc
  /// The cross-correlation with the last linear layer's output.
  case cc
  /// The spatial correlation.
  case sc
  /// The density of 68 facial landmarks.
  case lmk

  /// Whether it needs the 68 landmarks of both faces.
  package var needsLandmarks: Bool { self == .lmk }
  /// Whether it needs the network's global descriptor of both faces.
  package var needsDescriptors: Bool { self == .cc }
}

/// The solver of the optimal transport.
package enum TransportSolver: String, Sendable, Codable, CaseIterable {
  /// The entropic solver, with each pair until it has converged.
  case sinkhorn
  /// The exact solver of the linear program.
  case exact
  /// The entropic solver with the published arithmetic: at most 100 iterations, and one stopping
  /// rule for all candidates together.
  case published
}

package enum GridChoice: String, Sendable, Codable, CaseIterable {
  /// The backbone's own grid.
  case native
  case fourByFour = "4x4"
  case eightByEight = "8x8"
}

/// The settings that affect a ranking.
package struct IdentificationSettings: Sendable, Codable, Equatable {
  package var grid: GridChoice = .native
  package var weighting: PatchWeighting = .apc
  package var solver: TransportSolver = .sinkhorn
  /// The weight of the re-ranker's similarity in the fused score, 0...1.
  package var alpha: Double = 0.7
  /// The number of candidates of stage 1 that are re-ranked.
  package var topK: Int = 100
  /// The entropic regularization, in units of 1 - cosine.
  package var epsilon: Double = 0.05
  /// How stage 1 ranks people with several pictures.
  package var template = TemplateRule.none

  package init() {}
}
