import Identification

/// A method other than stage 1 and the EMD, and how a job makes its scorer. Reports, `evaluate`,
/// `verify` and calibrations use all registered methods.
package struct RegisteredScorer: Sendable {
  package struct Made {
    package let scorer: any Scorer
    /// Whether it ranks; otherwise it runs for its time only, if --reranker start requests it.
    package var isTrained = true

    package init(scorer: any Scorer, isTrained: Bool = true) {
      self.scorer = scorer
      self.isTrained = isTrained
    }
  }

  package let method: ScoringMethod
  /// Makes the scorer; `nil` if this job does not have its weights.
  package let make: @Sendable (Models, Gallery) throws -> Made?

  package init(
    _ method: ScoringMethod, _ make: @escaping @Sendable (Models, Gallery) throws -> Made?
  ) {
    self.method = method
    self.make = make
  }

  /// The methods of every job.
  package static let standard = [
    RegisteredScorer(.h2l) { models, gallery in
      models.reranker.map { reranker in
        Made(
          scorer: HybridScorer(reranker.transformer, gallery: gallery),
          isTrained: reranker.isTrained)
      }
    }
  ]
}

extension TwoStageSearch {
  /// - Parameter others: Scorers of this job alone, which replace registered ones of the same method.
  package init(
    _ gallery: Gallery, _ models: Models, _ registered: [RegisteredScorer],
    others: ByMethod<any Scorer> = [:], ownPictures: OwnPictureRule = .samePicture,
    template: TemplateRule = .none, landmarks: LandmarkReader = LandmarkReader()
  ) throws {
    var scorers = others
    var untrained: Set<ScoringMethod> = []
    for entry in registered where others[entry.method] == nil {
      guard let made = try entry.make(models, gallery) else { continue }
      scorers[entry.method] = made.scorer
      if !made.isTrained { untrained.insert(entry.method) }
    }
    self.init(
      gallery: gallery, scorers: scorers, untrained: untrained, ownPictures: ownPictures,
      template: template, landmarks: landmarks)
  }
}
