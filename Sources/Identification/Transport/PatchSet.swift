import Networks

/// The patches of one face for matching: unit vectors on a grid.
package struct PatchSet: Sendable, Equatable {
  package let grid: PatchGrid
  package let channels: Int
  /// The unit vectors, shape `[N, C]`, each of Euclidean length 1 (or all zero if the network gave
  /// zeros).
  package let values: [Float]
  /// The original lengths, shape `[N]`. `values[i] * lengths[i]` is the network's output.
  package let lengths: [Float]

  /// - Precondition: The counts agree with the grid and the channels.
  package init(grid: PatchGrid, channels: Int, values: [Float], lengths: [Float]) {
    precondition(values.count == grid.count * channels && lengths.count == grid.count)
    self.grid = grid
    self.channels = channels
    self.values = values
    self.lengths = lengths
  }

  /// Creates the set by normalizing a backbone's output.
  ///
  /// - Parameters:
  ///   - networkOutput: The output, shape `[N, C]`, as in `FaceFeatures.patches`; a row of zeros
  ///     stays unchanged.
  /// - Precondition: The count agrees with the grid and the channels.
  /// - Complexity: O(N * C); the lengths are summed in double precision.
  package init(grid: PatchGrid, channels: Int, networkOutput: [Float]) {
    precondition(networkOutput.count == grid.count * channels)
    var values = networkOutput
    var lengths = [Float](repeating: 0, count: grid.count)
    values.withUnsafeMutableBufferPointer { values in
      for patch in 0..<grid.count {
        let row = UnsafeMutableBufferPointer(
          rebasing: values[patch * channels..<(patch + 1) * channels])
        var square = 0.0
        for value in row { square += Double(value) * Double(value) }
        let length = square.squareRoot()
        lengths[patch] = Float(length)
        guard length > 0 else { continue }
        let scale = 1 / length
        for channel in 0..<channels { row[channel] = Float(Double(row[channel]) * scale) }
      }
    }
    self.init(grid: grid, channels: channels, values: values, lengths: lengths)
  }
}
