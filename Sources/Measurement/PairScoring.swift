import Basics
import Datasets
import Identification
import Runs
import Statistics

/// The scores of all pairs so far, for each setting of a plan.
struct PairScoring {
  private let job: VerifyJob
  private let search: TwoStageSearch
  private let plan: SearchPlan
  private var scores: [[VerificationScore]]
  /// The numbers of the two people of each scored pair.
  private var people: [(first: Int, second: Int)] = []
  /// The pairs that could not be scored although both pictures were opened.
  package private(set) var failures: [PictureFailure] = []
  package private(set) var work = SearchWork()

  /// The number of pairs between two checks for Ctrl-C.
  private static let blockSize = 64

  package init(job: VerifyJob, search: TwoStageSearch, plan: SearchPlan) {
    self.job = job
    self.search = search
    self.plan = plan
    scores = [[VerificationScore]](repeating: [], count: plan.rankings.count)
  }

  /// The number of scored pairs.
  package var count: Int { scores[0].count }

  var hasBothKinds: Bool { Set(scores[0].map(\.isSame)).count == 2 }

  /// Scores the pairs whose pictures could both be opened; the other pictures are already listed.
  ///
  /// - Complexity: On `Threads.count` threads, a pair on each; the results are in the pairs' order.
  ///
  /// - Parameter people: Those of the pairs.
  package mutating func take(_ pairs: [FacePair], people: FacePairs.People) throws {
    var places: [PathKey: Int] = [:]
    for (place, entry) in search.gallery.entries.enumerated() {
      places[PathKey(entry.path)] = place
    }
    let progress = Progress("Pairs", total: pairs.count, isQuiet: job.settings.isQuiet)
    for start in stride(from: 0, to: pairs.count, by: Self.blockSize) {
      try Interruption.check()
      let end = min(start + Self.blockSize, pairs.count)
      let known = (start..<end).compactMap { place in
        let pair = pairs[place]
        return places[PathKey(pair.first)].flatMap { first in
          places[PathKey(pair.second)].map { (pair: pair, first: first, second: $0, place: place) }
        }
      }
      let (search, plan) = (search, plan)
      let results = collectInParallel(count: known.count) { place, _ in
        Result { try Self.scores(known[place].first, known[place].second, search, plan) }
      }
      for (entry, result) in zip(known, results) {
        do {
          let scored = try result.get()
          for (place, score) in scored.scores.enumerated() {
            scores[place].append(
              VerificationScore(score: score, isSame: entry.pair.isSame, fold: entry.pair.fold))
          }
          self.people.append((people.first[entry.place], people.second[entry.place]))
          work += scored.work
        } catch {
          let failure = PictureFailure(
            path: "\(entry.pair.first) with \(entry.pair.second)", reason: "\(error)")
          if job.settings.isStrict { throw StrictFailure(failure) }
          failures.append(failure)
        }
      }
      progress.update(end)
    }
  }

  /// Returns a score for each setting. Each pair is computed by itself, so that scores do not depend
  /// on others.
  private static func scores(
    _ first: Int, _ second: Int, _ search: TwoStageSearch, _ plan: SearchPlan
  ) throws -> (scores: [Double], work: SearchWork) {
    let cosine = search.gallery.cosine(first, second)
    guard plan.methods != [.stage1] else { return ([cosine], SearchWork()) }
    let query = try Query(first, of: search.gallery)
    var ofPairs = plan
    // Models of single pictures rank a gallery, but a pair is one product.
    ofPairs.methods = [.stage1] + plan.methods.filter { $0.reranks }
    let found = try search.scores(query, [Neighbor(index: second, cosine: cosine)], ofPairs)
    var work = found.work
    let scores = try plan.rankings.map { setting in
      switch setting.method.input {
      case .embeddings: return cosine
      case .single:
        let similarity = try search.scorers[setting.method]!.similarities(query, [second])[0]
        guard similarity >= -1 else { throw PairUnscored(method: setting.method) }
        work.similarities[setting.method, default: 0] += 1
        return similarity
      case .pair:
        return Fusion.score(
          similarity: found.similarities(setting)[0], cosine: cosine, alpha: setting.alpha!)
      }
    }
    return (scores, work)
  }

  /// - Complexity: On `Threads.count` threads, a setting on each.
  package func rows(
    folding: FacePairs.Folding, limits: [Double], resamples: Int, seed: UInt64
  ) -> [VerificationResults.Row] {
    let (settings, scores, search, people) = (plan.rankings, scores, search, people)
    return collectInParallel(count: settings.count) { place, _ in
      let setting = settings[place]
      var row = VerificationResults.Row(
        scorer: setting.method, weighting: setting.transport?.weighting, alpha: setting.alpha,
        scores[place], limits: limits, resamples: resamples, seed: seed)
      if let transport = setting.transport {
        row.grid = search.grid(transport.grid).description
        row.solver = transport.solver
      }
      row.measureAccuracy(scores[place], folding: folding, people: people)
      row.addIntervals(scores[place], people: people, resamples: resamples, seed: seed)
      row.published = VerificationResults.Published(setting.method, scores[place])
      return row
    }
  }
}

/// The error that a model of single pictures could not read one of a pair.
private struct PairUnscored: Error, CustomStringConvertible {
  let method: ScoringMethod

  var description: String {
    "The scorer '\(method.rawValue)' could not read the second picture of the pair."
  }
}
