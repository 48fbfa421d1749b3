import Networks
import Pictures

/// The patches of a changed copy that differ from its original.
enum CoveredPatches {
  /// Differences of at most this many gray levels in each channel are not counted.
  static let tolerance = 8

  /// Returns for each patch whether at least half of its pixels differ in any channel.
  ///
  /// - Returns: `nil` if the pictures differ in size or channels.
  static func of(_ copy: Picture, original: Picture, grid: PatchGrid) -> [Bool]? {
    guard copy.width == original.width, copy.height == original.height,
      copy.channels == original.channels
    else { return nil }
    let channels = copy.channels.rawValue
    return (0..<grid.count).map { patch in
      let (row, column) = (patch / grid.columns, patch % grid.columns)
      let xs = column * copy.width / grid.columns..<(column + 1) * copy.width / grid.columns
      let ys = row * copy.height / grid.rows..<(row + 1) * copy.height / grid.rows
      var changed = 0
      for y in ys {
        for x in xs {
          let start = (y * copy.width + x) * channels
          let differs = (start..<start + channels).contains {
            abs(Int(copy.samples[$0]) - Int(original.samples[$0])) > tolerance
          }
          if differs { changed += 1 }
        }
      }
      return 2 * changed >= xs.count * ys.count
    }
  }

  /// Returns the share of a map's weight on the covered patches, and their share of the area; negative
  /// values count as 0.
  ///
  /// - Returns: `nil` if nothing is covered, or the map is empty.
  static func share(_ values: [Double], on covered: [Bool]) -> (weight: Double, area: Double)? {
    let positive = values.map { max(0, $0) }
    let total = positive.reduce(0, +)
    guard total > 0, covered.contains(true) else { return nil }
    let weight = zip(positive, covered).reduce(0) { $0 + ($1.1 ? $1.0 : 0) }
    return (weight / total, Double(covered.count { $0 }) / Double(covered.count))
  }
}
