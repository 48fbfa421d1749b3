import Networks

/// A number for each patch of a face.
package struct Heatmap: Sendable, Equatable {
  package let grid: PatchGrid
  /// Shape `[N]`, row by row.
  package let values: [Double]

  package init(grid: PatchGrid, values: [Double]) {
    precondition(values.count == grid.count)
    self.grid = grid
    self.values = values
  }
}

/// One heatmap over the query and one over the candidate, in the same unit and drawn on one scale.
package struct HeatmapPair: Sendable, Equatable {
  package let query: Heatmap
  package let candidate: Heatmap

  package init(query: Heatmap, candidate: Heatmap) {
    self.query = query
    self.candidate = candidate
  }
}
