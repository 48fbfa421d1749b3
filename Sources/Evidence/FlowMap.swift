import Networks

/// Where the weight of each query patch goes in the candidate: the optimal transport as a picture.
public struct FlowMap: Sendable, Equatable {
  public let grid: PatchGrid
  /// Shape `[N, N]`, row: query patch, column: gallery patch; all sum to 1.
  public let flow: [Double]
  /// Shape `[N, N]` likewise: cosine of the two patches.
  public let similarity: [Double]
  /// Shape `[N]`, sums to 1: the weight of each query patch.
  public let queryWeights: [Double]
  /// Shape `[N]`, sums to 1.
  public let galleryWeights: [Double]
  /// Shape `[N]`: for each query patch the gallery patch of highest flow (thesis eq. 3.9).
  public let bestGalleryPatch: [Int]
  /// Shape `[N]`, 0...1: that highest flow, normalised over all query patches (eq. 3.9).
  public let brightness: [Double]
  /// Sum of flow * similarity.
  public let emdSimilarity: Double
  /// What solved it, and how well: primal minus dual cost of the exact solver; `nil` otherwise.
  public let dualityGap: Double?

  public init(
    grid: PatchGrid, flow: [Double], similarity: [Double], queryWeights: [Double],
    galleryWeights: [Double], bestGalleryPatch: [Int], brightness: [Double], emdSimilarity: Double,
    dualityGap: Double?
  ) {
    self.grid = grid
    self.flow = flow
    self.similarity = similarity
    self.queryWeights = queryWeights
    self.galleryWeights = galleryWeights
    self.bestGalleryPatch = bestGalleryPatch
    self.brightness = brightness
    self.emdSimilarity = emdSimilarity
    self.dualityGap = dualityGap
  }
}
