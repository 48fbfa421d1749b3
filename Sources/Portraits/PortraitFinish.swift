import Basics
import Pictures

extension Portrait {
  /// Returns the picture with the effects of a camera: blur, exposure and tint, noise, and the
  /// losses of JPEG.
  ///
  /// - Parameter unit: The number of pixels of half a face's width; the blur is proportional to it.
  static func finished(
    _ picture: Picture, _ condition: PortraitCondition, unit: Double
  ) -> Picture {
    var samples = picture.samples
    let (width, height) = (picture.width, picture.height)
    let radius = condition.blur * unit / 50
    if radius > 0.05 { blur(&samples, width, height, radius: radius) }
    develop(&samples, condition)
    let result = Picture(width: width, height: height, channels: .rgb, samples: samples)
    guard let quality = condition.jpegQuality else { return result }
    let bytes = result.encodedJPEG(quality: quality)
    // The bytes were just written, so they can be read.
    guard let stored = try? Picture.decode(bytes, name: "portrait") else { return result }
    return stored.converted(to: .rgb)
  }

  /// Applies weights (1, w, 1) along both sides, as often as the radius requires.
  private static func blur(
    _ samples: inout [UInt8], _ width: Int, _ height: Int, radius: Double
  ) {
    // Each pass with side weight s adds a variance of 2s.
    let variance = radius * radius
    let passes = max(1, Int((variance / 0.5).rounded(.up)))
    let side = Int((variance / Double(passes) / 2 * 256).rounded())
    let middle = 256 - 2 * side
    var copy = samples
    for _ in 0..<passes {
      for (step, count, length) in [(3, width, 3), (3 * width, height, 3 * width)] {
        copy.withUnsafeMutableBufferPointer { target in
          samples.withUnsafeBufferPointer { source in
            for place in 0..<source.count {
              let index = step == 3 ? place % (3 * width) / length : place / length
              let before = index > 0 ? place - step : place
              let after = index < count - 1 ? place + step : place
              let sum =
                side * (Int(source[before]) + Int(source[after])) + middle * Int(source[place])
              target[place] = UInt8((sum + 128) >> 8)
            }
          }
        }
        swap(&copy, &samples)
      }
    }
  }

  private static func develop(_ samples: inout [UInt8], _ condition: PortraitCondition) {
    var random = SeededGenerator(purpose: 0x401E, seed: condition.texture)
    let tint = 0.07 * condition.lightTint
    let gains = [1 + tint, 1, 1 - 1.3 * tint].map { $0 * condition.exposure }
    let tables: [[Float]] = gains.map { gain in
      (0..<256).map { Float((Double($0) * gain - 118) * condition.contrast + 118) }
    }
    let deviation = Float(condition.noise)
    samples.withUnsafeMutableBufferPointer { samples in
      var bits: UInt64 = 0
      for place in 0..<samples.count {
        // The noise is mostly in brightness: the same for the three samples of a pixel, plus a
        // third for each.
        if place % 3 == 0 && deviation > 0 { bits = random.next() }
        var value = tables[place % 3][Int(samples[place])]
        if deviation > 0 {
          let shared = Float(bits & 0xFFF) + Float(bits >> 12 & 0xFFF) - 4095
          let own = Float(bits >> (24 + 12 * UInt64(place % 3)) & 0xFFF) - 2047.5
          // The standard deviations are 1672 for a triangle over +-4095 and 1182 for an even one
          // over +-2047.
          value += deviation * (0.9 * shared / 1672 + 0.44 * own / 1182)
        }
        samples[place] = UInt8(min(max(value, 0), 255) + 0.5)
      }
    }
  }
}
