import Basics
import Faces
import Networks
import Pictures

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// MTCNN on a photograph of 1200 by 630 pixels with six faces, with the published weights. It is
/// skipped if the folder `FACET_SHARED`, or `shared` next to the package, does not exist: it is not
/// part of the package.
enum DetectionBenchmarks {
  static func all() throws -> [Benchmark] {
    let folder = ProcessInfo.processInfo.environment["FACET_SHARED"] ?? "../shared"
    let weights = ["pnet", "rnet", "onet"].map { "\(folder)/data/weights/\($0).pt" }
    let photograph = "\(folder)/data/photos/multiface.jpg"
    guard (weights + [photograph]).allSatisfy(FileManager.default.fileExists(atPath:)) else {
      print(
        "mtcnn: skipped, because '\(folder)' lacks the weights or the photograph. Set FACET_SHARED."
      )
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
