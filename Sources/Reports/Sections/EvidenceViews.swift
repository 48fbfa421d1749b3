import Basics
import Evidence
import Identification
import Networks

// What sections and figures need of the evidence's types.

extension FlowMap {
  /// The weights of both faces.
  var weights: HeatmapPair {
    HeatmapPair(
      query: Heatmap(grid: grid, values: queryWeights),
      candidate: Heatmap(grid: grid, values: galleryWeights))
  }
}

extension ShownPicture {
  /// The height of the face divided by its width.
  var aspect: Double { Double(face.height) / Double(face.width) }
}

extension PatchGrid {
  /// Returns a patch's place: "3.2", row and column from 1.
  func placeName(_ patch: Int) -> String { "\(patch / columns + 1).\(patch % columns + 1)" }
}

extension PatchWeighting {
  var title: String {
    switch self {
    case .uniform: "Even weights"
    case .apc: "Average pooling correlation (APC)"
    case .cc: "Cross-correlation (CC)"
    case .sc: "Spatial correlation (SC)"
    case .lmk: "Density of facial landmarks (LMK)"
    }
  }

  var shortTitle: String { words }
}

extension Heatmap {
  /// The first patch of the highest number.
  var highestPatch: Int {
    values.indices.reduce(0) { values[$1] > values[$0] ? $1 : $0 }
  }

  /// Returns Pearson's correlation with another map of the same grid; `nil` if one of them is even.
  func correlation(with other: Heatmap) -> Double? {
    guard grid == other.grid else { return nil }
    let count = Double(values.count)
    let (mean, otherMean) = (values.reduce(0, +) / count, other.values.reduce(0, +) / count)
    var (both, own, others) = (0.0, 0.0, 0.0)
    for (value, otherValue) in zip(values, other.values) {
      both += (value - mean) * (otherValue - otherMean)
      own += (value - mean) * (value - mean)
      others += (otherValue - otherMean) * (otherValue - otherMean)
    }
    let size = (own * others).squareRoot()
    return size > 1e-12 ? both / size : nil
  }
}

extension PixelImportance {
  /// Returns the map of the lead, or else of the score, averaged over squares.
  func averaged(columns: Int) -> Heatmap {
    let columns = min(columns, width)
    let rows = max(1, min(height, columns * height / width))
    var sums = [Double](repeating: 0, count: rows * columns)
    var counts = sums
    let values = margin ?? score
    for y in 0..<height {
      for x in 0..<width {
        let cell = y * rows / height * columns + x * columns / width
        sums[cell] += values[y * width + x]
        counts[cell] += 1
      }
    }
    return Heatmap(
      grid: PatchGrid(rows: rows, columns: columns), values: zip(sums, counts).map { $0 / $1 })
  }
}

extension QueryEvidence {
  /// Adds up every flow map again before it is drawn.
  ///
  /// - Throws: `FlowDecompositionError`.
  func checkBalances() throws(FlowDecompositionError) {
    for candidate in candidates {
      for map in candidate.flowMaps { _ = try FlowDecomposition(map, count: 0) }
    }
  }
}
