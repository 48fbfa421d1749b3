import Networks

/// The plan of a search: each method with every combination of its settings.
package struct SearchPlan: Sendable, Equatable {
  /// The methods, in the order of the results.
  package var methods: [ScoringMethod]
  /// The grids of the EMD.
  package var grids: [GridChoice]
  package var solvers: [TransportSolver]
  package var weightings: [PatchWeighting]
  package var epsilon: Double
  /// The depths of all methods that re-rank.
  package var depths: [Int]
  package var alphas: [Double]
  /// The alphas for whose first places a scorer of low precision must be exact, if they are others:
  /// a measurement fuses its scores later.
  package var decidedAlphas: [Double]?

  /// - Precondition: No array is empty, and the depths are positive.
  package init(
    methods: [ScoringMethod], grids: [GridChoice], solvers: [TransportSolver],
    weightings: [PatchWeighting], epsilon: Double, depths: [Int], alphas: [Double]
  ) {
    precondition(
      !methods.isEmpty && !grids.isEmpty && !solvers.isEmpty && !weightings.isEmpty
        && !depths.isEmpty && !alphas.isEmpty && depths.allSatisfy { $0 > 0 })
    self.methods = methods
    self.grids = grids
    self.solvers = solvers
    self.weightings = weightings
    self.epsilon = epsilon
    self.depths = depths
    self.alphas = alphas
  }

  /// Creates a plan with one setting per method, as for a report.
  package init(_ settings: IdentificationSettings, methods: [ScoringMethod]) {
    self.init(
      methods: methods, grids: [settings.grid], solvers: [settings.solver],
      weightings: [settings.weighting], epsilon: settings.epsilon, depths: [settings.topK],
      alphas: [settings.alpha])
  }

  /// The greatest k.
  package var depth: Int { depths.max()! }

  package var needsLandmarks: Bool {
    methods.contains(.emd) && weightings.contains(where: \.needsLandmarks)
  }

  /// The transports to solve, in order.
  var transports: [TransportSetting] {
    grids.flatMap { grid in
      solvers.flatMap { solver in
        weightings.map { TransportSetting(grid: grid, solver: solver, weighting: $0) }
      }
    }
  }

  /// All requested rankings: by method, then by grid, solver, weighting, k and alpha, the last
  /// varying fastest.
  package var rankings: [RankingSetting] {
    methods.flatMap { method -> [RankingSetting] in
      guard method.reranks else { return [RankingSetting(method: method)] }
      let transports: [TransportSetting?] = method == .emd ? self.transports : [nil]
      return transports.flatMap { transport in
        depths.flatMap { depth in
          alphas.map {
            RankingSetting(method: method, transport: transport, depth: depth, alpha: $0)
          }
        }
      }
    }
  }
}

/// The settings of an EMD, except epsilon.
package struct TransportSetting: Sendable, Hashable {
  package let grid: GridChoice
  package let solver: TransportSolver
  package let weighting: PatchWeighting
}

/// One ranking of a plan.
package struct RankingSetting: Sendable, Hashable {
  package let method: ScoringMethod
  /// The setting of the EMD.
  package var transport: TransportSetting?
  /// The depth k of a method that re-ranks; likewise alpha.
  package var depth: Int?
  package var alpha: Double?
  /// In place of an alpha: one that follows from the query.
  package var alphaRange: AlphaRange?
  /// The share of the H2L in a fusion with the EMD.
  package var share: Double?

  package init(
    method: ScoringMethod, transport: TransportSetting? = nil, depth: Int? = nil,
    alpha: Double? = nil
  ) {
    self.method = method
    self.transport = transport
    self.depth = depth
    self.alpha = alpha
  }
}
