/// The sizes in which the proposal network, which sees 12 pixels at a time, examines a picture.
struct ScalePyramid: Equatable {
  struct Level: Equatable {
    /// The scale from the picture's pixels to this level's.
    let scale: Double
    let width: Int
    let height: Int
  }

  /// The ratio of each level's size to the previous level's.
  static let factor = 0.709
  /// The largest number of pixels of the first level: a picture of 44 million pixels with faces
  /// from 20 pixels.
  static let maximumPixelCount = 16_000_000

  let levels: [Level]
  /// The size in pixels of the smallest face that can be found: as requested, or larger in a
  /// picture so large that the first level would have more than `maximumPixelCount`.
  let minimumFace: Double

  /// - Parameter minimumFace: The requested size in pixels, 12 or more.
  init(width: Int, height: Int, minimumFace: Int) {
    precondition(minimumFace >= 12)
    let pixels = Double(width) * Double(height)
    let limit = 12 * (pixels / Double(Self.maximumPixelCount)).squareRoot()
    let least = max(Double(minimumFace), limit)
    self.minimumFace = least
    var levels: [Level] = []
    var scale = 12 / least
    while Double(min(width, height)) * scale >= 12 {
      levels.append(
        Level(
          scale: scale, width: Int(Double(width) * scale + 1),
          height: Int(Double(height) * scale + 1)))
      scale *= Self.factor
    }
    self.levels = levels
  }
}
