import Basics
import Pictures

/// The faces of a backbone's training: grey and square, in memory.
struct GreyFaces: Sendable {
  let side: Int
  /// Shape `[count, side, side]`.
  let samples: [UInt8]
  let labels: [Int]

  var count: Int { labels.count }

  /// Writes a face as the network takes it, moved by up to three pixels, brighter or darker by up to a
  /// tenth, as chance has it.
  ///
  /// - Parameters:
  ///   - target: Shape `[side, side]`; takes (x - 127.5) / 127.5.
  ///   - generator: Decides.
  func write(_ face: Int, to target: UnsafeMutablePointer<Float>, generator: SeededGenerator) {
    var generator = generator
    let (down, right) = (Self.shift(&generator), Self.shift(&generator))
    let factor = (1 + 0.1 * generator.unit()) / 127.5
    samples.withUnsafeBufferPointer { samples in
      let start = face * side * side
      for y in 0..<side {
        let row = start + min(max(y + down, 0), side - 1) * side
        for x in 0..<side {
          let column = min(max(x + right, 0), side - 1)
          target[y * side + x] = (Float(samples[row + column]) - 127.5) * factor
        }
      }
    }
  }

  /// -3...3.
  private static func shift(_ generator: inout SeededGenerator) -> Int {
    Int.random(in: -3...3, using: &generator)
  }
}
