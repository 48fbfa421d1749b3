extension Picture {
  /// Creates a picture whose samples `body` writes.
  init(
    width: Int, height: Int, channels: Channels,
    filling body: (UnsafeMutableBufferPointer<UInt8>) -> Void
  ) {
    let count = width * height * channels.rawValue
    self.init(
      width: width, height: height, channels: channels,
      samples: [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
        body(UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
        filled = count
      })
  }

  /// Returns the picture with other channels. Gray is the luma of ITU-R BT.601, (19595 R + 38470 G
  /// + 7471 B + 32768) >> 16, as Pillow computes it; RGB repeats gray.
  package func converted(to wanted: Channels) -> Picture {
    if wanted == channels { return self }
    return Picture(width: width, height: height, channels: wanted) { target in
      samples.withUnsafeBufferPointer { source in
        for pixel in 0..<width * height {
          switch wanted {
          case .gray:
            let red = 19595 * Int(source[3 * pixel])
            let green = 38470 * Int(source[3 * pixel + 1])
            let blue = 7471 * Int(source[3 * pixel + 2])
            target[pixel] = UInt8((red + green + blue + 32768) >> 16)
          case .rgb:
            for channel in 0..<3 { target[3 * pixel + channel] = source[pixel] }
          }
        }
      }
    }
  }

  /// Returns a rectangle of the picture.
  ///
  /// - Precondition: The rectangle is not empty and lies inside.
  package func cropped(x: Int, y: Int, width: Int, height: Int) -> Picture {
    precondition(x >= 0 && y >= 0 && width > 0 && height > 0)
    precondition(width <= self.width - x && height <= self.height - y)
    let (stride, length) = (self.width * channels.rawValue, width * channels.rawValue)
    var result: [UInt8] = []
    result.reserveCapacity(height * length)
    for row in y..<y + height {
      let start = row * stride + x * channels.rawValue
      result += samples[start..<start + length]
    }
    return Picture(width: width, height: height, channels: channels, samples: result)
  }
}
