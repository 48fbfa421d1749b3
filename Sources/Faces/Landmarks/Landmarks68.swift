import Pictures

/// The 68 facial landmarks of iBUG's 300-W, in pixels of a picture.
///
/// The order is the standard one: chin 0-16, eyebrows 17-26, nose 27-35, eyes 36-47, mouth 48-67.
/// The center of the picture's first pixel is (0, 0). A point may lie outside the picture.
///
/// Sagonas et al. 2013, https://ibug.doc.ic.ac.uk/resources/facial-point-annotations/
package struct Landmarks68: Sendable, Equatable {
  package struct Point: Sendable, Hashable {
    package let x: Double
    package let y: Double

    package init(x: Double, y: Double) {
      self.x = x
      self.y = y
    }
  }

  package static let count = 68

  /// The limit for landmarks of a picture: twice its longest possible side.
  package static let farthest = 2 * Double(Picture.maximumSide)

  /// Returns whether a coordinate from a file can belong to a supported picture.
  static func isPossible(_ coordinate: Double) -> Bool { abs(coordinate) <= farthest }

  package let points: [Point]

  /// - Precondition: There are 68 points with finite coordinates.
  package init(points: [Point]) {
    precondition(points.count == Self.count)
    precondition(points.allSatisfy { $0.x.isFinite && $0.y.isFinite })
    self.points = points
  }

  /// Returns the landmarks of the picture that `Picture.warped(by:width:height:)` returns.
  package func transformed(by similarity: Similarity2D) -> Landmarks68 {
    Landmarks68(
      points: points.map {
        let (x, y) = similarity(x: $0.x, y: $0.y)
        return Point(x: x, y: y)
      })
  }

  /// Returns the number of landmarks in each cell of a grid over the picture, from which LMK
  /// weights are computed.
  ///
  /// The cell of a point is (floor(y * rows / height), floor(x * columns / width)). A point outside
  /// the picture counts for the nearest cell, so that no landmark is lost.
  ///
  /// - Returns: The counts, shape `[rows * columns]`, row by row; the sum is 68.
  /// - Precondition: All four numbers are positive.
  package func density(
    rows: Int, columns: Int, pictureWidth: Int, pictureHeight: Int
  ) -> [Double] {
    precondition(rows > 0 && columns > 0 && pictureWidth > 0 && pictureHeight > 0)
    func cell(_ position: Double, _ count: Int, _ length: Int) -> Int {
      let place = (position * Double(count) / Double(length)).rounded(.down)
      return Int(min(max(place, 0), Double(count - 1)))
    }
    var counts = [Double](repeating: 0, count: rows * columns)
    for point in points {
      let row = cell(point.y, rows, pictureHeight)
      counts[row * columns + cell(point.x, columns, pictureWidth)] += 1
    }
    return counts
  }
}
