import Pictures

/// The picture that replaces a face in the redacted edition.
package enum RedactionStyle: String, Sendable, Codable, CaseIterable {
  /// The same drawn head for every face, which shows nothing of a person.
  case silhouette
  /// A mosaic of the face, which hides it from the eye but is not anonymous.
  case mosaic
}

extension Picture {
  /// Returns a gray head and shoulders in this picture's size; nothing in it depends on the samples.
  var silhouette: Picture {
    let channels = self.channels.rawValue
    var samples: [UInt8] = []
    samples.reserveCapacity(width * height * channels)
    for y in 0..<height {
      for x in 0..<width {
        let across = (Double(x) + 0.5) / Double(width) - 0.5
        let down = (Double(y) + 0.5) / Double(height)
        let isHead = squared(across / 0.27) + squared((down - 0.42) / 0.32) < 1
        let isNeck = abs(across) < 0.12 && down > 0.6
        let isShoulder = squared(across / 0.48) + squared((down - 1.04) / 0.22) < 1
        let level: UInt8 = isHead || isNeck || isShoulder ? 150 : 222
        for _ in 0..<channels { samples.append(level) }
      }
    }
    return Picture(width: width, height: height, channels: self.channels, samples: samples)
  }
}

private func squared(_ value: Double) -> Double { value * value }
