import Basics
import Commands
import Foundation
import Measurement
import Pictures
import Runs
import Tensors
import _TestSupport

@testable import Networks

/// A folder with drawn faces and a MobileFaceNet whose weights are made from a hash.
package final class Workshop {
  package let folder: TemporaryFolder
  package var model: String { folder.file("model.safetensors") }
  package var queries: String { folder.file("queries") }
  package var gallery: String { folder.file("gallery") }
  package var output: String { folder.file("output") }

  /// Four people with three gallery pictures and one query each.
  package init() throws {
    folder = try TemporaryFolder()
    try writeModel(to: folder.file("model.safetensors"))
    for person in 1...4 {
      for pose in 1...3 { try write(Self.face(person, pose), "gallery/p\(person)/\(pose).png") }
      try write(Self.face(person, 4), "queries/p\(person)/4.png")
    }
  }

  /// Writes the backbone.
  ///
  /// - Parameter metadata: Further metadata of its file.
  package func writeModel(to path: String, metadata: [String: String] = [:]) throws {
    let architecture = BackboneArchitecture.mobileFaceNet
    let kinds = try GoldenFile.weightKinds()["mobilefacenet"]!
    try writeSafetensors(
      architecture.parameters.map { parameter in
        let values = HashedValues.parameter(
          "mobilefacenet." + parameter.name, kind: kinds[parameter.name]!, shape: parameter.shape)
        return (parameter.name, Tensor(shape: parameter.shape, values: values))
      }, metadata: architecture.metadata.merging(metadata) { $1 }, to: path)
  }

  package func write(_ picture: Picture, _ name: String) throws {
    try write(picture.encodedPNG(), name)
  }

  package func write(_ bytes: [UInt8], _ name: String) throws {
    let path = folder.file(name)
    try makeFolders(String(path[..<path.lastIndex(of: "/")!]))
    try AtomicFile.write(bytes, to: path)
  }

  package var settings: JobSettings {
    var settings = JobSettings(model: model)
    settings.isQuiet = true
    settings.show = 2
    settings.hasChecks = false
    return settings
  }

  package func report(_ settings: JobSettings? = nil, to output: String? = nil) throws -> JobResult
  {
    try ReportJob(
      queries: queries, gallery: gallery, output: output ?? self.output,
      settings: settings ?? self.settings
    ).run()
  }

  /// Searches for four other people and writes their calibration: each has three gallery pictures
  /// and one query.
  ///
  /// - Returns: Its path.
  package func calibration(
    _ settings: JobSettings? = nil, named name: String = "calibration.json",
    registered: [RegisteredScorer]? = nil
  ) throws -> String {
    for person in 1...4 {
      for pose in 5...7 {
        try write(Self.face(person, pose), "others/gallery/o\(person)/\(pose).png")
      }
      try write(Self.face(person, 8), "others/queries/o\(person)/8.png")
    }
    var job = CalibrateJob(
      queries: folder.file("others/queries"), gallery: folder.file("others/gallery"),
      output: folder.file(name), settings: settings ?? self.settings)
    if let registered { job.registered = registered }
    _ = try job.run()
    return folder.file(name)
  }

  package func read(_ path: String) throws -> String {
    String(decoding: try readFile(path), as: UTF8.self)
  }

  /// The folders of the reports, in order.
  package func reportFolders(in output: String? = nil) throws -> [String] {
    let folder = (output ?? self.output) + "/queries"
    return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      .map { folder + "/" + $0 }
  }

  /// An oval with eyes and a mouth: the person sets colors and proportions, the pose moves them.
  package static func face(_ person: Int, _ pose: Int) -> Picture {
    let (width, height) = (96, 112)
    let shift = Double(pose) * 1.5 - 3
    let wide = 26.0 + 4 * Double(person % 3)
    var samples: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        let dx = (Double(x) - 48 - shift) / wide
        let dy = (Double(y) - 58) / 44
        var color = [40 * person, 90, 200 - 30 * person]
        if dx * dx + dy * dy < 1 { color = [210 - 20 * person, 150 + 10 * person, 130] }
        for eye in [-1.0, 1.0] {
          let ex = Double(x) - 48 - shift - eye * (10 + 2 * Double(person))
          let ey = Double(y) - 46 - Double(person)
          if ex * ex + 2 * ey * ey < 14 + 6 * Double(person) {
            color = [20, 20, 60 * person % 200]
          }
        }
        if abs(Double(y) - 82 - Double(pose) / 2) < 2 + Double(person) / 2,
          abs(Double(x) - 48 - shift) < 6 + 3 * Double(person)
        {
          color = [170, 30, 40 + 20 * person]
        }
        samples += color.map { UInt8(clamping: $0) }
      }
    }
    return Picture(width: width, height: height, channels: .rgb, samples: samples)
  }
}
