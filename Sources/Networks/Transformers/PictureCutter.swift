import Pictures

/// From a picture to the patches of a transformer that needs no backbone.
package struct PictureCutter: Sendable {
  let input: PictureInput
  let pixels: PixelPatches
  let rows: Int

  /// Of the published transformers: RGB, (x - 127.5) / 127.5.
  init(_ pixels: PixelPatches, rows: Int) {
    let side = pixels.pictureSide(rows: rows)
    input = PictureInput(width: side, height: side, channels: .rgb, subtract: 127.5, divide: 127.5)
    self.pixels = pixels
    self.rows = rows
  }

  /// As a model file says; `pixels` and `rows` follow from its tensors.
  ///
  /// - Throws: `missingMetadata`, `badMetadata`.
  init(_ file: ModelFile, _ pixels: PixelPatches, rows: Int) throws(ModelFileError) {
    input = try PictureInput(file)
    self.pixels = pixels
    self.rows = rows
    let side = pixels.pictureSide(rows: rows)
    guard input.width == side, input.height == side, input.channels == .rgb else {
      throw .badMetadata(
        path: file.path, key: ModelKey.inputWidth,
        value: "\(input.width)x\(input.height) \(input.channels)",
        expected: "an RGB picture of \(side)x\(side)")
    }
  }

  /// Numbers of one patch.
  package var patchSize: Int { pixels.size(channels: input.channels.rawValue) }

  /// The picture in the network's size and number of channels.
  package func fitted(_ picture: Picture) -> Picture { input.fitted(picture) }

  /// The patches of a picture of any size and color, which is fitted to the network's input.
  ///
  /// - Returns: Shape `[N, patchSize]`.
  package func patches(of picture: Picture) -> [Float] {
    pixels.patches(input.values(of: picture), rows: rows, channels: input.channels.rawValue)
  }
}
