import Networks

/// A number for each patch of a face.
public struct Heatmap: Sendable, Equatable {
  public let grid: PatchGrid
  /// Shape `[N]`, row by row.
  public let values: [Double]

  public init(grid: PatchGrid, values: [Double]) {
    precondition(values.count == grid.count)
    self.grid = grid
    self.values = values
  }
}

/// One heatmap over the query and one over the candidate, in the same unit and drawn on one scale.
public struct HeatmapPair: Sendable, Equatable {
  public let query: Heatmap
  public let candidate: Heatmap

  public init(query: Heatmap, candidate: Heatmap) {
    self.query = query
    self.candidate = candidate
  }
}
