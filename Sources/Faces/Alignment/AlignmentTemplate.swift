import Networks
import Pictures

/// The positions of the five points of a face in the picture that a network takes.
package struct AlignmentTemplate: Sendable, Equatable {
  /// The width of the aligned picture.
  package let width: Int
  package let height: Int
  package let points: FivePoints

  /// Creates the template for pictures of a size: those of 112x96, 112x112 and 150x150 have their
  /// own, and other squares have the scaled one of 160x160.
  ///
  /// - Parameter alignment: The alignment of a network's faces; `nil` if the size determines it.
  /// - Returns: `nil` for sizes without a template.
  package init?(width: Int, height: Int, alignment: FaceAlignment? = nil) {
    let places: [(x: Double, y: Double)]
    if width == 112 && height == 112 && (alignment ?? .arcFace) == .arcFace {
      // The points of 112x96, 8 pixels to the right.
      places = [
        (38.2946, 51.6963), (73.5318, 51.5014), (56.0252, 71.7366), (41.5493, 92.3655),
        (70.7299, 92.2041),
      ]
    } else if width == 96 && height == 112 {
      places = [
        (30.2946, 51.6963), (65.5318, 51.5014), (48.0252, 71.7366), (33.5493, 92.3655),
        (62.7299, 92.2041),
      ]
    } else if width == 150 && height == 150 && (alignment ?? .chip) == .chip {
      // dlib aligns by 68 landmarks. These are the mean places of MTCNN's five points in such chips,
      // of 435 pictures of LFW (every thirtieth), made symmetric.
      places = [
        (47.81, 46.05), (102.19, 46.05), (75, 77.61), (50.86, 105.1), (99.14, 105.1),
      ]
    } else if width == height && width > 0 {
      let scale = Double(width) / 160
      places = [
        (61.4356, 54.6963), (118.5318, 54.6963), (93.5252, 90.7366), (68.5493, 122.3655),
        (110.7299, 122.3641),
      ].map { ($0.0 * scale, $0.1 * scale) }
    } else {
      return nil
    }
    self.width = width
    self.height = height
    points = FivePoints(points: places.map { Landmarks68.Point(x: $0.x, y: $0.y) })
  }

  private init(width: Int, height: Int, points: FivePoints) {
    self.width = width
    self.height = height
    self.points = points
  }

  /// Returns the template whose picture shows only the middle of this one's, in the same size.
  ///
  /// - Parameter share: Of width and height, above 0 and up to 1.
  package func middle(_ share: Double) -> AlignmentTemplate {
    guard share != 1 else { return self }
    let (x, y) = (Double(width - 1) / 2, Double(height - 1) / 2)
    return AlignmentTemplate(
      width: width, height: height,
      points: FivePoints(
        points: points.points.map {
          Landmarks68.Point(x: x + ($0.x - x) / share, y: y + ($0.y - y) / share)
        }))
  }

  /// The template of 96 x 112 pixels.
  package static let upright = AlignmentTemplate(width: 96, height: 112)!
  /// The template of 160 x 160 pixels.
  package static let square = AlignmentTemplate(width: 160, height: 160)!

  /// Returns the map from a photograph with these points to the aligned picture.
  ///
  /// - Returns: `nil` if all points coincide.
  package func similarity(from found: FivePoints) -> Similarity2D? {
    Similarity2D(leastSquaresFrom: found.points, to: points.points)
  }
}
