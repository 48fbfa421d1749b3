import Basics
import Datasets
import Evidence
import Identification
import Runs
import Statistics

/// The metrics of all queries of one set so far, for each ranking of a plan by each protocol.
struct EvaluationTally {
  let part: EvaluationPart
  private let search: TwoStageSearch
  private let settings: JobSettings
  /// The plan of all scores; `rankings` are the measured part.
  private let plan: SearchPlan
  private let rules: [ProtocolRule]
  private let strangers: StrangerSource
  /// The half of each person, by its number, if the people are halved.
  private let halves: [Bool]
  let layout: FaceLayout
  private(set) var rankings: [MeasuredRanking]
  /// The number of each gallery picture's person; -1 without a label.
  let labels: [Int]
  private var numbers: [String: Int]
  /// The number of gallery pictures of each person.
  private let labelCounts: [Int]
  /// The gallery pictures by the name of their file without an extension, if names count.
  private let byStem: [String: [Int]]
  /// The metrics of a perfect re-ranker, for each protocol and k.
  private var ceilings: [[RankingQuality]]
  /// The scores of single comparisons; `nil` if no ranking has some.
  private(set) var comparisons: ComparisonTally?
  package private(set) var queries: [QueryRecord] = []
  package private(set) var failures: [PictureFailure] = []
  package private(set) var work = SearchWork()
  package private(set) var leftOut = LeftOutLog()
  package var times: StageClock

  package var count: Int { queries.count }

  /// - Parameters:
  ///   - plan: The plan of all scores.
  ///   - measured: The methods of the plan that get rows.
  ///   - seed: The seed that halves the people.
  init(
    part: EvaluationPart, search: TwoStageSearch, settings: JobSettings, plan: SearchPlan,
    measured: [ScoringMethod], rules: [ProtocolRule], strangers: StrangerSource, seed: UInt64 = 1,
    fusion: FusionChoice = FusionChoice(), layout: FaceLayout, times: StageClock
  ) {
    self.layout = layout
    self.times = times
    self.part = part
    self.search = search
    self.settings = settings
    self.plan = plan
    self.rules = rules
    self.strangers = strangers
    let size = search.gallery.entries.count
    var numbers: [String: Int] = [:]
    var counts: [Int] = []
    var stems: [String: [Int]] = [:]
    var labels: [Int] = []
    for (index, entry) in search.gallery.entries.enumerated() {
      if let key = part.nameRule?.key(of: entry.path) { stems[key, default: []].append(index) }
      guard let label = entry.label else {
        labels.append(-1)
        continue
      }
      let number = numbers[label] ?? counts.count
      if number == counts.count {
        numbers[label] = number
        counts.append(0)
      }
      counts[number] += 1
      labels.append(number)
    }
    self.labels = labels
    self.numbers = numbers
    labelCounts = counts
    byStem = stems
    halves = strangers == .split ? Self.halved(counts.count, seed: seed) : []
    func depth(_ wanted: Int) -> Int { max(1, min(wanted, size)) }
    ceilings = rules.map { _ in plan.depths.map { RankingQuality(depth: depth($0)) } }
    rankings = rules.flatMap { rule in
      fusion.rankings(plan, rule, measured).map {
        MeasuredRanking(rule: rule, setting: $0, depth: depth($0.depth ?? plan.depth))
      }
    }
    comparisons = ComparisonTally(rankings, plan, search, labels: labels)
  }

  /// Forgets the scores of single comparisons, when the rows have their rates.
  mutating func dropComparisons() { comparisons = nil }

  /// Returns for each person whether it belongs to the second half, drawn by the seed.
  static func halved(_ people: Int, seed: UInt64) -> [Bool] {
    var generator = SeededGenerator(purpose: 0x4A1F, seed: seed)
    var halves = [Bool](repeating: false, count: people)
    for person in Array(0..<people).shuffled(using: &generator).prefix(people / 2) {
      halves[person] = true
    }
    return halves
  }

  /// The candidates of the gallery with one half of the people: those of the query's own half, without
  /// its own pictures, and those of the other. Pictures without a label are in both.
  private func split(
    _ neighbors: [Neighbor], person: Int, own: Set<Int>
  ) -> (with: [Neighbor], without: [Neighbor]) {
    func isEnrolled(_ neighbor: Neighbor, _ half: Bool) -> Bool {
      let label = labels[neighbor.index]
      return !own.contains(neighbor.index) && (label < 0 || halves[label] == half)
    }
    let half = halves[person]
    return (
      neighbors.filter { isEnrolled($0, half) }, neighbors.filter { isEnrolled($0, !half) }
    )
  }

  /// A query with what each protocol leaves out and counts.
  private struct Prepared {
    let query: Query
    let person: Int
    let own: Set<Int>
    /// For each rule: what is left out, and R.
    let excluded: [Set<Int>]
    let relevant: [Int]
    /// The measures of its picture.
    var suitability: Suitability = [:]
  }

  /// Ranks and measures some queries, and writes their scores to a file.
  ///
  /// - Parameter suitability: The measures of each query's picture.
  mutating func take(
    _ block: [Query], suitability: [Suitability], file: ScoreFile? = nil
  ) throws {
    var prepared: [Prepared] = []
    for (query, suitability) in zip(block, suitability) {
      do {
        var one = try prepare(query)
        one.suitability = suitability
        prepared.append(one)
      } catch {
        if settings.isStrict { throw StrictFailure(error) }
        failures.append(error)
      }
    }
    guard !prepared.isEmpty else { return }
    // So deep that k candidates remain when any person is taken out.
    let (search, rules) = (search, rules)
    let depth =
      prepared.map { one in
        let mates = search.template.ranksPeople ? TemplateRule.mostExemplars : one.relevant.max()!
        let most = mates + one.own.count
        return switch strangers {
        case .own: max(plan.depth + most, most)
        case .none: max(plan.depth + one.own.count, most)
        // As a rule this contains k candidates of either half.
        case .split: max(3 * plan.depth + 100, most)
        }
      }.max()!
    let stage1 = times.time("stage1") { Self.stage1(search, prepared, depth: depth) }
    let lists =
      search.template.ranksPeople
      ? times.time("stage1") {
        // A template has no part of what a protocol leaves out, so each protocol has its own.
        rules.indices.map { rule in
          search.stage1(
            prepared.map(\.query), depth: depth, excluding: prepared.map { $0.excluded[rule] })
        }
      } : nil
    let products = comparisons?.products(prepared.map(\.query))
    for (place, one) in prepared.enumerated() {
      try Interruption.check()
      var neighbors = stage1[place]
      if strangers == .split, neighbors.count < labels.count {
        let (with, without) = split(neighbors, person: one.person, own: one.own)
        if min(with.count, without.count) < plan.depth {
          neighbors = Self.stage1(search, [one], depth: labels.count)[0]
        }
      }
      do {
        try take(
          one, neighbors: neighbors,
          lists: lists.map { $0.map { $0[place] } }
            ?? one.excluded.map { excluded in
              excluded.isEmpty ? neighbors : neighbors.filter { !excluded.contains($0.index) }
            }, products: products?[place] ?? [], file)
      } catch {
        let failure = PictureFailure(path: one.query.name, reason: "\(error)")
        if settings.isStrict { throw StrictFailure(failure) }
        failures.append(failure)
      }
    }
  }

  /// Returns the candidates of which lists are made: with the queries' own pictures in their places, if
  /// stage 1 ranks each picture by itself.
  private static func stage1(
    _ search: TwoStageSearch, _ prepared: [Prepared], depth: Int
  ) -> [[Neighbor]] {
    let queries = prepared.map(\.query)
    return search.template.ranksPeople
      ? search.stage1(queries, depth: depth, excluding: prepared.map(\.own))
      : search.stage1WithOwn(queries, depth: depth)
  }

  /// - Parameters:
  ///   - lists: The candidates of each protocol.
  ///   - products: The query's cosines with the pictures of single comparisons.
  private mutating func take(
    _ one: Prepared, neighbors: [Neighbor], lists: [[Neighbor]], products: ArraySlice<Float>,
    _ file: ScoreFile?
  ) throws {
    let (query, person) = (one.query, one.person)
    let others = neighbors.filter { labels[$0.index] != person && !one.own.contains($0.index) }
    let enrolled = strangers == .split ? split(neighbors, person: person, own: one.own) : nil
    // All before any is counted, so that a query that one scorer cannot take is in none of the rows.
    var scores = try scored(
      query, neighbors, lists, enrolled.map { [$0.with, $0.without] } ?? [others], one)
    scores.covered = try CoveredAreas(
      query, lists[0], gallery: search.gallery, layout: layout)?.query.share
    if let file { try write(scores, query, lists[0], to: file) }
    let outside = Set(enrolled?.without.map(\.index) ?? [])
    for (place, measured) in rankings.enumerated() {
      let rule = rules.firstIndex(of: measured.rule)!
      let setting = measured.setting
      let ranked = scores.candidates(setting, rule: rule, lists[rule], one.excluded[rule])
      let list = setting.depth ?? plan.depth
      let (shown, shownList) = self.ranked(ranked, list: list)
      var stranger: Double?
      var enrolledMate: MeasuredRanking.OpenSetMate?
      if measured.rule.name == .strict {
        if strangers == .own {
          stranger = scores.bestStranger(setting, others, list: list) {
            labels[$0] != person
          }
        } else if let enrolled {
          stranger = scores.bestStranger(setting, enrolled.without, list: list) {
            outside.contains($0)
          }
          enrolledMate = mate(scores, setting, rule: rule, enrolled.with, list: list, person)
        }
      }
      rankings[place].add(
        shown, list: shownList, labels: labels, person: person, relevant: one.relevant[rule],
        stranger: stranger, enrolledMate: enrolledMate)
      guard comparisons?.rates[place] != nil else { continue }
      if setting.method.input == .embeddings {
        comparisons?.addCosines(
          place, query, products, search, labels: labels, person: person,
          excluded: one.excluded[rule])
      } else {
        comparisons?.add(
          place, setting.method.reranks ? ranked.prefix(list) : ranked[...], labels: labels,
          person: person)
      }
    }
    for rule in rules.indices {
      for (place, depth) in plan.depths.enumerated() {
        let first = lists[rule].prefix(depth)
        let order =
          first.filter { labels[$0.index] == person } + first.filter { labels[$0.index] != person }
          + lists[rule].dropFirst(depth)
        let perfect = ranked(Ranking(order).candidates, list: depth).candidates
          .map { labels[$0.galleryIndex] }
        ceilings[rule][place].add(
          RetrievalMetrics(ranked: perfect, label: person, relevant: one.relevant[rule]),
          person: person, firstRank: perfect.firstIndex(of: person).map { $0 + 1 })
      }
    }
    work += scores.work
    for time in scores.times { times.add(stage(time), time.milliseconds) }
    if times.keepsQueries { times.finishQuery() }
    var suitability = one.suitability
    suitability[SuitabilityMeasure.uncovered.name] = scores.covered.map { 100 * (1 - $0) }
    queries.append(
      QueryRecord(
        path: query.name, location: query.listed.location, label: query.listed.label!,
        person: person, leftOut: one.own.count, suitability: suitability))
    leftOut.add(query.name, search.leftOut(of: query))
  }

  /// Returns the best mated candidate of a search in some of the gallery.
  private func mate(
    _ scores: PartScores, _ setting: RankingSetting, rule: Int, _ enrolled: [Neighbor], list: Int,
    _ person: Int
  ) -> MeasuredRanking.OpenSetMate? {
    guard scores.canRank(setting) else { return nil }
    let indices = Set(enrolled.map(\.index))
    let ranked =
      setting.method.input == .single
      ? scores.candidates(setting, rule: rule, enrolled, []).filter {
        indices.contains($0.galleryIndex)
      } : scores.candidates(setting, rule: rule, enrolled, [])
    let (shown, shownList) = self.ranked(ranked, list: list)
    guard
      let place = shown.prefix(shownList).firstIndex(where: { labels[$0.galleryIndex] == person })
    else { return nil }
    return MeasuredRanking.OpenSetMate(
      rank: place + 1, score: shown[place].score, index: shown[place].galleryIndex)
  }

  /// Returns what has ranks: the pictures as they are, or each person by the first picture.
  ///
  /// - Parameter list: How many pictures are the list of candidates.
  /// - Returns: The ranking, and how many of it are the list.
  private func ranked(
    _ candidates: [RankedCandidate], list: Int
  ) -> (candidates: [RankedCandidate], list: Int) {
    guard search.template.ranksPeople else { return (candidates, list) }
    var seen: Set<Int> = []
    var people: [RankedCandidate] = []
    var listed = 0
    for (place, candidate) in candidates.enumerated() {
      let label = labels[candidate.galleryIndex]
      guard label < 0 || seen.insert(label).inserted else { continue }
      people.append(
        RankedCandidate(
          galleryIndex: candidate.galleryIndex, rank: people.count + 1, score: candidate.score,
          cosine: candidate.cosine, similarity: candidate.similarity))
      if place < list { listed += 1 }
    }
    return (people, listed)
  }

  /// Writes a query's lines to a file of scores.
  private func write(
    _ scores: PartScores, _ query: Query, _ list: [Neighbor], to file: ScoreFile
  ) throws {
    var seen: Set<RankingSetting> = []
    let settings = rankings.filter { $0.rule == rules[0] }.map(\.setting).compactMap { setting in
      guard setting.method.reranks, setting.share == nil else { return nil as RankingSetting? }
      var setting = setting
      setting.alpha = nil
      setting.alphaRange = nil
      setting.depth = plan.depth
      return seen.insert(setting).inserted ? setting : nil
    }
    let candidates = Array(list.prefix(plan.depth))
    try file.add(
      query, part: part.name, covered: scores.covered, candidates, settings,
      settings.map { scores.values($0, rule: 0, candidates) }, gallery: search.gallery)
  }

  // MARK: Scores

  /// Computes each score once: those of pairs for the candidates of all protocols together.
  private func scored(
    _ query: Query, _ neighbors: [Neighbor], _ lists: [[Neighbor]], _ others: [[Neighbor]],
    _ one: Prepared
  ) throws -> PartScores {
    var wanted: Set<Int> = []
    for list in lists { wanted.formUnion(list.prefix(plan.depth).map(\.index)) }
    if strangers != .none {
      for list in others { wanted.formUnion(list.prefix(plan.depth).map(\.index)) }
    }
    var seen: Set<Int> = []
    let all = (search.template.ranksPeople ? [neighbors] + lists : [neighbors]).flatMap { $0 }
      .filter { seen.insert($0.index).inserted }
    let union = all.filter { wanted.contains($0.index) }
    let rest = all.filter { !wanted.contains($0.index) }
    var shared = plan
    shared.depths = [max(1, union.count)]
    shared.alphas = [1]
    shared.decidedAlphas = plan.alphas
    shared.solvers = plan.solvers.filter { $0 != .published }
    let everybodyExcludes = one.excluded.dropFirst().reduce(one.excluded[0]) {
      $0.intersection($1)
    }
    let batches =
      plan.methods.contains(.emd)
      && (plan.solvers.contains(.published) || rules.contains { $0.name == .published })
    if shared.solvers.isEmpty || rules.allSatisfy({ $0.name == .published }) {
      shared.methods.removeAll { $0 == .emd }
      shared.solvers = [.sinkhorn]
    }
    var found = PartScores()
    if !shared.methods.isEmpty {
      let scores = try search.scores(
        query, union + rest, shared, excluding: everybodyExcludes)
      found.take(scores, union, shared)
    }
    guard batches else { return found }
    // The published solver's numbers depend on all candidates of a ranking together.
    var alone = plan
    alone.methods = [.emd]
    alone.solvers = [.published]
    alone.alphas = [1]
    for (rule, list) in lists.enumerated()
    where rules[rule].name == .published || plan.solvers.contains(.published) {
      found.batches[rule] = try search.scores(query, list, alone)
    }
    return found
  }

  /// Returns the name in the table of times.
  private func stage(_ time: SearchTime) -> String {
    let name = time.method.rawValue
    guard time.method == .emd else {
      return search.untrained.contains(time.method) ? "\(name) (untrained)" : name
    }
    guard let transport = time.transport else { return "\(name) products" }
    let namesSolver = plan.solvers.count > 1 || rules.count > 1
    return
      ([name, transport.weighting.rawValue]
      + (plan.grids.count > 1 ? [transport.grid.rawValue] : [])
      + (namesSolver ? [transport.solver.rawValue] : []))
      .joined(separator: " ")
  }

  // MARK: Own pictures

  /// - Throws: A failure if nothing can be found by one of the protocols.
  private mutating func prepare(_ query: Query) throws(PictureFailure) -> Prepared {
    guard let label = query.listed.label else {
      throw PictureFailure(
        path: query.name,
        reason: "The query does not have a label, so its ranking cannot be judged.")
    }
    let reasons = search.leftOut(of: query).map(\.reason)
    let places = search.ownPictures(of: query).sorted()
    var own = Set(places)
    let same = Set(zip(places, reasons).filter { $1 != .samePath }.map(\.0))
    if let name = part.nameRule?.key(of: query.listed.path) {
      own.formUnion(byStem[name] ?? [])
      // MLFW adds a number to the name of the picture that it changed.
      if let bar = name.lastIndex(of: "_") { own.formUnion(byStem[String(name[..<bar])] ?? []) }
    }
    let person = numbers[label]
    let total = person.map { labelCounts[$0] } ?? 0
    var excluded: [Set<Int>] = []
    var relevant: [Int] = []
    for rule in rules {
      let out =
        switch rule.own {
        case .out: own
        case .sameFileOut: same
        case .inGallery: Set<Int>()
        }
      excluded.append(out)
      let left = total - out.count { labels[$0] == person }
      guard left > 0 else {
        throw PictureFailure(
          path: query.name, reason: RetrievalError.nothingToFind(label: label).description)
      }
      // A person is found once.
      relevant.append(search.template.ranksPeople ? 1 : rule.countsOwn ? total : left)
    }
    return Prepared(
      query: query, person: person!, own: own, excluded: excluded, relevant: relevant)
  }

  /// What was measured, for another run.
  var record: TallyRecord {
    TallyRecord(
      rankings: rankings.map(\.record), ceilings: ceilings.map { $0.map(TallyRecord.Quality.init) },
      comparisons: comparisons?.record ?? [], queries: queries, failures: failures, work: work,
      leftOut: leftOut,
      times: times.stages.map {
        TallyRecord.StageTime(stage: $0.stage, milliseconds: $0.milliseconds)
      })
  }

  /// Adds what another run measured, of queries that follow these.
  ///
  /// - Returns: Whether it was measured with the same plan in the same gallery; otherwise nothing is added.
  mutating func add(_ record: TallyRecord) -> Bool {
    guard
      record.fits(
        rankings: rankings.count, ceilings: ceilings.map(\.count), people: labelCounts.count,
        gallery: labels.count), comparisons?.fits(record.comparisons) ?? record.comparisons.isEmpty
    else { return false }
    comparisons?.add(record.comparisons)
    for place in rankings.indices { rankings[place].add(record.rankings[place]) }
    for (rule, own) in record.ceilings.enumerated() {
      for (place, quality) in own.enumerated() { quality.add(to: &ceilings[rule][place]) }
    }
    queries += record.queries
    failures += record.failures
    work += record.work
    leftOut.add(record.leftOut)
    for time in record.times { times.add(time.stage, time.milliseconds) }
    return true
  }

  /// Returns the results of a perfect re-ranker of the same candidates, for each protocol and k.
  func perfect() -> [EvaluationResults.Ceiling] {
    rules.indices.flatMap { rule in
      zip(plan.depths, ceilings[rule]).map { depth, quality in
        let mean = quality.mean!
        return EvaluationResults.Ceiling(
          k: depth, precisionAt1: 100 * mean.precisionAt1, rPrecision: 100 * mean.rPrecision,
          meanAveragePrecisionAtR: 100 * mean.meanAveragePrecisionAtR, part: part.shownName,
          searchProtocol: rules.count > 1 ? rules[rule].name : nil)
      }
    }
  }
}
