import Basics
import Faces
import Networks
import Pictures

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// MTCNN on a photograph of 1200 by 630 pixels with six faces, the published weights; nothing where
/// the folder `FACET_SHARED`, or `shared` beside the package, is absent: it is no part of it.
enum DetectionBenchmarks {
  static func all() throws -> [Benchmark] {
    let folder = ProcessInfo.processInfo.environment["FACET_SHARED"] ?? "../shared"
    let weights = ["pnet", "rnet", "onet"].map { "\(folder)/data/weights/\($0).pt" }
    let photograph = "\(folder)/data/photos/multiface.jpg"
    guard (weights + [photograph]).allSatisfy(FileManager.default.fileExists(atPath:)) else {
      print("mtcnn: left out, '\(folder)' has no weights or no photograph; set FACET_SHARED.")
      return []
    }
    let model = FileManager.default.temporaryDirectory.appendingPathComponent(
      "facet-benchmark-\(ProcessInfo.processInfo.processIdentifier).safetensors"
    ).path
    defer { try? FileManager.default.removeItem(atPath: model) }
    _ = try importCheckpoints(paths: weights, architecture: "mtcnn", output: model)
    let detector = FaceDetector(networks: try CascadeNetworks(ModelFile(path: model)))
    let picture = try PictureFile(path: photograph).picture
    return [
      Benchmark(name: "MTCNN, one photograph of \(picture.width)x\(picture.height)") {
        let faces = try detector.detection(in: picture).faces
        precondition(!faces.isEmpty)
      }
    ]
  }
}
