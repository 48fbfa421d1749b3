import Identification
import Networks

/// The query patches that differ from the candidates' patches at the same place. Something may cover
/// the face there, or light, pose or damage may change it.
///
/// An ordinary picture does not mark what is covered, so the test uses the patches themselves. Each
/// re-ranked candidate's patch at a place has a mean cosine with the others' patches at that place. The
/// query's patch is unusual if its own mean is lower than nearly all of these (a permutation test with
/// the query as one of k + 1 faces). The test finds differences from these candidates, not occlusion.
package struct UnusualPatches: Sendable, Equatable, Codable {
  /// The largest share of an unusual patch: the query is among the lowest twentieth.
  package static let level = 0.05

  package let grid: PatchGrid
  /// Shape `[N]`: the share of the k + 1 faces whose patch at this place is as unlike the others as the
  /// query's, or more; 1 / (k + 1)...1.
  package let shares: [Double]
  /// The number of compared candidates.
  package let candidates: Int

  package var unusual: [Int] { shares.indices.filter { shares[$0] <= Self.level } }

  /// - Returns: `nil` for fewer than 19 candidates, which cannot reach the level.
  /// - Complexity: O(k * N * C).
  init?(query: PatchSet, candidates: [PatchSet]) {
    let count = candidates.count
    guard Double(count + 1) * Self.level >= 1 else { return nil }
    grid = query.grid
    self.candidates = count
    let channels = query.channels
    shares = (0..<query.grid.count).map { patch in
      let rows = candidates.map { $0.values[patch * channels..<(patch + 1) * channels] }
      var sum = [Float](repeating: 0, count: channels)
      for row in rows {
        var place = 0
        for value in row {
          sum[place] += value
          place += 1
        }
      }
      func product(_ row: ArraySlice<Float>) -> Double {
        var (total, place) = (Float(0), 0)
        for value in row {
          total += value * sum[place]
          place += 1
        }
        return Double(total)
      }
      let own = product(query.values[patch * channels..<(patch + 1) * channels]) / Double(count)
      let lower = rows.count { (product($0) - 1) / Double(count - 1) <= own }
      return Double(lower + 1) / Double(count + 1)
    }
  }
}
