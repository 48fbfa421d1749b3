import Basics

/// The initial parameters of a training.
extension TrainableBackboneLayout {
  /// Returns filters and matrices of uniform random values with variance 2 / (fan-in + fan-out)
  /// (Glorot and Bengio 2010); gains are 1, shifts 0, slopes 0.25.
  func firstParameters(seed: UInt64) -> FloatBuffer {
    let buffer = FloatBuffer(count: parameters.count)
    var generator = SeededGenerator(seed: seed)
    for entry in parameters.entries {
      if entry.shape.count > 1 {
        let area = entry.shape.dropFirst(2).reduce(1, *)
        let fans = Double((entry.shape[0] + entry.shape[1]) * area)
        let scale = Float((6 / fans).squareRoot())
        for place in entry.range { buffer.pointer[place] = scale * generator.unit() }
      } else if entry.shape == [1] {
        buffer.pointer[entry.range.lowerBound] = 0.25
      } else if entry.name.hasSuffix(".weight") {
        for place in entry.range { buffer.pointer[place] = 1 }
      }
    }
    return buffer
  }

  /// Returns means of 0 and variances of 1.
  func firstStatistics() -> FloatBuffer {
    let buffer = FloatBuffer(count: statistics.count)
    for entry in statistics.entries where entry.name.hasSuffix(".running_var") {
      for place in entry.range { buffer.pointer[place] = 1 }
    }
    return buffer
  }
}
