import Networks

/// The patches of one face as matching needs them: unit vectors on a grid.
public struct PatchSet: Sendable, Equatable {
  public let grid: PatchGrid
  public let channels: Int
  /// Shape `[N, C]`, each row of Euclidean length 1 (or all zero where the network gave zeros).
  public let values: [Float]
  /// Shape `[N]`: the lengths the rows had. `values[i] * lengths[i]` is the network's output.
  public let lengths: [Float]

  public init(grid: PatchGrid, channels: Int, values: [Float], lengths: [Float]) {
    precondition(values.count == grid.count * channels && lengths.count == grid.count)
    self.grid = grid
    self.channels = channels
    self.values = values
    self.lengths = lengths
  }
}
