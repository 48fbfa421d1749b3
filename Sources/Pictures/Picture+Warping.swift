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
    PhotographPart(self).warped(by: similarity, width: newWidth, height: newHeight, border: border)
  }
}

extension PictureArea {
  /// Creates the pixels that a warped picture is made of.
  ///
  /// - Parameters:
  ///   - similarity: Maps positions in the picture to positions in the result.
  ///   - width: The width of the result.
  ///   - pictureWidth: The width of the picture.
  /// - Precondition: `similarity` has an inverse.
  package init(
    warpedBy similarity: Similarity2D, width: Int, height: Int, fromWidth pictureWidth: Int,
    height pictureHeight: Int
  ) {
    guard let inverse = similarity.inverse else {
      preconditionFailure("a similarity of scale zero has no inverse")
    }
    let (right, bottom) = (Double(width - 1), Double(height - 1))
    let corners = [(0, 0), (right, 0), (0, bottom), (right, bottom)].map {
      inverse(x: $0.0, y: $0.1)
    }
    let (xs, ys) = (corners.map(\.x), corners.map(\.y))
    self.init(
      left: xs.min()!, top: ys.min()!, right: xs.max()!, bottom: ys.max()!, inWidth: pictureWidth,
      height: pictureHeight)
  }
}

extension PhotographPart {
  /// Returns what the whole picture gives if it is warped: see `Picture.warped`.
  ///
  /// - Precondition: `similarity` has an inverse; the part contains the pixels of which the result is
  ///   made.
  package func warped(
    by similarity: Similarity2D, width newWidth: Int, height newHeight: Int, border: UInt8? = 0
  ) -> Picture {
    precondition(newWidth > 0 && newHeight > 0)
    guard let inverse = similarity.inverse else {
      preconditionFailure("a similarity of scale zero has no inverse")
    }
    precondition(
      area.contains(
        PictureArea(
          warpedBy: similarity, width: newWidth, height: newHeight, fromWidth: width,
          height: height)))
    let channelCount = channels.rawValue
    let (firstColumn, firstRow) = (area.columns.lowerBound, area.rows.lowerBound)
    let (columns, rows) = (area.columns.count, area.rows.count)
    let (lastColumn, lastRow) = (firstColumn + columns - 1, firstRow + rows - 1)
    return Picture(width: newWidth, height: newHeight, channels: channels) { target in
      samples.withUnsafeBufferPointer { source in
        func sample(_ x: Int, _ y: Int, _ channel: Int) -> Double {
          if let border, x < 0 || y < 0 || x >= width || y >= height { return Double(border) }
          // Inside the picture, the limits only keep the place within the part.
          let (column, row) = (
            min(max(x, firstColumn), lastColumn), min(max(y, firstRow), lastRow)
          )
          return Double(
            source[((row - firstRow) * columns + column - firstColumn) * channelCount + channel])
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
