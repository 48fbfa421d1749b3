/// A rectangle of pixels inside a picture; it has at least one.
package struct PictureArea: Sendable, Equatable {
  package let columns: Range<Int>
  package let rows: Range<Int>

  /// - Precondition: Neither range is empty.
  package init(columns: Range<Int>, rows: Range<Int>) {
    precondition(!columns.isEmpty && !rows.isEmpty)
    self.columns = columns
    self.rows = rows
  }

  /// Creates the pixels of a picture between two positions, both included, and those one pixel around
  /// them; the nearest ones of the picture if the positions lie outside it.
  ///
  /// - Parameters:
  ///   - left: A position in pixels: the center of the first pixel is 0. It may be any number.
  ///   - width: The width of the picture.
  package init(
    left: Double, top: Double, right: Double, bottom: Double, inWidth width: Int, height: Int
  ) {
    func range(_ first: Double, _ last: Double, _ length: Int) -> Range<Int> {
      func place(_ value: Double) -> Int {
        value.isNaN ? 0 : Int(min(max(value, -2), Double(length) + 2))
      }
      let start = min(max(place(first.rounded(.down)) - 1, 0), length - 1)
      let end = min(max(place(last.rounded(.up)) + 2, start + 1), length)
      return start..<end
    }
    self.init(columns: range(left, right, width), rows: range(top, bottom, height))
  }

  package var pixelCount: Int { columns.count * rows.count }

  package func contains(_ other: PictureArea) -> Bool {
    columns.contains(other.columns) && rows.contains(other.rows)
  }

  /// Returns the smallest area that contains both.
  package func union(_ other: PictureArea) -> PictureArea {
    func both(_ a: Range<Int>, _ b: Range<Int>) -> Range<Int> {
      min(a.lowerBound, b.lowerBound)..<max(a.upperBound, b.upperBound)
    }
    return PictureArea(columns: both(columns, other.columns), rows: both(rows, other.rows))
  }
}

/// The pixels of an area of a picture, at the picture's own positions.
package struct PhotographPart: Sendable {
  /// The pixels of `area`.
  let pixels: Picture
  package let area: PictureArea
  /// The width of the whole picture.
  package let width: Int
  package let height: Int

  /// Creates the part that is the whole picture.
  package init(_ picture: Picture) {
    self.init(
      picture, area: PictureArea(columns: 0..<picture.width, rows: 0..<picture.height),
      width: picture.width, height: picture.height)
  }

  init(_ pixels: Picture, area: PictureArea, width: Int, height: Int) {
    precondition(pixels.width == area.columns.count && pixels.height == area.rows.count)
    self.pixels = pixels
    self.area = area
    self.width = width
    self.height = height
  }

  package var channels: Picture.Channels { pixels.channels }
  /// The samples of the area, as in a picture.
  package var samples: [UInt8] { pixels.samples }

  /// Returns the index in `samples` of a pixel's first sample.
  ///
  /// - Parameter x: The column in the whole picture.
  /// - Precondition: The pixel lies in the area.
  package func sampleIndex(x: Int, y: Int) -> Int {
    precondition(area.columns.contains(x) && area.rows.contains(y))
    return ((y - area.rows.lowerBound) * pixels.width + x - area.columns.lowerBound)
      * channels.rawValue
  }

  /// Returns the pixels of a smaller area.
  ///
  /// - Precondition: The part contains it.
  package func cropped(to wanted: PictureArea) -> Picture {
    precondition(area.contains(wanted))
    if wanted == area { return pixels }
    return pixels.cropped(
      x: wanted.columns.lowerBound - area.columns.lowerBound,
      y: wanted.rows.lowerBound - area.rows.lowerBound, width: wanted.columns.count,
      height: wanted.rows.count)
  }
}
