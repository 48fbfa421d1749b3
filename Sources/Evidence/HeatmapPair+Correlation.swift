import Identification
import Networks

extension HeatmapPair {
  /// Cross-correlation of two faces: the cosine of each patch with the global average of the other
  /// face, the mean of its patches as the network gave them (not of unit length). -1...1.
  ///
  /// - Precondition: The patches have equally many channels.
  /// - Complexity: O(N * C), in double precision.
  package init(correlating query: PatchSet, with candidate: PatchSet) {
    precondition(query.channels == candidate.channels, "patches of different networks")
    self.init(
      query: Self.heatmap(query, against: candidate.globalAverage),
      candidate: Self.heatmap(candidate, against: query.globalAverage))
  }

  /// The same on other features than a backbone's patches, such as the output tokens of the H2L.
  ///
  /// - Parameters:
  ///   - queryTokens: Shape `[N, dimension]`, row by row over the grid; `candidateTokens` likewise.
  package init(
    correlating queryTokens: [Float], with candidateTokens: [Float], dimension: Int,
    grid: PatchGrid
  ) {
    self.init(
      correlating: PatchSet(grid: grid, channels: dimension, networkOutput: queryTokens),
      with: PatchSet(grid: grid, channels: dimension, networkOutput: candidateTokens))
  }

  /// Both faces' patch weights.
  package init(_ weights: PatchWeights, queryGrid: PatchGrid, candidateGrid: PatchGrid) {
    self.init(
      query: Heatmap(grid: queryGrid, values: weights.query),
      candidate: Heatmap(grid: candidateGrid, values: weights.gallery))
  }

  private static func heatmap(_ patches: PatchSet, against average: [Double]) -> Heatmap {
    Heatmap(
      grid: patches.grid,
      values: (0..<patches.grid.count).map { patch in
        average.indices.reduce(0) {
          $0 + Double(patches.values[patch * patches.channels + $1]) * average[$1]
        }
      })
  }
}

extension PatchSet {
  /// The mean of the network's output over the patches, scaled to length 1 (or all zero).
  fileprivate var globalAverage: [Double] {
    var mean = [Double](repeating: 0, count: channels)
    for patch in 0..<grid.count {
      for channel in 0..<channels {
        mean[channel] += Double(values[patch * channels + channel]) * Double(lengths[patch])
      }
    }
    let length = mean.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return length > 0 ? mean.map { $0 / length } : mean
  }
}
