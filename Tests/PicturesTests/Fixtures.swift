import Foundation
import Pictures
import _TestSupport

/// Files made with Pillow, and their samples as read by Pillow: Fixtures/make_fixtures.py.
enum Fixtures {
  struct Expected: Decodable {
    let width: Int
    let height: Int
    let samples: [UInt8]

    var picture: Picture {
      Picture(
        width: width, height: height,
        channels: samples.count == width * height ? .gray : .rgb, samples: samples)
    }
  }

  static let expected: [String: Expected] = {
    let data = try! Data(contentsOf: URL(fileURLWithPath: path("expected.json")))
    return try! JSONDecoder().decode([String: Expected].self, from: data)
  }()

  static func path(_ name: String) -> String { Bundle.module.resourcePath! + "/Fixtures/" + name }

  static func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: path(name))))
  }
}

extension Picture {
  /// Returns random samples, the same for the same seed.
  static func noise(width: Int, height: Int, channels: Channels, seed: String = "noise") -> Picture
  {
    let count = width * height * channels.rawValue
    return Picture(
      width: width, height: height, channels: channels,
      samples: HashedValues.unit(seed, count: count).map { UInt8(($0 + 1) * 127.99) })
  }

  /// Returns samples that change little from pixel to pixel, which suits JPEG.
  static func smooth(width: Int, height: Int, channels: Channels) -> Picture {
    var samples: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        for channel in 0..<channels.rawValue {
          samples.append(UInt8(40 + 5 * x + 3 * y + 30 * channel))
        }
      }
    }
    return Picture(width: width, height: height, channels: channels, samples: samples)
  }

  /// The largest difference of two samples; `nil` if the shapes differ.
  func largestDifference(from other: Picture) -> Int? {
    guard (width, height) == (other.width, other.height), channels == other.channels else {
      return nil
    }
    return zip(samples, other.samples).map { abs(Int($0) - Int($1)) }.max()
  }
}
