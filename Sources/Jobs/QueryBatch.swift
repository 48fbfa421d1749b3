import Basics
import Evidence
import Identification
import Reports

/// Ranks some queries together and writes their reports one by one.
struct QueryBatch {
  let search: TwoStageSearch
  let settings: JobSettings
  let evidence: EvidenceBuilder
  let writer: DossierWriter
  /// For every report.
  let notes: [String]
  let repeats: GalleryRepeats

  /// - Parameters:
  ///   - featureTime: Milliseconds that the features of all these queries took.
  ///   - firstNumber: The number of the first report.
  ///   - skipped: So many of the first queries are ranked with the others but not reported.
  ///   - take: Called once for each other query, in order.
  /// - Throws: `Interrupted`, `StrictFailure`, and what makes going on pointless, such as a folder
  ///   that cannot be written.
  func report(
    _ queries: [Query], featureTime: Double, firstNumber: Int, skipping skipped: Int,
    _ take: (Result<DossierWriter.Entry, PictureFailure>) throws -> Void
  ) throws {
    guard !queries.isEmpty else { return }
    let count = Double(queries.count)
    let start = ContinuousClock.now
    let nearest = search.stage1(
      queries, depth: max(settings.identification.topK, evidence.listed))
    let stage1Time = milliseconds(since: start) / count
    var number = firstNumber
    for (query, neighbors) in zip(queries, nearest).dropFirst(skipped) {
      try Interruption.check()
      let result: Result<DossierWriter.Entry, PictureFailure>
      do {
        let found = try gather(
          query, neighbors, featureTime: featureTime / count, stage1Time: stage1Time)
        result = .success(try writer.write(found, number: number))
        number += 1
      } catch let error as FileError {
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

  private func gather(
    _ query: Query, _ neighbors: [Neighbor], featureTime: Double, stage1Time: Double
  ) throws -> QueryEvidence {
    guard !neighbors.isEmpty else {
      throw JobError(
        """
        The gallery contains nothing but this query's own picture. Add others or use --leave-out none.
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
    var methodTimes = scores.milliseconds
    methodTimes[.stage1] = stage1Time
    found.timings = StageTimings(
      features: featureTime, methods: methodTimes, untrained: search.untrained.sorted(),
      evidence: milliseconds(since: start), reranked: min(plan.depth, neighbors.count))
    return found
  }
}
