import Pictures

/// What part of the scene a picture shows.
public struct PortraitFrame: Sendable, Equatable {
  public let width: Int
  public let height: Int
  /// Where the five points come to lie (eyes, nose, mouth's corners, from the left), in pixels;
  /// `nil`: head and shoulders.
  let template: [Landmarks68.Point]?

  /// Head and shoulders.
  ///
  /// - Precondition: Both sides are positive.
  public init(width: Int, height: Int) {
    precondition(width > 0 && height > 0)
    self.width = width
    self.height = height
    template = nil
  }

  private init(width: Int, height: Int, template: [Landmarks68.Point]) {
    self.width = width
    self.height = height
    self.template = template
  }

  /// A face aligned to the template of the published networks' training pictures.
  ///
  /// `nil` where no template of that size is known: there are 112x96 (height x width), 160x160 and
  /// 128x128, which is 160x160 made smaller.
  public static func aligned(width: Int, height: Int) -> PortraitFrame? {
    switch (width, height) {
    case (96, 112):
      PortraitFrame(width: width, height: height, template: template112x96)
    case (160, 160), (128, 128):
      PortraitFrame(
        width: width, height: height,
        template: template160x160.map {
          let scale = Double(width) / 160
          return .init(x: $0.x * scale, y: $0.y * scale)
        })
    default: nil
    }
  }

  private static let template112x96: [Landmarks68.Point] = [
    .init(x: 30.2946, y: 51.6963), .init(x: 65.5318, y: 51.5014), .init(x: 48.0252, y: 71.7366),
    .init(x: 33.5493, y: 92.3655), .init(x: 62.7299, y: 92.2041),
  ]
  private static let template160x160: [Landmarks68.Point] = [
    .init(x: 61.4356, y: 54.6963), .init(x: 118.5318, y: 54.6963), .init(x: 93.5252, y: 90.7366),
    .init(x: 68.5493, y: 122.3655), .init(x: 110.7299, y: 122.3641),
  ]
}

/// The similarity that brings `points` closest to `targets`, by least squares.
func fittedSimilarity(
  from points: [Landmarks68.Point], to targets: [Landmarks68.Point]
) -> Similarity2D {
  let count = Double(points.count)
  func mean(_ values: [Landmarks68.Point]) -> (x: Double, y: Double) {
    (values.map(\.x).reduce(0, +) / count, values.map(\.y).reduce(0, +) / count)
  }
  let (from, to) = (mean(points), mean(targets))
  var (along, across, spread) = (0.0, 0.0, 0.0)
  for (point, target) in zip(points, targets) {
    let (x, y) = (point.x - from.x, point.y - from.y)
    let (u, v) = (target.x - to.x, target.y - to.y)
    along += x * u + y * v
    across += x * v - y * u
    spread += x * x + y * y
  }
  let (a, b) = (along / spread, across / spread)
  return Similarity2D(
    a: a, b: b, translationX: to.x - a * from.x + b * from.y,
    translationY: to.y - b * from.x - a * from.y)
}
