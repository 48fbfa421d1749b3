import Basics
import Datasets
import Evidence
import Identification
import Networks
import Pictures
import Runs
import Statistics

/// Explains some queries as a report does, and measures the explanations over the set.
struct ExplanationStudy {
  private let search: TwoStageSearch
  private let source: PictureSource
  private let plan: SearchPlan
  private let builder: EvidenceBuilder
  private let trial: ExplanationTrial
  private let shown: ShownPictureReader
  private let seed: UInt64
  private let isStrict: Bool

  /// A map of the query's patches.
  private struct NamedMap {
    let name: String
    let heatmap: Heatmap
  }

  /// What was measured of one query.
  private struct Explained {
    let person: Int
    let maps: [NamedMap]
    let judgments: [MapJudgment]
    let covered: [Bool]?
    let samePlace: Double
    let entropy: Double
  }

  /// - Parameter plan: The plan of the evaluation: the first of its settings ranks here.
  init(
    _ search: TwoStageSearch, _ source: PictureSource, _ plan: SearchPlan,
    _ settings: JobSettings, seed: UInt64
  ) {
    self.search = search
    self.source = source
    self.seed = seed
    isStrict = settings.isStrict
    let identification = plan.firstSettings(settings.identification)
    self.plan = SearchPlan(
      identification,
      methods: [.stage1, .emd] + (plan.methods.contains(.h2l) ? [.h2l] : []))
    let backbone = source.models.backbone
    builder = EvidenceBuilder(
      search: search, settings: identification, shape: backbone.shape, show: 1,
      backbone: backbone)
    trial = ExplanationTrial(builder, backbone: backbone)
    shown = ShownPictureReader(
      shape: backbone.shape, gallery: search.gallery, landmarks: source.landmarks)
  }

  /// - Parameters:
  ///   - pictures: All labeled queries of a part.
  ///   - count: How many to explain, drawn by the seed: one of each person, then a second.
  /// - Returns: `nil` if none can be explained.
  /// - Throws: `StrictFailure`, or `Interrupted`.
  func results(
    _ pictures: [ListedPicture], count: Int, part: String?, failures: inout [PictureFailure]
  ) throws -> ExplanationResults? {
    let chosen = Sample.of(pictures.filter { $0.label != nil }, count: count, seed: seed)
    let people = Dictionary(
      Set(chosen.compactMap(\.label)).sorted().enumerated().map { ($1, $0) },
      uniquingKeysWith: { first, _ in first })
    var explained: [Explained] = []
    var failed: [PictureFailure] = []
    try source.forEachBlock(of: chosen, size: 16, failed: { failed.append($0) }) { block, _, _ in
      for query in block {
        try Interruption.check()
        do {
          explained.append(try explain(query, person: people[query.listed.label!]!))
        } catch let error as Interrupted {
          throw error
        } catch {
          let failure = PictureFailure(path: query.name, reason: "\(error)")
          if isStrict { throw StrictFailure(failure) }
          failed.append(failure)
        }
      }
    }
    failures += failed
    guard let first = explained.first else { return nil }
    let names = first.maps.map(\.name)
    var results = ExplanationResults(
      part: part, queries: explained.count, people: Set(explained.map(\.person)).count,
      seed: seed,
      setting: [
        plan.weightings[0].rawValue, search.grid(plan.grids[0]).description,
        plan.solvers[0].rawValue, "alpha \(trimmed(plan.alphas[0]))",
      ].joined(separator: ", "), randomOrders: ExplanationTrial.orders,
      games: names.map { game(explained, $0, against: $0 == names[0] ? nil : names[0]) },
      onCover: names.compactMap { onCover(explained, $0) })
    results.agreement = agreement(explained, "flow", "h2l")
    results.flow = flow(explained)
    return results
  }

  private func explain(_ query: Query, person: Int) throws -> Explained {
    let neighbors = search.stage1([query], depth: plan.depth)[0]
    let scores = try search.scores(query, neighbors, plan)
    let evidence = try builder.evidence(
      for: query, rankings: scores.rankings(plan),
      scores: scores.transportScores(plan.rankings[1]), notes: [])
    guard let first = evidence.candidates.first else {
      throw PictureFailure(path: query.name, reason: "There is no candidate.")
    }
    let flow = first.explained
    var maps: [NamedMap] = []
    if let importance = first.importance {
      maps.append(
        .init(
          name: "importance",
          heatmap: Heatmap(grid: importance.grid, values: importance.score.values)))
    }
    maps.append(
      .init(name: "flow", heatmap: Heatmap(grid: flow.grid, values: flow.queryContributions)))
    for weighting in evidence.weightings {
      if case .computed(let weights, _, _) = weighting.outcome {
        maps.append(
          .init(name: "weights \(weighting.weighting.rawValue)", heatmap: weights.query))
      }
    }
    maps.append(.init(name: "cc", heatmap: first.networkCorrelation.query))
    if let tokens = first.tokenCorrelations[.h2l] {
      maps.append(.init(name: "h2l", heatmap: tokens.query))
    }
    let original = search.ownPictures(of: query).min().map {
      shown.exhibits(of: [$0])[0].exhibit.face
    }
    let count = flow.grid.count
    let same = (0..<count).reduce(0) { $0 + flow.flow[$1 * count + $1] }
    let entropy = flow.flow.reduce(0) { $1 > 0 ? $0 - $1 * commonLogarithmOf($1) : $0 }
    return Explained(
      person: person, maps: maps,
      judgments: try trial.judgments(query, evidence, maps.map(\.heatmap)),
      covered: original.flatMap {
        CoveredPatches.of(evidence.query.face, original: $0, grid: flow.grid)
      }, samePlace: same, entropy: entropy / commonLogarithmOf(Double(count * count)))
  }

  // MARK: Over the set

  private func values<Value>(
    _ explained: [Explained], _ name: String,
    _ value: (NamedMap, MapJudgment) -> Value?
  ) -> [(person: Int, value: Value)] {
    explained.compactMap { one in
      one.maps.firstIndex { $0.name == name }.flatMap { place in
        value(one.maps[place], one.judgments[place]).map { (one.person, $0) }
      }
    }
  }

  private func game(
    _ explained: [Explained], _ name: String, against reference: String?
  ) -> ExplanationResults.Game {
    let all = values(explained, name) { _, judgment in judgment }
    let judged = all.compactMap { person, judgment in
      judgment.outcome.curves.map { (person: person, curves: $0, beats: judgment.beatsAll == true) }
    }
    var game = ExplanationResults.Game(
      map: name, n: judged.count, notApplicable: all.count - judged.count)
    guard !judged.isEmpty else { return game }
    let people = judged.map(\.person)
    let beats = ClusteredMean(judged.map { $0.beats ? 1 : 0 }, groups: people)
    func mean(_ value: (JudgedCurve) -> Double, _ curve: (Curves) -> JudgedCurve) -> Double {
      judged.reduce(0) { $0 + value(curve($1.curves)) } / Double(judged.count)
    }
    game.beatsAll = 100 * beats.mean
    game.beatsAllInterval = beats.wilson.scaled(by: 100)
    game.deletion = mean(\.area, \.deletion)
    game.deletionRandom = mean(\.randomMean, \.deletion)
    game.insertion = mean(\.area, \.insertion)
    game.insertionRandom = mean(\.randomMean, \.insertion)
    guard let reference else { return game }
    let pairs = explained.compactMap { one -> (person: Int, difference: Double)? in
      guard let own = one.maps.firstIndex(where: { $0.name == name }),
        let other = one.maps.firstIndex(where: { $0.name == reference }),
        let a = one.judgments[own].outcome.curves, let b = one.judgments[other].outcome.curves
      else { return nil }
      return (one.person, a.deletion.area - b.deletion.area)
    }
    if !pairs.isEmpty {
      let difference = ClusteredMean(pairs.map(\.difference), groups: pairs.map(\.person))
      game.deletionDifference = difference.mean
      game.deletionDifferenceInterval = difference.student
    }
    return game
  }

  private typealias Curves = (deletion: JudgedCurve, insertion: JudgedCurve)

  private func onCover(_ explained: [Explained], _ name: String) -> ExplanationResults.OnCover? {
    let found = explained.compactMap {
      one -> (person: Int, share: (weight: Double, area: Double))?
      in
      guard let covered = one.covered, let map = one.maps.first(where: { $0.name == name }),
        map.heatmap.values.count == covered.count,
        let share = CoveredPatches.share(map.heatmap.values, on: covered)
      else { return nil }
      return (one.person, share)
    }
    guard !found.isEmpty else { return nil }
    let ratio = ClusteredMean(
      found.map { $0.share.weight / $0.share.area }, groups: found.map(\.person))
    let count = Double(found.count)
    return ExplanationResults.OnCover(
      map: name, n: found.count, weight: found.reduce(0) { $0 + $1.share.weight } / count,
      area: found.reduce(0) { $0 + $1.share.area } / count, ratio: ratio.mean,
      interval: ratio.student)
  }

  private func agreement(
    _ explained: [Explained], _ first: String, _ second: String
  ) -> ExplanationResults.Agreement? {
    var generator = SeededGenerator(purpose: 0x5EA1, seed: seed)
    var found: [(person: Int, rho: Double, shuffled: Double)] = []
    for one in explained {
      guard let a = one.maps.first(where: { $0.name == first })?.heatmap.values,
        let b = one.maps.first(where: { $0.name == second })?.heatmap.values, a.count == b.count,
        let rho = rankCorrelation(a, b),
        let shuffled = rankCorrelation(a, b.shuffled(using: &generator))
      else { continue }
      found.append((one.person, rho, shuffled))
    }
    guard !found.isEmpty else { return nil }
    let mean = ClusteredMean(found.map(\.rho), groups: found.map(\.person))
    return ExplanationResults.Agreement(
      first: first, second: second, n: found.count, rho: mean.mean, interval: mean.student,
      shuffled: found.reduce(0) { $0 + $1.shuffled } / Double(found.count))
  }

  private func flow(_ explained: [Explained]) -> ExplanationResults.Flow {
    let people = explained.map(\.person)
    let same = ClusteredMean(explained.map(\.samePlace), groups: people)
    let entropy = ClusteredMean(explained.map(\.entropy), groups: people)
    return ExplanationResults.Flow(
      samePlace: same.mean, samePlaceInterval: same.student, entropy: entropy.mean,
      entropyInterval: entropy.student)
  }
}

extension MapJudgment.Outcome {
  /// The two curves; `nil` if the map could not be tested.
  fileprivate var curves: (deletion: JudgedCurve, insertion: JudgedCurve)? {
    if case .judged(let deletion, let insertion) = self { (deletion, insertion) } else { nil }
  }
}
