import Identification
import Networks

/// Query patches that are unlike what the candidates have at the same place: where something may cover
/// the face, or light, pose or damage make it another one.
///
/// Nobody marks what is covered in an ordinary picture, so it is told from the patches themselves. Each
/// re-ranked candidate's patch at a place has a mean cosine with the others' at that place; the query's
/// patch is unusual where its own mean is lower than nearly all of these (a permutation test with the
/// query as one of k + 1 faces). It finds what is unlike these candidates, not occlusion as such.
package struct UnusualPatches: Sendable, Equatable, Codable {
  /// A patch is unusual up to this share: the query among the lowest twentieth.
  package static let level = 0.05

  package let grid: PatchGrid
  /// Shape `[N]`: the share of the k + 1 faces whose patch at this place is as unlike the others as the
  /// query's, or more; 1 / (k + 1)...1.
  package let shares: [Double]
  /// How many candidates were compared.
  package let candidates: Int

  package var unusual: [Int] { shares.indices.filter { shares[$0] <= Self.level } }

  /// - Returns: `nil` for fewer candidates than could tell (20 at least for the level).
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
