import Basics
import Identification
import Networks
import Pictures
import Statistics

/// The importance of each pixel of the query for one candidate, on demand: the correlation of what a
/// random mask hides with the number's rank among all masks.
///
/// After CorrRISE (Lu, Xu and Ebrahimi 2024, "Explainable face verification via feature-guided gradient
/// backpropagation and correlation", https://arxiv.org/abs/2407.05983): each mask hides three black
/// squares, 30 of 112 of the picture's smaller side wide.
package struct PixelImportance: Sendable, Equatable, Codable {
  package let width: Int
  package let height: Int
  package let masks: Int
  package let seed: UInt64
  /// Shape `[height, width]`, -1...1 with three decimals: positive where the score falls if the pixel is hidden.
  package let score: [Double]
  /// The same for the margin over the best other person; `nil` without another person.
  package let margin: [Double]?
}

/// The masks of `PixelImportance`.
struct PixelMasks: Sendable {
  let width: Int
  let height: Int
  /// The left upper corners of each mask's squares.
  private let corners: [[(x: Int, y: Int)]]
  private let side: Int

  static let squares = 3

  init(width: Int, height: Int, count: Int, seed: UInt64) {
    self.width = width
    self.height = height
    let side = max(1, min(width, height) * 30 / 112)
    self.side = side
    var generator = SeededGenerator(seed: seed)
    corners = (0..<count).map { _ in
      (0..<Self.squares).map { _ in
        (
          Int.random(in: 0...width - side, using: &generator),
          Int.random(in: 0...height - side, using: &generator)
        )
      }
    }
  }

  var count: Int { corners.count }

  /// The pixels that a mask hides, each once.
  private func hidden(_ mask: Int) -> [Bool] {
    var hidden = [Bool](repeating: false, count: width * height)
    for corner in corners[mask] {
      for y in corner.y..<corner.y + side {
        for x in corner.x..<corner.x + side { hidden[y * width + x] = true }
      }
    }
    return hidden
  }

  /// The picture behind a mask.
  func picture(_ mask: Int, of face: Picture) -> Picture {
    let count = face.channels.rawValue
    var samples = face.samples
    for (pixel, isHidden) in hidden(mask).enumerated() where isHidden {
      for channel in 0..<count { samples[pixel * count + channel] = 0 }
    }
    return Picture(width: width, height: height, channels: face.channels, samples: samples)
  }

  /// Returns the correlation of seeing each pixel with the rank of a number.
  ///
  /// - Parameter numbers: One for each mask. Equal numbers share the mean of their ranks.
  /// - Returns: Shape `[height, width]`; 0 where a pixel is always or never hidden, or all numbers are
  ///   the same.
  func correlations(_ numbers: [Double]) -> [Double] {
    precondition(numbers.count == count)
    let ranks = meanRanks(of: numbers)
    let mean = Double(count + 1) / 2
    let variance = ranks.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    var times = [Int](repeating: 0, count: width * height)
    var sums = [Double](repeating: 0, count: width * height)
    for mask in 0..<count {
      let rank = ranks[mask] - mean
      for (pixel, isHidden) in hidden(mask).enumerated() where isHidden {
        times[pixel] += 1
        sums[pixel] += rank
      }
    }
    return zip(times, sums).map { times, sum in
      let share = Double(times) / Double(count)
      let spread = (Double(count) * share * (1 - share) * variance).squareRoot()
      // The ranks sum to zero, so seeing a pixel is the opposite of hiding it.
      return spread > 0 ? (-1000 * sum / spread).rounded() / 1000 : 0
    }
  }
}
