import Basics
import Datasets
import Evidence
import Identification
import Reports
import Runs

/// Ranks some queries together and writes their reports one by one. While one is written, the next ones
/// are made, each on a thread of its own.
struct QueryBatch {
  let search: TwoStageSearch
  let settings: JobSettings
  let evidence: EvidenceBuilder
  let writer: DossierWriter
  /// The notes for every report.
  let notes: [String]
  let repeats: GalleryRepeats
  let times: Times
  /// Called before each query, to find that the output folder is gone.
  let requireOutput: () throws -> Void
  /// Called before each report is written, with its number.
  var willWrite: (@Sendable (_ number: Int) throws -> Void)?

  /// The source of the times in a report.
  enum Times: Sendable {
    /// None, for an edition without times.
    case none
    /// The clock of this machine.
    case measured(machine: String)
    /// A file, the `timings.json` of another run.
    case recorded(TimingsData, file: String)
    /// The times of the repeated report, even if its pictures have changed.
    case repeated(TimingsData)
  }

  /// - Parameters:
  ///   - featureTime: The milliseconds for the features of all these queries.
  ///   - skipped: The number of first queries that are ranked with the others but not reported.
  ///   - take: Called once for each other query, in order.
  /// - Throws: `Interrupted`, `StrictFailure`, and what makes going on pointless, such as a folder
  ///   that cannot be written.
  func report(
    _ queries: [Query], featureTime: Double, skipping skipped: Int,
    _ take: (Result<DossierWriter.Entry, PictureFailure>) throws -> Void
  ) throws {
    guard !queries.isEmpty else { return }
    try requireTimes(queries)
    let count = Double(queries.count)
    let start = ContinuousClock.now
    let nearest = search.stage1(
      queries, depth: max(settings.identification.topK, evidence.listed))
    let stage1Time = milliseconds(since: start) / count
    let gathering = Gathering(
      search: search, settings: settings, evidence: evidence, notes: notes, repeats: repeats,
      times: times, featureTime: featureTime / count, stage1Time: stage1Time)
    let rest = Array(zip(queries, nearest).dropFirst(skipped))
    let writer = writer
    try Interruption.check()
    try requireOutput()
    try inOrder(count: rest.count) { place in
      let (query, neighbors) = rest[place]
      return Result {
        try writer.compose(try gathering.gather(query, neighbors), number: Self.number(of: query))
      }
    } take: { place, composed in
      try Interruption.check()
      try requireOutput()
      let query = rest[place].0
      let number = Self.number(of: query)
      let result: Result<DossierWriter.Entry, PictureFailure>
      do {
        let composed = try composed.get()
        try willWrite?(number)
        result = .success(try writer.store(composed))
      } catch let error where error is FileError || error is GalleryError || error is OutputError {
        writer.discard(number: number, path: query.name, sha256: query.sha256)
        throw error
      } catch {
        let failure = PictureFailure(path: query.name, reason: "\(error)")
        if settings.isStrict { throw StrictFailure(failure) }
        result = .failure(failure)
      }
      try take(result)
    }
  }

  /// The place in the list, so that a picture that fails does not change the numbers of others.
  private static func number(of query: Query) -> Int { query.place + 1 }

  /// Checks recorded times before anything is computed.
  private func requireTimes(_ queries: [Query]) throws(TimingsError) {
    guard case .recorded(let data, let file) = times else { return }
    for query in queries where data.times(of: query) == nil {
      throw .noQuery(file: file, query: query.name)
    }
  }
}

/// What is needed to rank and explain one of some queries.
private struct Gathering: Sendable {
  let search: TwoStageSearch
  let settings: JobSettings
  let evidence: EvidenceBuilder
  let notes: [String]
  let repeats: GalleryRepeats
  let times: QueryBatch.Times
  /// Milliseconds a query.
  let featureTime: Double
  let stage1Time: Double

  func gather(_ query: Query, _ neighbors: [Neighbor]) throws -> QueryEvidence {
    guard !neighbors.isEmpty else {
      throw JobError(
        """
        The gallery contains only this query's own picture. Add other pictures or use --leave-out none.
        """)
    }
    let plan = SearchPlan(
      settings.identification, methods: search.opinions + search.untrained.sorted())
    let scores = try search.scores(query, neighbors, plan)
    let start = ContinuousClock.now
    let opinions = plan.rankings.filter { search.opinions.contains($0.method) }
    let rankings = Rankings(opinions.map(scores.ranking))
    let leftOut = search.leftOut(of: query)
    let shown = Set(
      rankings.flatMap { $0.candidates.prefix(settings.show).map(\.galleryIndex) })
    var found = try evidence.evidence(
      for: query, rankings: rankings,
      scores: scores.transportScores(opinions.first { $0.method == .emd }!),
      notes: notes + [leftOut.note].compactMap { $0 } + repeats.notes(for: shown))
    found.leftOut = leftOut
    switch times {
    case .none: break
    case .measured(let machine):
      var methodTimes = scores.milliseconds
      methodTimes[.stage1] = stage1Time
      found.timings = StageTimings(
        features: featureTime, methods: methodTimes, untrained: search.untrained.sorted(),
        evidence: milliseconds(since: start), reranked: min(plan.depth, neighbors.count),
        machine: machine)
    case .recorded(let data, _): found.timings = data.times(of: query)
    case .repeated(let data):
      found.timings =
        data.times(of: query) ?? data.times(ofName: query.name) ?? StageTimings()
    }
    return found
  }
}

extension TimingsData {
  /// Returns the times of a picture of that name.
  fileprivate func times(ofName name: String) -> StageTimings? {
    queries.first { $0.path.utf8.elementsEqual(name.utf8) }?.times
  }

  /// Returns the times of the same picture with the same name.
  fileprivate func times(of query: Identification.Query) -> StageTimings? {
    queries.first {
      $0.sha256 == query.sha256 && $0.path.utf8.elementsEqual(query.name.utf8)
    }?.times
  }
}
