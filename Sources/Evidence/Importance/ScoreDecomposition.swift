import Identification
import Networks

/// The score by which the EMD ranks a candidate, as a complete sum over the query's patches.
///
/// The EMD's similarity is a sum over patches. So is the cosine of two embeddings, as far as the
/// embedding `e = M f + b` is linear in the last patches `f`:
///
///     cosine(e, g) = sum over p of (M_p f_p) . g / (|e| |g|)  +  b . g / (|e| |g|)
package struct ScoreDecomposition: Sendable, Equatable, Codable {
  /// What a part of the face adds.
  package struct Region: Sendable, Equatable, Codable {
    package let region: FaceRegion
    package let patchCount: Int
    package let emd: Double
    package let cosine: Double

    package var sum: Double { emd + cosine }
    /// The sum per patch.
    package var mean: Double { sum / Double(patchCount) }
  }

  package internal(set) var galleryIndex: Int
  /// The grid on which the EMD ranked.
  package let grid: PatchGrid
  /// The EMD's share of the score, 0...1.
  package let alpha: Double
  /// Shape `[N]`: alpha times what each query patch adds to the EMD's similarity.
  package let emd: [Double]
  /// Shape `[N]`: `1 - alpha` times what each query patch adds to the cosine; from a backbone's own
  /// grid to another one by shares of area. All zero if `isCosineSplit` is false.
  package let cosine: [Double]
  /// The part of the cosine's share that comes from the embedding's bias and so from no patch; all of
  /// it if `isCosineSplit` is false.
  package let constant: Double
  /// Whether the backbone's embedding is a linear map of its patches.
  package let isCosineSplit: Bool
  /// The sum of everything, which is the ranking's score within `tolerance`.
  package let total: Double
  /// In the order of `FaceRegion.allCases`; parts without a patch are absent.
  package let regions: [Region]

  /// The largest difference from the ranking's score.
  package static let tolerance = 1e-6

  /// Shape `[N]`: what each patch adds by both parts.
  package var sums: [Double] { zip(emd, cosine).map(+) }
}

extension ScoreDecomposition {
  /// - Parameters:
  ///   - flow: The flow of the ranking.
  ///   - parts: The query's embedding as a sum; `nil` if the backbone has none.
  ///   - native: The backbone's own grid.
  ///   - embedding: The candidate's, of length 1.
  ///   - rankedCosine: The ranking's cosine.
  ///   - score: The ranking's score.
  /// - Throws: `ScoreDecompositionError` if the sum is not the ranking's score; such a sum is not shown.
  init(
    of galleryIndex: Int, _ flow: FlowMap, _ parts: EmbeddingSum.Parts?, native: PatchGrid,
    embedding: some Collection<Float>, cosineOfRanking rankedCosine: Double, score: Double,
    alpha: Double, layout: FaceLayout
  ) throws(ScoreDecompositionError) {
    self.galleryIndex = galleryIndex
    self.alpha = alpha
    grid = flow.grid
    emd = flow.queryContributions.map { alpha * $0 }
    isCosineSplit = parts != nil
    if let split = parts?.contributions(to: embedding) {
      cosine = redistributed(
        split.patches.map { (1 - alpha) * $0 }, from: native, to: flow.grid)
      constant = (1 - alpha) * split.constant
    } else {
      cosine = [Double](repeating: 0, count: flow.grid.count)
      constant = (1 - alpha) * rankedCosine
    }
    total = emd.reduce(0, +) + cosine.reduce(0, +) + constant
    guard abs(total - score) <= Self.tolerance else {
      throw ScoreDecompositionError(sum: total, score: score)
    }
    let (emd, cosine) = (emd, cosine)
    regions = layout.patchesByRegion(on: flow.grid).map { region, patches in
      Region(
        region: region, patchCount: patches.count,
        emd: patches.reduce(0) { $0 + emd[$1] }, cosine: patches.reduce(0) { $0 + cosine[$1] })
    }
  }
}

/// The error that a sum over patches is not the score of the ranking.
package struct ScoreDecompositionError: Error, Equatable, CustomStringConvertible {
  package let sum: Double
  package let score: Double

  package var description: String {
    """
    The score as a sum over patches is \(sum), but the ranking's score is \(score). The explanation is \
    not written, because it would explain another number. Please report this as a fault of Facet.
    """
  }
}

extension FaceLayout {
  /// The patches of each part of the face, in the order of `FaceRegion.allCases`; parts without a patch
  /// are absent.
  func patchesByRegion(on grid: PatchGrid) -> [(region: FaceRegion, patches: [Int])] {
    let byRegion = Dictionary(grouping: 0..<grid.count) { region(of: $0, on: grid) }
    return FaceRegion.allCases.compactMap { region in byRegion[region].map { (region, $0) } }
  }
}
