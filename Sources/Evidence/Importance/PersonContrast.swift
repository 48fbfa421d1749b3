import Identification
import Networks

/// The comparison of the first candidate with the best picture of another person, patch by patch of
/// the query: the difference of their scores as the difference of the two sums over patches.
package struct PersonContrast: Sendable, Equatable, Codable {
  /// What a part of the face adds to the difference.
  package struct Region: Sendable, Equatable, Codable {
    package let region: FaceRegion
    package let patchCount: Int
    package let emd: Double
    package let cosine: Double

    package var difference: Double { emd + cosine }
    /// The difference per patch.
    package var mean: Double { difference / Double(patchCount) }
  }

  /// The first candidate of the EMD's ranking.
  package internal(set) var galleryIndex: Int
  package internal(set) var otherIndex: Int
  package let grid: PatchGrid
  /// The ranking's scores, as the sums over patches; their difference is the sum of everything below.
  package internal(set) var score: Double
  package internal(set) var otherScore: Double
  /// Shape `[N]`: the difference of the EMD's shares. Positive: for the first candidate.
  package let emd: [Double]
  /// Shape `[N]`: the part of `emd` that comes from likeness; the rest comes from weight (Kitagawa 1955,
  /// "Components of a difference between two rates", https://doi.org/10.1080/01621459.1955.10501299).
  package let likeness: [Double]
  /// Shape `[N]`: the difference of the cosines' shares.
  package let cosine: [Double]
  /// The difference of the parts that come from no patch.
  package let constant: Double
  /// The greatest difference first, whatever its sign; parts without a patch are absent.
  package let regions: [Region]

  /// The difference of the two scores.
  package var difference: Double { score - otherScore }
  /// Shape `[N]`: the difference by both parts.
  package var differences: [Double] { zip(emd, cosine).map(+) }
}

extension PersonContrast {
  /// - Parameters:
  ///   - first: The sum of the first candidate's score, and the flow in it.
  ///   - other: Those of the other person's best picture.
  /// - Precondition: Both are of the same query, with the same settings.
  init(
    first: ScoreDecomposition, _ firstFlow: FlowMap, other: ScoreDecomposition,
    _ otherFlow: FlowMap, layout: FaceLayout
  ) {
    precondition(first.grid == other.grid && first.alpha == other.alpha)
    galleryIndex = first.galleryIndex
    otherIndex = other.galleryIndex
    grid = first.grid
    score = first.total
    otherScore = other.total
    let emd = zip(first.emd, other.emd).map(-)
    let cosine = zip(first.cosine, other.cosine).map(-)
    self.emd = emd
    self.cosine = cosine
    constant = first.constant - other.constant
    likeness = emd.indices.map { patch in
      let (w, v) = (firstFlow.queryWeights[patch], otherFlow.queryWeights[patch])
      // A patch without weight has an undefined similarity, so all of its difference is weight.
      guard w > 0, v > 0 else { return 0 }
      return (first.emd[patch] / w - other.emd[patch] / v) * (w + v) / 2
    }
    regions = layout.patchesByRegion(on: first.grid).map { region, patches in
      Region(
        region: region, patchCount: patches.count,
        emd: patches.reduce(0) { $0 + emd[$1] }, cosine: patches.reduce(0) { $0 + cosine[$1] })
    }.enumerated().sorted {
      (abs($0.element.difference), $1.offset) > (abs($1.element.difference), $0.offset)
    }.map(\.element)
  }
}
