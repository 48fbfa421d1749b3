import Basics
import Faces
import Networks
import Pictures
import _TestSupport

/// MTCNN with its published weights, imported once from the three checkpoints.
enum PublishedDetector {
  static let networks: CascadeNetworks = {
    let folder = try! TemporaryFolder()
    let path = folder.file("mtcnn.safetensors")
    try! importCheckpoints(
      paths: ["onet", "pnet", "rnet"].map { SharedData.path("data/weights/\($0).pt") },
      output: path)
    return try! CascadeNetworks(ModelFile(path: path))
  }()

  static func photograph(_ name: String) throws -> Picture {
    try Picture.decode(
      withoutColorProfile(try readFile(SharedData.path("data/photos/\(name).jpg"))), name: name)
  }

  static func golden() throws -> GoldenFile {
    try GoldenFile(path: SharedData.path("golden/real_photos.safetensors"))
  }
}
