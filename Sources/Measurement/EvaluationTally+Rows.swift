import Basics
import Identification
import Runs
import Statistics

/// What the rows of a measurement contain in addition to the means.
struct RowOptions: Sendable {
  var strangers: StrangerSource
  /// The limits of FPIR, shares.
  var limits: [Double]
  var seed: UInt64
  /// The backbone's name, if there are several.
  var model: String?
  /// The best scores of searches for people who are not enrolled, for each ranking; `nil` for those of
  /// the queries themselves.
  var foreign: ForeignScores?
  /// The groups whose error rates are compared.
  var groups: PersonGroups?
  var comparison = ComparisonChoice()
  /// The number of draws of people for the bands of curves.
  var resamples = DiscardGain.resamples
}

/// The best scores of searches with pictures of people who are not enrolled.
struct ForeignScores: Sendable {
  /// For each ranking those of all searches.
  var scores: [[Double]]
  /// The number of each search's person, beyond those of the gallery's people; a picture without a label is a
  /// person of its own.
  var people: [Int] = []
}

/// Which rows are compared with which.
package struct ComparisonChoice: Sendable, Equatable {
  package enum Pairs: String, Sendable, CaseIterable {
    /// Each row with the baseline.
    case baseline
    /// Each row with each other of its protocol.
    case all
  }

  package var baseline = ScoringMethod.stage1
  package var pairs = Pairs.baseline
  /// The margin, in points, within which a difference is tested to lie; `nil` for no such test.
  package var margin: Double?

  package init() {}
}

extension EvaluationTally {
  /// Returns means in percent, in the order of the rankings.
  ///
  /// - Complexity: On `Threads.count` threads, a ranking on each.
  func rows(
    _ path: String, _ search: TwoStageSearch, _ part: EvaluationPart, _ options: RowOptions
  ) -> [EvaluationResults.Row] {
    let rankings = rankings
    let groups = options.groups.map { groups in queries.map(groups.group(of:)) }
    let comparisons = comparisons
    return collectInParallel(count: rankings.count) { place, _ in
      var row = rankings[place].row(
        queries: path, grid: rankings[place].setting.transport.map { search.grid($0.grid) },
        part: part, options, foreign: options.foreign.map { ($0.scores[place], $0.people) },
        groups: groups)
      row.singleComparisons = comparisons?.rates[place].flatMap { rates in
        EvaluationResults.SingleComparisons(
          rates,
          population: rankings[place].setting.method.reranks ? .candidates : .gallery,
          step: rankings[place].setting.method == .stage1 ? comparisons!.step : 1)
      }
      return row
    }
  }

  /// Returns the differences from each protocol's baseline, then those of the other pairs if all are
  /// compared.
  ///
  /// - Parameter rows: Those that `rows` returned.
  func comparisons(
    _ rows: [EvaluationResults.Row], _ choice: ComparisonChoice, seed: UInt64
  ) -> [EvaluationResults.Comparison] {
    var pairs: [(Int, Int)] = []
    var bases: Set<Int> = []
    for (place, ranking) in rankings.enumerated() {
      guard
        let base = rankings.firstIndex(where: {
          $0.setting.method == choice.baseline && $0.rule == ranking.rule
        }), base != place
      else { continue }
      bases.insert(base)
      pairs.append((base, place))
    }
    if choice.pairs == .all {
      for first in rankings.indices where !bases.contains(first) {
        for second in rankings.indices.dropFirst(first + 1)
        where rankings[first].rule == rankings[second].rule && !bases.contains(second) {
          pairs.append((first, second))
        }
      }
    }
    let (rankings, chosen) = (rankings, pairs)
    return collectInParallel(count: chosen.count) { index, _ in
      let (first, second) = chosen[index]
      return EvaluationResults.Comparison.all(
        (rows[first].id, rankings[first]), (rows[second].id, rankings[second]),
        margin: choice.margin, seed: seed)
    }.flatMap { $0 }
  }
}

extension MeasuredRanking {
  func row(
    queries: String, grid: (some CustomStringConvertible)?, part: EvaluationPart,
    _ options: RowOptions, foreign: (scores: [Double], people: [Int])?, groups: [String?]?
  ) -> EvaluationResults.Row {
    let mean = quality.mean!
    let transport = setting.transport
    // The solver of the published protocol is part of the protocol.
    let solver = transport?.solver
    let share = quality.precisionAt1
    var row = EvaluationResults.Row(
      id: "", searchProtocol: rule.name, queries: queries, scorer: setting.method,
      weights: transport?.weighting, grid: grid.map { "\($0)" }, solver: solver,
      alpha: setting.alpha, k: setting.depth, n: quality.count, people: share.people,
      precisionAt1: 100 * mean.precisionAt1, rPrecision: 100 * mean.rPrecision,
      meanAveragePrecisionAtR: 100 * mean.meanAveragePrecisionAtR,
      intervals: EvaluationResults.Intervals(quality),
      cumulativeMatches: EvaluationResults.CumulativeMatches(quality))
    row.part = part.shownName
    row.alphaRange = setting.alphaRange.map { [$0.low, $0.high] }
    row.share = setting.share
    row.model = options.model
    row.byPerson = quality.meanByPerson.map { EvaluationResults.Values($0) }
    row.designEffect = share.designEffect
    row.ranks = EvaluationResults.Ranks(firstMates)
    row.investigation = EvaluationResults.Miss.all(self)
    row.histogram = EvaluationResults.Histogram(self)
    row.likelihoodRatios = EvaluationResults.LikelihoodRatios(self)
    if let foreign {
      row.openSet = EvaluationResults.OpenSet(
        self, strangers: foreign.scores, people: foreign.people, mode: "nonmates", options)
    } else if options.strangers != .none {
      let own = strangers.compactMap(\.self)
      if own.count == quality.count {
        row.openSet = EvaluationResults.OpenSet(
          self, strangers: own, people: quality.people, mode: options.strangers.rawValue, options)
        if let groups, let openSet = row.openSet {
          row.groups = GroupResults(
            openSet, options.strangers == .split ? enrolledMates : mates, strangers: own,
            people: quality.people, names: groups)
        }
      }
    }
    row.id = row.words
    return row
  }
}

extension EvaluationResults.Row {
  /// The settings, separated by slashes: part, model, scorer, weighting, grid, solver, alpha, k,
  /// protocol; those that do not apply are left out.
  fileprivate var words: String {
    [
      part?.split(separator: "/").last.map(String.init), model, scorer.rawValue, weights?.rawValue,
      grid, solver?.rawValue, share.map { "share-\($0)" },
      alpha.map { "\($0)" } ?? alphaRange.map { $0.map { "\($0)" }.joined(separator: "-") },
      k.map(String.init), searchProtocol.rawValue,
    ].compactMap { $0 }.joined(separator: "/")
  }
}
