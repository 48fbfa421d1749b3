import Identification

/// Rankings that an evaluation measures in addition to those of a plan: they cost no further scores.
package struct FusionChoice: Sendable, Equatable {
  /// The shares of the H2L in a fusion with the EMD, 0...1; empty for no such fusion.
  package var shares: [Double] = []
  /// Alphas that follow from the covered area of each query.
  package var alphaRanges: [AlphaRange] = []

  package init() {}

  /// Returns the rankings of a plan by a protocol, each re-ranker followed by those with other alphas,
  /// and the fusions at the end.
  func rankings(_ plan: SearchPlan, _ rule: ProtocolRule, _ methods: [ScoringMethod])
    -> [RankingSetting]
  {
    let single = methods.flatMap { method in
      let own = rule.rankings(plan, method)
      return own + ranged(own)
    }
    guard methods.contains(.emd), methods.contains(.h2l) else { return single }
    let fused = rule.rankings(plan, .emd).flatMap { setting in
      shares.map { share in
        var fused = RankingSetting(method: .emdH2L)
        fused.transport = setting.transport
        fused.depth = setting.depth
        fused.alpha = setting.alpha
        fused.share = share
        return fused
      }
    }
    return single + fused + ranged(fused)
  }

  /// Returns each setting once for each range, in place of its alphas.
  private func ranged(_ settings: [RankingSetting]) -> [RankingSetting] {
    var seen: Set<RankingSetting> = []
    return settings.filter { $0.method.reranks }.flatMap { setting in
      alphaRanges.compactMap { range in
        var ranged = setting
        ranged.alpha = nil
        ranged.alphaRange = range
        return seen.insert(ranged).inserted ? ranged : nil
      }
    }
  }
}

extension ScoringMethod {
  /// The EMD and the H2L together: similarity = share * H2L + (1 - share) * EMD.
  static let emdH2L = ScoringMethod(
    name: "emd+h2l", letter: "D+H2L", title: "EMD + H2L",
    explanation: "weighted mean of the EMD and the H2L")
}

extension RankingSetting {
  /// The alpha for a query.
  ///
  /// - Parameter covered: The covered share of its face.
  /// - Precondition: The method re-ranks.
  func alpha(covered: Double?) -> Double { alpha ?? alphaRange!.alpha(covered: covered) }

  /// The setting of one of the two methods of a fusion.
  func part(_ method: ScoringMethod) -> RankingSetting {
    RankingSetting(
      method: method, transport: method == .emd ? transport : nil, depth: depth, alpha: alpha)
  }
}
