extension Picture {
  /// The picture with left and right exchanged.
  package var mirrored: Picture {
    let count = channels.rawValue
    return Picture(width: width, height: height, channels: channels) { target in
      for y in 0..<height {
        for x in 0..<width {
          for channel in 0..<count {
            target[(y * width + x) * count + channel] =
              samples[(y * width + width - 1 - x) * count + channel]
          }
        }
      }
    }
  }

  /// Returns the picture, divided into equal cells, with some cells filled with one gray.
  ///
  /// - Parameters:
  ///   - cells: The cells, numbered row by row. Their borders are rounded to whole pixels.
  ///   - gray: The sample in every channel.
  package func covering(
    cells: some Sequence<Int>, rows: Int, columns: Int, gray: UInt8 = 128
  ) -> Picture {
    replacing(cells: cells, rows: rows, columns: columns) { _ in gray }
  }

  /// Returns the same with some cells taken from another picture.
  ///
  /// - Precondition: The other picture has the same size and channels.
  package func covering(
    cells: some Sequence<Int>, rows: Int, columns: Int, with other: Picture
  ) -> Picture {
    precondition(
      other.width == width && other.height == height && other.channels == channels)
    return other.samples.withUnsafeBufferPointer { samples in
      replacing(cells: cells, rows: rows, columns: columns) { samples[$0] }
    }
  }

  /// - Parameter sample: Returns the new sample of a place in `samples`.
  private func replacing(
    cells: some Sequence<Int>, rows: Int, columns: Int, by sample: (Int) -> UInt8
  ) -> Picture {
    precondition(rows > 0 && columns > 0)
    let count = channels.rawValue
    var samples = samples
    for cell in cells {
      let (row, column) = (cell / columns, cell % columns)
      let xs = column * width / columns..<(column + 1) * width / columns
      for y in row * height / rows..<(row + 1) * height / rows {
        let start = (y * width + xs.lowerBound) * count
        for place in start..<start + xs.count * count { samples[place] = sample(place) }
      }
    }
    return Picture(width: width, height: height, channels: channels, samples: samples)
  }
}
