import Identification
import Networks

/// The comparison of the top match with another candidate, patch by patch of the query.
///
/// Each query patch adds `w_i * m_i` to an EMD similarity: its weight, times the mean cosine of where
/// its weight goes. The difference of two candidates' contributions splits without a rest into what
/// comes from likeness and what comes from weight (Kitagawa 1955, "Components of a difference between
/// two rates", https://doi.org/10.1080/01621459.1955.10501299):
///
///     w m - v n = (m - n) (w + v) / 2 + (w - v) (m + n) / 2
package struct Contrast: Sendable, Equatable, Codable {
  /// The kind of the other candidate.
  package enum Other: String, Sendable, Codable {
    /// Second in the EMD's ranking.
    case runnerUp
    /// The best in the EMD's ranking with another label.
    case otherIdentity
    /// The second in the ranking, which has another label.
    case runnerUpOfOtherIdentity
  }

  /// The contribution of one part of the face to the difference.
  package struct Region: Sendable, Equatable, Codable {
    package let region: FaceRegion
    package let patchCount: Int
    package let difference: Double
  }

  package let other: Other
  package internal(set) var firstIndex: Int
  package internal(set) var otherIndex: Int
  package let grid: PatchGrid
  /// Shape `[N]`: contribution of each query patch with the first candidate minus with the other;
  /// they sum to `firstSimilarity - otherSimilarity`.
  package let differences: [Double]
  /// Shape `[N]`: the part of it that comes from similarity; the rest comes from weight.
  package let likeness: [Double]
  /// The EMD similarities of the exact flows.
  package internal(set) var firstSimilarity: Double
  package internal(set) var otherSimilarity: Double
  /// The ranking's fused scores.
  package internal(set) var firstScore: Double
  package internal(set) var otherScore: Double
  /// The greatest difference first, whatever its sign; parts without a patch are absent.
  package let regions: [Region]

  /// - Precondition: Both maps have the same grid and are of the same query.
  /// - Complexity: O(N * N).
  package init(
    _ other: Other, first: RankedCandidate, _ firstMap: FlowMap, other second: RankedCandidate,
    _ secondMap: FlowMap, layout: FaceLayout
  ) {
    precondition(firstMap.grid == secondMap.grid)
    self.other = other
    firstIndex = first.galleryIndex
    otherIndex = second.galleryIndex
    firstScore = first.score
    otherScore = second.score
    grid = firstMap.grid
    firstSimilarity = firstMap.emdSimilarity
    otherSimilarity = secondMap.emdSimilarity
    let (a, b) = (firstMap.queryContributions, secondMap.queryContributions)
    let differences = zip(a, b).map { $0 - $1 }
    self.differences = differences
    likeness = a.indices.map { patch in
      let (w, v) = (firstMap.queryWeights[patch], secondMap.queryWeights[patch])
      // A patch without weight has an undefined similarity, so all of its difference is weight.
      guard w > 0, v > 0 else { return 0 }
      return (a[patch] / w - b[patch] / v) * (w + v) / 2
    }
    let byRegion = Dictionary(
      grouping: differences.indices, by: { layout.region(of: $0, on: firstMap.grid) })
    regions = FaceRegion.allCases.compactMap { region in
      byRegion[region].map { patches in
        Region(
          region: region, patchCount: patches.count,
          difference: patches.reduce(0) { $0 + differences[$1] })
      }
    }.enumerated().sorted {
      (abs($0.element.difference), $1.offset) > (abs($1.element.difference), $0.offset)
    }.map(\.element)
  }
}

extension FlowMap {
  /// Shape `[N]`: what each query patch adds to the similarity, to all gallery patches together.
  package var queryContributions: [Double] {
    (0..<grid.count).map { row in
      (row * grid.count..<(row + 1) * grid.count).reduce(0) {
        $0 + flow[$1] * similarity[$1]
      }
    }
  }
}
