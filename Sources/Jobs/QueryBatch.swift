import Basics
import Evidence
import Identification
import Reports

/// Ranks some queries together and writes their reports one by one.
struct QueryBatch {
  let identifier: Identifier
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
    let nearest = identifier.stage1(
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
    let identification = settings.identification
    let first = neighbors.prefix(identification.topK).map(\.index)
    var start = ContinuousClock.now
    let scores = try identifier.emd(query, first, EarthMoversDistance(identification))
    let emdTime = milliseconds(since: start)
    start = ContinuousClock.now
    let h2l = try identifier.h2l(query, first)
    let h2lTime = milliseconds(since: start)
    start = ContinuousClock.now
    let rankings = [
      Ranking(neighbors),
      Ranking(
        .emd, neighbors, similarities: scores.map(\.similarity), alpha: identification.alpha),
      Ranking(.h2l, neighbors, similarities: h2l, alpha: identification.alpha),
    ]
    let leftOut = identifier.leftOut(of: query)
    let shown = Set(
      rankings.flatMap { $0.candidates.prefix(settings.show).map(\.galleryIndex) })
    var found = try evidence.evidence(
      for: query, rankings: rankings, scores: scores,
      notes: notes + [leftOut.note].compactMap { $0 } + repeats.notes(for: shown))
    found.leftOut = leftOut
    found.timings = StageTimings(
      features: featureTime, stage1: stage1Time, emd: emdTime, h2l: h2lTime,
      evidence: milliseconds(since: start), reranked: first.count)
    return found
  }
}
