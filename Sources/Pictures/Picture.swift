/// A picture in memory: 8 bits per sample, gray or RGB, without alpha.
package struct Picture: Sendable, Equatable {
  package enum Channels: Int, Sendable {
    case gray = 1
    case rgb = 3
  }

  package let width: Int
  package let height: Int
  package let channels: Channels
  /// The samples in row-major order, channels interleaved: `[height, width, channels]`.
  package let samples: [UInt8]

  /// - Precondition: `width` and `height` are positive and `samples` has
  ///   `width * height * channels.rawValue` elements.
  package init(width: Int, height: Int, channels: Channels, samples: [UInt8]) {
    precondition(width > 0 && height > 0)
    precondition(samples.count == width * height * channels.rawValue)
    self.width = width
    self.height = height
    self.channels = channels
    self.samples = samples
  }
}
