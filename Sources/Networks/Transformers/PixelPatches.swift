/// The division of a picture into patches for a transformer that needs no backbone.
package enum PixelPatches: Sendable, Equatable {
  /// The patches of the plain ViT: adjacent squares of `side` pixels, each flattened row, column,
  /// channel.
  case squares(side: Int)
  /// The patches of the Hybrid-ViT without a backbone: windows of 12 by 12 pixels at a stride of 8
  /// with 4 pixels of zeros around the picture, each flattened channel, row, column.
  case windows

  private static let window = 12
  private static let stride = 8
  private static let padding = 4

  /// Returns the number of values of one patch, by the number of channels.
  package func size(channels: Int) -> Int {
    switch self {
    case .squares(let side): side * side * channels
    case .windows: Self.window * Self.window * channels
    }
  }

  /// Returns the side in pixels of the square picture that some rows of patches cover.
  package func pictureSide(rows: Int) -> Int {
    switch self {
    case .squares(let side): side * rows
    case .windows: Self.stride * rows
    }
  }

  /// - Parameters:
  ///   - pixels: A square picture of normalized samples, shape `[side, side, channels]`.
  ///   - rows: The number of rows and columns of patches.
  /// - Returns: The patches, shape `[rows * rows, size]`.
  package func patches(_ pixels: [Float], rows: Int, channels: Int) -> [Float] {
    let side = pictureSide(rows: rows)
    precondition(pixels.count == side * side * channels)
    var patches: [Float] = []
    patches.reserveCapacity(rows * rows * size(channels: channels))
    for row in 0..<rows {
      for column in 0..<rows {
        switch self {
        case .squares(let square):
          for y in row * square..<(row + 1) * square {
            let start = (y * side + column * square) * channels
            patches += pixels[start..<start + square * channels]
          }
        case .windows:
          let top = row * Self.stride - Self.padding
          let left = column * Self.stride - Self.padding
          for channel in 0..<channels {
            for y in top..<top + Self.window {
              for x in left..<left + Self.window {
                let isInside = (0..<side).contains(y) && (0..<side).contains(x)
                patches.append(isInside ? pixels[(y * side + x) * channels + channel] : 0)
              }
            }
          }
        }
      }
    }
    return patches
  }
}
