/// Rows divided by their lengths, with the gradient of that operation.
struct UnitRows {
  private(set) var values: [Float]
  private let inverseLengths: [Float]
  private let size: Int

  /// Divides rows by their lengths; a row of zeros stays unchanged.
  init(_ rows: UnsafePointer<Float>, rows count: Int, size: Int) {
    self.size = size
    var inverses = [Float](repeating: 0, count: count)
    values = [Float](unsafeUninitializedCapacity: count * size) { buffer, initialized in
      for row in 0..<count {
        var sum = 0.0
        for place in row * size..<(row + 1) * size {
          sum += Double(rows[place]) * Double(rows[place])
        }
        let inverse = sum > 0 ? Float(1 / sum.squareRoot()) : 0
        inverses[row] = inverse
        for place in row * size..<(row + 1) * size { buffer[place] = rows[place] * inverse }
      }
      initialized = count * size
    }
    inverseLengths = inverses
  }

  /// Computes the gradient with respect to the rows from that with respect to the unit rows: the
  /// part along the row vanishes, the rest is divided by its length.
  func backward(_ gradient: [Float], to target: UnsafeMutablePointer<Float>, adds: Bool) {
    for (row, inverse) in inverseLengths.enumerated() {
      let range = row * size..<(row + 1) * size
      var along: Float = 0
      for place in range { along += gradient[place] * values[place] }
      for place in range {
        let value = (gradient[place] - along * values[place]) * inverse
        target[place] = adds ? target[place] + value : value
      }
    }
  }
}
