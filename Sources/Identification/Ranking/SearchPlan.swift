import Networks

/// What a search is asked for: each method with every combination of what it depends on.
package struct SearchPlan: Sendable, Equatable {
  /// In the order of the results.
  package var methods: [ScoringMethod]
  /// Of the EMD.
  package var grids: [GridChoice]
  package var solvers: [TransportSolver]
  package var weightings: [PatchWeighting]
  package var epsilon: Double
  /// Of all methods that re-rank.
  package var depths: [Int]
  package var alphas: [Double]

  /// - Precondition: Nothing is empty, and the depths are positive.
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

  /// One setting for each method, as a report has.
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

  /// The transports that are solved, in order.
  var transports: [TransportSetting] {
    grids.flatMap { grid in
      solvers.flatMap { solver in
        weightings.map { TransportSetting(grid: grid, solver: solver, weighting: $0) }
      }
    }
  }

  /// Every ranking that is asked for: method by method, then grid, solver, weighting, k and alpha, the
  /// last the fastest.
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

/// What an EMD depends on besides epsilon.
package struct TransportSetting: Sendable, Hashable {
  package let grid: GridChoice
  package let solver: TransportSolver
  package let weighting: PatchWeighting
}

/// One ranking of a plan.
package struct RankingSetting: Sendable, Hashable {
  package let method: ScoringMethod
  /// Of the EMD.
  package var transport: TransportSetting?
  /// k and alpha: of a method that re-ranks.
  package var depth: Int?
  package var alpha: Double?
}
