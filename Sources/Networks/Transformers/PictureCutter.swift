import Pictures

/// A converter from a picture to the patches of a transformer that needs no backbone.
package struct PictureCutter: Sendable {
  let input: PictureInput
  let pixels: PixelPatches
  let rows: Int

  /// Creates a cutter for the published transformers: RGB, (x - 127.5) / 127.5.
  init(_ pixels: PixelPatches, rows: Int) {
    let side = pixels.pictureSide(rows: rows)
    input = PictureInput(width: side, height: side, channels: .rgb, subtract: 127.5, divide: 127.5)
    self.pixels = pixels
    self.rows = rows
  }

  /// Creates a cutter from a model file's metadata; `pixels` and `rows` follow from its tensors.
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

  /// The number of values of one patch.
  package var patchSize: Int { pixels.size(channels: input.channels.rawValue) }

  /// Returns the picture in the network's size and number of channels.
  package func fitted(_ picture: Picture) -> Picture { input.fitted(picture) }

  /// Returns the patches of a picture of any size and color, which is fitted to the network's
  /// input.
  ///
  /// - Returns: The patches, shape `[N, patchSize]`.
  package func patches(of picture: Picture) -> [Float] {
    pixels.patches(input.values(of: picture), rows: rows, channels: input.channels.rawValue)
  }
}
