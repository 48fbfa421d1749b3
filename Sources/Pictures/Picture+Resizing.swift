extension Picture {
  /// Returns the picture in another size.
  ///
  /// Each side is resized on its own, columns first, by a triangle filter. Its half width is one
  /// pixel when enlarging (bilinear, half-pixel centers) and one output pixel when shrinking (so
  /// that every source pixel counts). Weights have 22 fractional bits, and the intermediate picture
  /// has 8-bit samples. The bytes are those of `resize` with `BILINEAR` in Pillow 10.
  ///
  /// - Precondition: `width` and `height` are positive.
  /// - Complexity: O(source pixels + output pixels).
  package func resized(width newWidth: Int, height newHeight: Int) -> Picture {
    precondition(newWidth > 0 && newHeight > 0)
    let channelCount = channels.rawValue
    var result = self
    if newWidth != width {
      let filter = TriangleFilter(from: width, to: newWidth)
      result = Picture(width: newWidth, height: height, channels: channels) { target in
        samples.withUnsafeBufferPointer { source in
          for y in 0..<height {
            for x in 0..<newWidth {
              for channel in 0..<channelCount {
                target[(y * newWidth + x) * channelCount + channel] = filter.sample(
                  x, of: source, start: y * width * channelCount + channel, step: channelCount)
              }
            }
          }
        }
      }
    }
    guard newHeight != height else { return result }
    let filter = TriangleFilter(from: height, to: newHeight)
    let stride = newWidth * channelCount
    return Picture(width: newWidth, height: newHeight, channels: channels) { target in
      result.samples.withUnsafeBufferPointer { source in
        for y in 0..<newHeight {
          for place in 0..<stride {
            target[y * stride + place] = filter.sample(y, of: source, start: place, step: stride)
          }
        }
      }
    }
  }
}

/// The source samples that make each output sample of one line, with their weights.
private struct TriangleFilter {
  private static let fractionBits = 22

  /// The beginning of an output sample's weights, and its first source sample.
  private struct Span {
    let first: Int
    let weights: Range<Int>
  }

  private let spans: [Span]
  private let weights: [Int]

  init(from sourceCount: Int, to outputCount: Int) {
    let scale = Double(sourceCount) / Double(outputCount)
    let halfWidth = max(scale, 1)
    var spans: [Span] = []
    var weights: [Int] = []
    for output in 0..<outputCount {
      let center = (Double(output) + 0.5) * scale
      let first = max(0, Int(center - halfWidth + 0.5))
      let end = min(sourceCount, Int(center + halfWidth + 0.5))
      let shares = (first..<end).map { source in
        max(0, 1 - abs((Double(source) + 0.5 - center) / halfWidth))
      }
      let total = shares.reduce(0, +)
      spans.append(Span(first: first, weights: weights.count..<weights.count + shares.count))
      weights += shares.map {
        Int(($0 / total * Double(1 << Self.fractionBits)).rounded(.toNearestOrAwayFromZero))
      }
    }
    self.spans = spans
    self.weights = weights
  }

  @inline(__always)
  func sample(
    _ output: Int, of source: UnsafeBufferPointer<UInt8>, start: Int, step: Int
  ) -> UInt8 {
    let span = spans[output]
    var place = start + span.first * step
    var sum = 1 << (Self.fractionBits - 1)
    for index in span.weights {
      sum += weights[index] * Int(source[place])
      place += step
    }
    return UInt8(min(255, sum >> Self.fractionBits))
  }
}
