import CVectorKernels

/// The matrices and vectors of one pair's Sinkhorn iterations. Rows are the gallery's patches,
/// columns the query's.
///
/// Unchecked: one thread uses it at a time.
final class SinkhornWorkspace: @unchecked Sendable {
  let pair: facet_sinkhorn_pair
  /// The sums of the flow's rows, shape `[rows]`; likewise of its columns, shape `[columns]`.
  let rowWeights: UnsafeMutablePointer<Float>
  let columnWeights: UnsafeMutablePointer<Float>
  private let memory: UnsafeMutableRawPointer
  /// The exact solver's memory: its sources are the query's patches.
  private(set) lazy var simplex = TransportSimplex(sources: pair.columns, sinks: pair.rows)

  init(rows: Int, columns: Int) {
    let (tall, wide) = (facet_padded(rows), facet_padded(columns))
    let sizes = [rows * wide, columns * tall, tall, wide, tall, wide, tall, wide]
    memory = UnsafeMutableRawPointer.allocate(
      byteCount: sizes.reduce(0, +) * MemoryLayout<Float>.size, alignment: 64)
    let floats = memory.initializeMemory(as: Float.self, repeating: 0, count: sizes.reduce(0, +))
    var parts: [UnsafeMutablePointer<Float>] = []
    var offset = 0
    for size in sizes {
      parts.append(floats + offset)
      offset += size
    }
    pair = facet_sinkhorn_pair(
      rows: rows, columns: columns, kernel: parts[0], transposed: parts[1], row_scale: parts[2],
      column_scale: parts[3], row_sums: parts[4], column_sums: parts[5])
    rowWeights = parts[6]
    columnWeights = parts[7]
  }

  deinit { memory.deallocate() }

  /// Sets weights with any sum; if all are zero, they are uniform.
  func setWeights(row: (Int) -> Double, column: (Int) -> Double) {
    Self.fill(rowWeights, count: pair.rows, row)
    Self.fill(columnWeights, count: pair.columns, column)
  }

  private static func fill(
    _ weights: UnsafeMutablePointer<Float>, count: Int, _ value: (Int) -> Double
  ) {
    var sum = 0.0
    for index in 0..<count { sum += value(index) }
    for index in 0..<count {
      weights[index] = Float(sum > 0 ? value(index) / sum : 1 / Double(count))
    }
  }

  /// Iterates until this pair has converged.
  ///
  /// - Parameter similarity: The similarities, shape `[rows, columns]`, rows `stride` apart.
  /// - Returns: `nil` if the similarities differ too much relative to epsilon for 32-bit numbers.
  func converge(
    similarity: UnsafePointer<Float>, stride: Int, epsilon: Float
  ) -> TransportScore? {
    var (least, greatest): (Float, Float) = (0, 0)
    facet_range(similarity, pair.rows, pair.columns, stride, &least, &greatest)
    guard greatest - least <= Sinkhorn.widestExponent * epsilon else { return nil }
    var pair = pair
    facet_sinkhorn_prepare(&pair, similarity, stride, greatest, 1 / epsilon)
    let iterations = facet_sinkhorn_converge(
      &pair, rowWeights, columnWeights, Float(Sinkhorn.tolerance), CInt(Sinkhorn.iterationLimit))
    return score(similarity: similarity, stride: stride, iterations: Int(iterations)) { error in
      iterations < Sinkhorn.iterationLimit || error <= Sinkhorn.tolerance
    }
  }

  /// Returns the score of the current flow.
  func score(
    similarity: UnsafePointer<Float>, stride: Int, iterations: Int,
    converged: (_ marginalError: Double) -> Bool
  ) -> TransportScore {
    var pair = pair
    let value = facet_sinkhorn_similarity(&pair, similarity, stride)
    var (rowError, columnError) = (0.0, 0.0)
    for row in 0..<pair.rows { rowError += Double(abs(pair.row_sums[row] - rowWeights[row])) }
    for column in 0..<pair.columns {
      columnError += Double(abs(pair.column_sums[column] - columnWeights[column]))
    }
    let error = max(rowError, columnError)
    return TransportScore(
      similarity: Double(value), iterations: iterations, converged: converged(error),
      marginalError: error)
  }

  /// The current flow, shape `[columns, rows]`; row: query patch.
  var flow: [Double] {
    let wide = facet_padded(pair.columns)
    var result = [Double](repeating: 0, count: pair.rows * pair.columns)
    for column in 0..<pair.columns {
      for row in 0..<pair.rows {
        let scales = Double(pair.row_scale[row]) * Double(pair.column_scale[column])
        result[column * pair.rows + row] = scales * Double(pair.kernel[row * wide + column])
      }
    }
    return result
  }
}
