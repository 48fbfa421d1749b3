extension Picture {
  /// Returns the picture transformed by a similarity: the pixel at p of the result is the picture
  /// at the inverse image of p, bilinear between the four pixels around it. Pixels outside count as
  /// `border` in each channel, or as the nearest pixel of the picture.
  ///
  /// - Parameters:
  ///   - similarity: Maps positions in this picture to positions in the result.
  ///   - border: The sample outside the picture; 0 is black. `nil` repeats the picture's edge.
  /// - Precondition: `similarity` has an inverse; `width` and `height` are positive.
  package func warped(
    by similarity: Similarity2D, width newWidth: Int, height newHeight: Int, border: UInt8? = 0
  ) -> Picture {
    precondition(newWidth > 0 && newHeight > 0)
    guard let inverse = similarity.inverse else {
      preconditionFailure("a similarity of scale zero has no inverse")
    }
    let channelCount = channels.rawValue
    return Picture(width: newWidth, height: newHeight, channels: channels) { target in
      samples.withUnsafeBufferPointer { source in
        func sample(_ x: Int, _ y: Int, _ channel: Int) -> Double {
          var (x, y) = (x, y)
          if x < 0 || y < 0 || x >= width || y >= height {
            if let border { return Double(border) }
            (x, y) = (min(max(x, 0), width - 1), min(max(y, 0), height - 1))
          }
          return Double(source[(y * width + x) * channelCount + channel])
        }
        var place = 0
        for outY in 0..<newHeight {
          for outX in 0..<newWidth {
            let point = inverse(x: Double(outX), y: Double(outY))
            // Positions further out are all border; the limits keep them within an Int.
            let x = min(max(point.x, -2), Double(width) + 1)
            let y = min(max(point.y, -2), Double(height) + 1)
            let (left, top) = (x.rounded(.down), y.rounded(.down))
            let (column, row, alongX, alongY) = (Int(left), Int(top), x - left, y - top)
            for channel in 0..<channelCount {
              let upper =
                sample(column, row, channel) * (1 - alongX)
                + sample(column + 1, row, channel) * alongX
              let lower =
                sample(column, row + 1, channel) * (1 - alongX)
                + sample(column + 1, row + 1, channel) * alongX
              target[place] = UInt8((upper * (1 - alongY) + lower * alongY).rounded())
              place += 1
            }
          }
        }
      }
    }
  }
}
