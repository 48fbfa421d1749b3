import Basics
import Pictures

/// The faces of a backbone's training: gray and square, in memory.
struct GrayFaces: Sendable {
  let side: Int
  /// The samples, shape `[count, side, side]`.
  let samples: [UInt8]
  let labels: [Int]
  /// The largest enlargement, 1 or more, which a random half of the faces gets.
  let zoom: Float

  var count: Int { labels.count }

  /// The largest displacement of a face, in pixels.
  private static let shift: Float = 3

  /// Writes a face in the form of the network's input. At random, half of the faces are enlarged,
  /// each is moved by up to three pixels beyond the enlargement, and its brightness changes by up
  /// to a tenth.
  ///
  /// - Parameters:
  ///   - target: Receives (x - 127.5) / 127.5, shape `[side, side]`.
  ///   - generator: The source of the random numbers.
  func write(_ face: Int, to target: UnsafeMutablePointer<Float>, generator: SeededGenerator) {
    var generator = generator
    let enlarged = generator.share() < 0.5 ? 1 : 1 + (zoom - 1) * generator.share()
    let step = 1 / enlarged
    let free = Float(side) * (1 - step) + 2 * Self.shift
    let rows = places(from: free * generator.share() - Self.shift, step)
    let columns = places(from: free * generator.share() - Self.shift, step)
    let factor = (1 + 0.1 * generator.unit()) / 127.5
    samples.withUnsafeBufferPointer { samples in
      let start = face * side * side
      for (y, row) in rows.enumerated() {
        let (upper, lower) = (start + row.first * side, start + row.second * side)
        for (x, column) in columns.enumerated() {
          let top = mixed(
            samples[upper + column.first], samples[upper + column.second], column.part)
          let low = mixed(
            samples[lower + column.first], samples[lower + column.second], column.part)
          target[y * side + x] = (top + row.part * (low - top) - 127.5) * factor
        }
      }
    }
  }

  /// A sample between two others: `first` if `part` is 0, `second` if it is 1.
  private struct Place {
    let first: Int
    let second: Int
    let part: Float
  }

  /// Returns the source positions of a row or column; at the edges the last sample is repeated.
  private func places(from start: Float, _ step: Float) -> [Place] {
    (0..<side).map { index in
      let position = min(max(start + (Float(index) + 0.5) * step - 0.5, 0), Float(side - 1))
      let first = Int(position)
      return Place(first: first, second: min(first + 1, side - 1), part: position - Float(first))
    }
  }
}

private func mixed(_ a: UInt8, _ b: UInt8, _ part: Float) -> Float {
  Float(a) + part * (Float(b) - Float(a))
}
