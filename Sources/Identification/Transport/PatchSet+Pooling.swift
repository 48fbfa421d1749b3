import Networks

extension PatchSet {
  /// Returns the patches averaged into another grid, then normalized again.
  ///
  /// The average is that of the network's output (`values * lengths`), because the published code
  /// pools before it normalizes. Cell `i` of `m`, of `n` old rows, covers the rows from
  /// `floor(i*n/m)` to `ceil((i+1)*n/m) - 1`, likewise the columns: neighboring cells overlap if
  /// the sizes do not divide, and a grid finer than the old one repeats patches. (These are the
  /// borders of PyTorch's `AdaptiveAvgPool2d`.)
  ///
  /// - Returns: The set itself if it has that grid already.
  /// - Complexity: O(cells * patches in a cell * C).
  package func pooled(to grid: PatchGrid) -> PatchSet {
    guard grid != self.grid else { return self }
    var means = [Float](repeating: 0, count: grid.count * channels)
    means.withUnsafeMutableBufferPointer { means in
      values.withUnsafeBufferPointer { values in
        for row in 0..<grid.rows {
          let rows = Self.cell(row, of: grid.rows, over: self.grid.rows)
          for column in 0..<grid.columns {
            let columns = Self.cell(column, of: grid.columns, over: self.grid.columns)
            let mean = means.baseAddress! + (row * grid.columns + column) * channels
            for oldRow in rows {
              for oldColumn in columns {
                let patch = oldRow * self.grid.columns + oldColumn
                let old = values.baseAddress! + patch * channels
                let length = lengths[patch]
                for channel in 0..<channels { mean[channel] += old[channel] * length }
              }
            }
            let count = Float(rows.count * columns.count)
            for channel in 0..<channels { mean[channel] /= count }
          }
        }
      }
    }
    return PatchSet(grid: grid, channels: channels, networkOutput: means)
  }

  /// Returns the old rows (or columns) that the new one covers.
  private static func cell(_ index: Int, of newCount: Int, over oldCount: Int) -> Range<Int> {
    index * oldCount / newCount..<((index + 1) * oldCount + newCount - 1) / newCount
  }
}
