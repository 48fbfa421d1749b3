import Basics
import Pictures

/// The faces of a backbone's training: gray and square, in memory.
struct GrayFaces: Sendable {
  let side: Int
  /// Shape `[count, side, side]`.
  let samples: [UInt8]
  let labels: [Int]
  /// Half of the faces are enlarged by chance, up to so many times; 1 or more.
  let zoom: Float

  var count: Int { labels.count }

  /// How far a face is moved, in pixels.
  private static let shift: Float = 3

  /// Writes a face as the network takes it: half of them enlarged, each moved by up to three pixels
  /// beyond what that needs, brighter or darker by up to a tenth, as chance has it.
  ///
  /// - Parameters:
  ///   - target: Shape `[side, side]`; takes (x - 127.5) / 127.5.
  ///   - generator: Decides.
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

  /// A sample between two: `first` where `part` is 0, `second` where it is 1.
  private struct Place {
    let first: Int
    let second: Int
    let part: Float
  }

  /// Where the samples of a row or a column come from; at the edges the last one is repeated.
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
