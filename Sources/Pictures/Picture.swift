/// A picture in memory: 8 bits a sample, grey or RGB, without alpha.
public struct Picture: Sendable, Equatable {
  public enum Channels: Int, Sendable {
    case grey = 1
    case rgb = 3
  }

  public let width: Int
  public let height: Int
  public let channels: Channels
  /// Row-major, samples of a pixel side by side: `[height, width, channels]`.
  public let samples: [UInt8]

  /// - Precondition: `width` and `height` are positive and `samples` has
  ///   `width * height * channels.rawValue` elements.
  public init(width: Int, height: Int, channels: Channels, samples: [UInt8]) {
    precondition(width > 0 && height > 0)
    precondition(samples.count == width * height * channels.rawValue)
    self.width = width
    self.height = height
    self.channels = channels
    self.samples = samples
  }
}
