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
