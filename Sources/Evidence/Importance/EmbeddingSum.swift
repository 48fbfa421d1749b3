import Basics
import Identification
import Networks

/// A backbone's embedding as a sum over its patches.
package struct EmbeddingSum: Sendable {
  private let grid: PatchGrid
  private let channels: Int
  /// Shape `[d, N * C]`; see `Backbone.embeddingMap`.
  private let weight: [Float]
  /// Shape `[d]`.
  private let bias: [Float]

  /// - Returns: `nil` if the embedding is not a linear map of the patches: an embedding with the mirrored
  ///   picture's features also depends on that picture's patches.
  package init?(_ backbone: any Backbone) {
    guard let map = try? backbone.embeddingMap(), map.bias.count == backbone.shape.embeddingSize
    else { return nil }
    grid = backbone.shape.grid
    channels = backbone.shape.patchChannels
    (weight, bias) = map
  }

  /// The vectors that add up to a query's embedding of length 1.
  struct Parts: Sendable {
    /// One for each patch of the backbone's own grid, shape `[d]` each.
    let patches: [[Double]]
    /// That of the bias.
    let constant: [Double]
  }

  /// - Complexity: O(d * N * C), in double precision, on `Threads.count` threads.
  func parts(of query: Query) -> Parts {
    precondition(query.patches.grid == grid && query.patches.channels == channels)
    let (count, size) = (grid.count, bias.count)
    let patches = collectInParallel(count: count) { patch, _ in
      let values = query.networkOutput[patch * channels..<(patch + 1) * channels]
      return (0..<size).map { row in
        let start = (row * count + patch) * channels
        return orderedProduct(weight[start..<start + channels], values)
      }
    }
    var length = 0.0
    for row in 0..<size {
      let sum = patches.reduce(Double(bias[row])) { $0 + $1[row] }
      length += sum * sum
    }
    let scale = length > 0 ? 1 / length.squareRoot() : 0
    return Parts(
      patches: patches.map { $0.map { $0 * scale } }, constant: bias.map { Double($0) * scale })
  }
}

extension EmbeddingSum.Parts {
  /// Returns what each patch, and the bias, adds to the cosine with an embedding of length 1.
  func contributions(to embedding: some Collection<Float>) -> (patches: [Double], constant: Double)
  {
    func product(_ part: [Double]) -> Double {
      zip(part, embedding).reduce(0) { $0 + $1.0 * Double($1.1) }
    }
    return (patches.map(product), product(constant))
  }
}

/// Moves numbers that add up from one grid to another, by the shares of area that the cells have in
/// common; the sum stays the same.
func redistributed(_ values: [Double], from old: PatchGrid, to new: PatchGrid) -> [Double] {
  guard old != new else { return values }
  /// The part of old cell `place` of `count` that lies in new cell `cell` of `cells`.
  func share(_ place: Int, of count: Int, in cell: Int, of cells: Int) -> Double {
    let low = max(place * cells, cell * count)
    let high = min((place + 1) * cells, (cell + 1) * count)
    return max(0, Double(high - low)) / Double(cells)
  }
  var result = [Double](repeating: 0, count: new.count)
  for (patch, value) in values.enumerated() {
    let (row, column) = (patch / old.columns, patch % old.columns)
    for newRow in 0..<new.rows {
      let height = share(row, of: old.rows, in: newRow, of: new.rows)
      guard height > 0 else { continue }
      for newColumn in 0..<new.columns {
        let width = share(column, of: old.columns, in: newColumn, of: new.columns)
        result[newRow * new.columns + newColumn] += value * height * width
      }
    }
  }
  return result
}
