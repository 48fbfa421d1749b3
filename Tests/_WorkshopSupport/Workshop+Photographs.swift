import Basics
import Faces
import Foundation
import Pictures
import Runs
import _TestSupport

extension Workshop {
  /// A detector that finds magenta squares.
  package var detector: String { folder.file("detector.safetensors") }

  /// Writes the detector and, for it, photographs: a query with three faces, and two of each person
  /// in the gallery.
  package func takePhotographs() throws {
    try ToyDetector.write(to: detector)
    for folder in ["queries", "gallery"] {
      try FileManager.default.removeItem(atPath: self.folder.file(folder))
    }
    try write(
      Self.photograph([(130, 34, 26), (34, 30, 36), (130, 108, 18)], tint: 90), "queries/group.png")
    for person in 1...3 {
      for pose in 1...2 {
        try write(
          Self.photograph([(26 + 8 * pose, [30, 38, 60][person - 1], 36)], tint: 40 * person),
          "gallery/p\(person)/\(pose).png")
      }
    }
  }

  package var photographSettings: JobSettings {
    var settings = settings
    settings.detector = detector
    return settings
  }

  /// Squares that the detector finds, and stripes around them by which faces differ.
  package static func photograph(_ squares: [(x: Int, y: Int, side: Int)], tint: Int) -> Picture {
    let (width, height) = (220, 170)
    var samples = ToyDetector.photograph(width: width, height: height, squares: squares)
    for place in samples.indices where samples[place] == 120 {
      let (x, y) = (place / 3 % width, place / 3 / width)
      samples[place] = UInt8(60 + (x * tint / 40 + y * (tint % 7 + 1)) % 60)
    }
    return Picture(width: width, height: height, channels: .rgb, samples: samples)
  }
}
