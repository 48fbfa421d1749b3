import Pictures

/// How a picture enters a network.
package struct PictureInput: Sendable, Equatable {
  package var width: Int
  package var height: Int
  package var channels: Picture.Channels
  /// A sample x of 0...255 becomes (x - subtract) / divide.
  package var subtract: Float
  package var divide: Float

  /// The number of values of a picture.
  package var count: Int { width * height * channels.rawValue }

  /// The picture in the network's size and colours, pixel by pixel (NHWC): shape
  /// `[height, width, channels]`.
  package func values(of picture: Picture) -> [Float] {
    var fitting = picture
    if fitting.width != width || fitting.height != height {
      fitting = fitting.resized(width: width, height: height)
    }
    return fitting.converted(to: channels).samples.map { (Float($0) - subtract) / divide }
  }
}

extension PictureInput {
  /// - Throws: `ModelFileError` where the metadata do not say, or say something impossible.
  init(_ file: ModelFile) throws(ModelFileError) {
    width = try file.integer(ModelKey.inputWidth)
    height = try file.integer(ModelKey.inputHeight)
    let colour = try file.text(ModelKey.colour)
    guard let channels = Self.colours.first(where: { $0.name == colour })?.channels else {
      throw .badMetadata(
        path: file.path, key: ModelKey.colour, value: colour, expected: "'rgb' or 'grey'")
    }
    self.channels = channels
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
      ModelKey.colour: Self.colours.first { $0.channels == channels }!.name,
      ModelKey.subtract: "\(subtract)", ModelKey.divide: "\(divide)",
    ]
  }

  private static let colours: [(name: String, channels: Picture.Channels)] = [
    ("rgb", .rgb), ("grey", .grey),
  ]
}
