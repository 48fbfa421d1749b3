import Pictures

/// The input of a network: size, channels and normalization of a picture.
package struct PictureInput: Sendable, Equatable {
  package var width: Int
  package var height: Int
  package var channels: Picture.Channels
  /// Whether blue comes first, as in networks trained on pictures read by OpenCV.
  package var isBlueFirst = false
  /// The number subtracted: a sample x of 0...255 becomes (x - subtract) / divide.
  package var subtract: Float
  package var divide: Float

  /// The number of values of a picture.
  package var count: Int { width * height * channels.rawValue }

  /// Returns the picture in the network's size and number of channels.
  package func fitted(_ picture: Picture) -> Picture {
    let isFitting = picture.width == width && picture.height == height
    return (isFitting ? picture : picture.resized(width: width, height: height))
      .converted(to: channels)
  }

  /// Returns the network's input for a picture, pixel by pixel (NHWC): shape `[height, width,
  /// channels]`.
  package func values(of picture: Picture) -> [Float] {
    var values = fitted(picture).samples.map { (Float($0) - subtract) / divide }
    if isBlueFirst {
      for pixel in stride(from: 0, to: values.count, by: 3) { values.swapAt(pixel, pixel + 2) }
    }
    return values
  }
}

extension PictureInput {
  /// - Throws: `ModelFileError` if the metadata are missing or impossible.
  init(_ file: ModelFile) throws(ModelFileError) {
    width = try file.integer(ModelKey.inputWidth)
    height = try file.integer(ModelKey.inputHeight)
    let color = try file.text(ModelKey.color)
    guard let found = Self.colors.first(where: { $0.name == color }) else {
      throw .badMetadata(
        path: file.path, key: ModelKey.color, value: color, expected: "'rgb', 'bgr' or 'grey'")
    }
    channels = found.channels
    isBlueFirst = found.isBlueFirst
    subtract = try file.number(ModelKey.subtract)
    divide = try file.number(ModelKey.divide)
    guard divide > 0 else {
      throw .badMetadata(
        path: file.path, key: ModelKey.divide, value: "\(divide)", expected: "a number above 0")
    }
  }

  var metadata: [String: String] {
    [
      ModelKey.inputWidth: "\(width)", ModelKey.inputHeight: "\(height)",
      ModelKey.color: Self.colors.first {
        $0.channels == channels && $0.isBlueFirst == isBlueFirst
      }!.name,
      ModelKey.subtract: "\(subtract)", ModelKey.divide: "\(divide)",
    ]
  }

  private static let colors: [(name: String, channels: Picture.Channels, isBlueFirst: Bool)] = [
    ("rgb", .rgb, false), ("bgr", .rgb, true), ("grey", .gray, false),
  ]

  /// - Parameter color: The order of colors, "rgb" or "bgr".
  /// - Returns: `nil` if the input is gray, or for another name.
  func with(color: String) -> PictureInput? {
    guard channels == .rgb, let found = Self.colors.first(where: { $0.name == color }),
      found.channels == .rgb
    else { return nil }
    var input = self
    input.isBlueFirst = found.isBlueFirst
    return input
  }
}
