import Basics
import Identification

/// The scores of all pairs so far, for each scorer, weighting and alpha.
struct PairScoring {
  private let job: VerifyJob
  private let identifier: Identifier
  private let configurations: [Configuration]
  private var scores: [[VerificationScore]]
  /// Pairs that could not be scored although both pictures were opened.
  private(set) var failures: [PictureFailure] = []

  private struct Configuration {
    let scorer: Method
    var weighting: PatchWeighting?
    var alpha: Double?
  }

  init(job: VerifyJob, identifier: Identifier) {
    self.job = job
    self.identifier = identifier
    var configurations: [Configuration] = []
    if job.scorers.contains(.stage1) { configurations.append(Configuration(scorer: .stage1)) }
    if job.scorers.contains(.emd) {
      for weighting in job.weightings {
        for alpha in job.alphas {
          configurations.append(Configuration(scorer: .emd, weighting: weighting, alpha: alpha))
        }
      }
    }
    if job.scorers.contains(.h2l) {
      for alpha in job.alphas { configurations.append(Configuration(scorer: .h2l, alpha: alpha)) }
    }
    self.configurations = configurations
    scores = [[VerificationScore]](repeating: [], count: configurations.count)
  }

  /// Pairs scored.
  var count: Int { scores[0].count }

  var hasBothKinds: Bool { Set(scores[0].map(\.isSame)).count == 2 }

  /// Scores the pairs whose pictures could both be opened; the others are listed as pictures already.
  mutating func take(_ pairs: [FacePair]) throws {
    var places: [PathKey: Int] = [:]
    for (place, entry) in identifier.gallery.entries.enumerated() {
      places[PathKey(entry.path)] = place
    }
    let progress = Progress("Pairs", total: pairs.count, isQuiet: job.settings.isQuiet)
    for (done, pair) in pairs.enumerated() {
      try Interruption.check()
      if let first = places[PathKey(pair.first)], let second = places[PathKey(pair.second)] {
        do {
          let scored = try scores(first, second)
          for (place, score) in scored.enumerated() {
            scores[place].append(
              VerificationScore(score: score, isSame: pair.isSame, fold: pair.fold))
          }
        } catch {
          let failure = PictureFailure(
            path: "\(pair.first) with \(pair.second)", reason: "\(error)")
          if job.settings.isStrict { throw StrictFailure(failure) }
          failures.append(failure)
        }
      }
      progress.update(done + 1)
    }
  }

  /// One for each configuration. Each pair is computed by itself, so that no score depends on others.
  private func scores(_ first: Int, _ second: Int) throws -> [Double] {
    let settings = job.settings.identification
    let cosine = identifier.gallery.cosine(first, second)
    let needsMore = configurations.contains { $0.scorer != .stage1 }
    let query = needsMore ? Query(first, of: identifier.gallery) : nil
    var emd: [PatchWeighting: Double] = [:]
    var h2l: Double?
    return try configurations.map { configuration in
      let similarity: Double
      switch configuration.scorer {
      case .stage1: return cosine
      case .emd:
        let weighting = configuration.weighting!
        similarity =
          try emd[weighting]
          ?? identifier.emd(
            query!, [second],
            EarthMoversDistance(
              weighting: weighting, solver: settings.solver, epsilon: settings.epsilon))[0]
          .similarity
        emd[weighting] = similarity
      case .h2l:
        similarity = try h2l ?? identifier.h2l(query!, [second])[0]
        h2l = similarity
      }
      return Fusion.score(similarity: similarity, cosine: cosine, alpha: configuration.alpha!)
    }
  }

  func rows(
    folding: FacePairs.Folding, limits: [Double], resamples: Int, seed: UInt64
  ) -> [VerificationResults.Row] {
    zip(configurations, scores).map { configuration, scores in
      var row = VerificationResults.Row(
        scorer: configuration.scorer, weighting: configuration.weighting,
        alpha: configuration.alpha, scores, limits: limits, resamples: resamples, seed: seed)
      if configuration.scorer == .emd {
        row.grid = identifier.grid.description
        row.solver = job.settings.identification.solver
      }
      row.measureAccuracy(scores, folding: folding)
      return row
    }
  }
}
