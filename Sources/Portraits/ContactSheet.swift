import Pictures

/// A picture that arranges many pictures in rows.
package struct ContactSheet: Sendable {
  /// The number of pixels between pictures and around them.
  package var gap = 4
  /// The gray level between pictures.
  package var ground: UInt8 = 245

  package init() {}

  /// - Parameter rows: The rows of pictures of one size; a row may be shorter than others.
  /// - Precondition: There is at least one picture, and all have the same size.
  package func picture(of rows: [[Picture]]) -> Picture {
    guard let first = rows.lazy.compactMap(\.first).first else {
      preconditionFailure("a sheet needs a picture")
    }
    let columns = rows.map(\.count).max()!
    let width = columns * (first.width + gap) + gap
    let height = rows.count * (first.height + gap) + gap
    var samples = [UInt8](repeating: ground, count: width * height * 3)
    for (row, pictures) in rows.enumerated() {
      for (column, picture) in pictures.enumerated() {
        precondition(picture.width == first.width && picture.height == first.height)
        let rgb = picture.converted(to: .rgb)
        let (left, top) = (gap + column * (first.width + gap), gap + row * (first.height + gap))
        for y in 0..<first.height {
          let source = y * first.width * 3
          let target = ((top + y) * width + left) * 3
          samples.replaceSubrange(
            target..<target + first.width * 3,
            with: rgb.samples[source..<source + first.width * 3])
        }
      }
    }
    return Picture(width: width, height: height, channels: .rgb, samples: samples)
  }
}
