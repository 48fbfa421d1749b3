import Faces
import Pictures

#if canImport(Glibc)
  import Glibc
#endif

/// The luminance of a face: a histogram of 256 levels of Y = 0.2126 R + 0.7152 G + 0.0722 B of
/// linearized sRGB.
struct FaceLuminance: Sendable {
  /// The number of pixels at each level.
  let levels: [Int]
  let count: Int

  /// The most pixels that are counted along a side; of a larger face every second, third … pixel.
  private static let mostSamples = 400.0

  /// Counts the pixels inside a polygon.
  ///
  /// - Returns: `nil` if no pixel of the picture lies inside.
  init?(_ picture: PhotographPart, inside polygon: [Landmarks68.Point]) {
    let (width, height) = (Double(picture.width), Double(picture.height))
    let xs = polygon.map(\.x)
    let ys = polygon.map(\.y)
    let left = max(0, xs.min() ?? 0), right = min(width - 1, xs.max() ?? -1)
    let top = max(0, ys.min() ?? 0), bottom = min(height - 1, ys.max() ?? -1)
    guard left <= right, top <= bottom else { return nil }
    let step = max(1, Int((max(right - left, bottom - top) / Self.mostSamples).rounded(.up)))
    var levels = [Int](repeating: 0, count: 256)
    var count = 0
    for y in stride(from: Int(top.rounded(.up)), through: Int(bottom), by: step) {
      guard let (first, last) = Self.crossing(polygon, y: Double(y)) else { continue }
      let begin = max(Int(first.rounded(.up)), 0)
      let end = min(Int(last.rounded(.down)), picture.width - 1)
      for x in stride(from: begin, through: end, by: step) {
        levels[picture.luminance(x: x, y: y)] += 1
        count += 1
      }
    }
    guard count > 0 else { return nil }
    self.levels = levels
    self.count = count
  }

  /// Counts a square at 64 by 64 places between pixels.
  ///
  /// - Returns: `nil` if a part of it lies outside the picture.
  init?(_ picture: PhotographPart, square: FaceGeometry.Square) {
    let (left, top) = (square.middleX - square.side / 2, square.middleY - square.side / 2)
    guard left >= 0, top >= 0, left + square.side <= Double(picture.width - 1),
      top + square.side <= Double(picture.height - 1), square.side > 0
    else { return nil }
    let places = 64
    var levels = [Int](repeating: 0, count: 256)
    for row in 0..<places {
      for column in 0..<places {
        let x = left + square.side * (Double(column) + 0.5) / Double(places)
        let y = top + square.side * (Double(row) + 0.5) / Double(places)
        levels[picture.luminance(betweenX: x, y: y)] += 1
      }
    }
    self.levels = levels
    count = places * places
  }

  /// Returns where a line across a convex polygon enters and leaves it.
  private static func crossing(
    _ polygon: [Landmarks68.Point], y: Double
  ) -> (Double, Double)? {
    var first = Double.infinity
    var last = -Double.infinity
    for (place, from) in polygon.enumerated() {
      let to = polygon[(place + 1) % polygon.count]
      guard min(from.y, to.y) <= y, y <= max(from.y, to.y) else { continue }
      let x =
        from.y == to.y ? from.x : from.x + (to.x - from.x) * (y - from.y) / (to.y - from.y)
      first = min(first, x, from.y == to.y ? to.x : x)
      last = max(last, x, from.y == to.y ? to.x : x)
    }
    return first <= last ? (first, last) : nil
  }

  private func mean(_ value: (Double) -> Double) -> Double {
    var sum = 0.0
    for (level, pixels) in levels.enumerated() where pixels > 0 {
      sum += value(Double(level) / 255) * Double(pixels)
    }
    return sum / Double(count)
  }

  var mean: Double { mean { $0 } }

  var variance: Double {
    let middle = mean
    return mean { ($0 - middle) * ($0 - middle) }
  }

  func share(of range: ClosedRange<Int>) -> Double {
    Double(levels[range].reduce(0, +)) / Double(count)
  }

  /// In bits.
  var entropy: Double {
    levels.reduce(0) { sum, pixels in
      guard pixels > 0 else { return sum }
      let share = Double(pixels) / Double(count)
      return sum - share * log2(share)
    }
  }

  /// Returns the common share of two histograms.
  func intersection(with other: FaceLuminance) -> Double {
    zip(levels, other.levels).reduce(0) { sum, pair in
      sum + min(Double(pair.0) / Double(count), Double(pair.1) / Double(other.count))
    }
  }
}

extension PhotographPart {
  /// Returns the luminance of a pixel, 0...255.
  fileprivate func luminance(x: Int, y: Int) -> Int {
    let place = sampleIndex(x: x, y: y)
    guard channels == .rgb else { return Int((linear[Int(samples[place])] * 255).rounded()) }
    let value =
      0.2126 * linear[Int(samples[place])] + 0.7152 * linear[Int(samples[place + 1])]
      + 0.0722 * linear[Int(samples[place + 2])]
    return min(Int((value * 255).rounded()), 255)
  }

  /// Returns the luminance between pixels, bilinear.
  fileprivate func luminance(betweenX x: Double, y: Double) -> Int {
    let (column, row) = (Int(x), Int(y))
    let (right, below) = (min(column + 1, width - 1), min(row + 1, height - 1))
    let (partX, partY) = (x - Double(column), y - Double(row))
    let top =
      Double(luminance(x: column, y: row)) * (1 - partX)
      + Double(luminance(x: right, y: row)) * partX
    let bottom =
      Double(luminance(x: column, y: below)) * (1 - partX)
      + Double(luminance(x: right, y: below)) * partX
    return Int((top * (1 - partY) + bottom * partY).rounded())
  }
}

/// The light of each sample value of sRGB, 0...1.
///
/// IEC 61966-2-1:1999.
private let linear: [Double] = (0...255).map { value in
  let share = Double(value) / 255
  return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
}
