/// The patches of the Hybrid-ViT variant that reads the picture itself instead of a CNN's features.
///
/// Windows of 12 x 12 pixels at a stride of 8 with 4 pixels of zeros around a 112 x 112 RGB
/// picture, each flattened channel, row, column.
public enum WindowPatches {
  public static let pictureSize = 112
  public static let grid = PatchGrid(rows: 14, columns: 14)
  public static let patchSize = 3 * window * window

  private static let window = 12
  private static let stride = 8
  private static let padding = 4

  /// - Parameter channels: Shape `[3, 112, 112]`, already normalised.
  /// - Returns: Shape `[196, 432]`.
  public static func patches(channels: [Float]) -> [Float] {
    precondition(channels.count == 3 * pictureSize * pictureSize)
    var patches = [Float](repeating: 0, count: grid.count * patchSize)
    var place = 0
    for patch in 0..<grid.count {
      let top = patch / grid.columns * stride - padding
      let left = patch % grid.columns * stride - padding
      for channel in 0..<3 {
        for y in top..<top + window {
          for x in left..<left + window {
            if (0..<pictureSize).contains(y), (0..<pictureSize).contains(x) {
              patches[place] = channels[(channel * pictureSize + y) * pictureSize + x]
            }
            place += 1
          }
        }
      }
    }
    return patches
  }
}
