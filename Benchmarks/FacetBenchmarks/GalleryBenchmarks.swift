import Basics
import Datasets
import Identification
import Networks
import Pictures

/// An enrolled gallery of 13,000 faces, as large as LFW: 580 MB while it runs.
enum GalleryBenchmarks {
  static func all() throws -> [Benchmark] {
    let folder = try Folder()
    let backbone = HashedBackbone()
    let count = 13000
    let pictures = try (0..<count).map { number in
      let path = "\(folder.path)/\(number).pgm"
      try AtomicFile.write(
        Array("P5 3 1 255\n".utf8) + (0..<3).map { UInt8(number >> (8 * $0) & 255) }, to: path)
      return ListedPicture(path: "\(number).pgm", location: path, label: "p\(number % 1000)")
    }
    let place = folder.path + "/gallery"
    let model = String(repeating: "a", count: 64)
    _ = try GalleryBuilder(backbone: backbone).enroll(
      pictures, source: folder.path, folder: place, model: model, programVersion: "0",
      earlier: nil, progress: { _ in })
    func open() throws -> GalleryFile {
      try GalleryFile(folder: place, model: model, shape: backbone.shape)
    }
    return [
      Benchmark(name: "Gallery of 13,000, opened", runs: 7) {
        _ = try open().gallery(shape: backbone.shape)
      },
      Benchmark(name: "Gallery of 13,000, every number checked", runs: 7) {
        try open().checkWhole()
        withExtendedLifetime(folder) {}
      },
    ]
  }
}

/// Features of MobileFaceNet's shape without its work.
private final class HashedBackbone: Backbone {
  let shape = BackboneShape(
    architecture: "hashed", inputWidth: 96, inputHeight: 112, grid: PatchGrid(rows: 7, columns: 6),
    patchChannels: 512, embeddingSize: 128)

  func features(of pictures: [Picture]) -> [FaceFeatures] {
    collectInParallel(count: pictures.count) { index, _ in
      var generator = SeededGenerator(
        seed: pictures[index].samples.reduce(1) { $0 << 8 | UInt64($1) })
      func numbers(_ count: Int) -> [Float] {
        (0..<count).map { _ in Float(Int32(truncatingIfNeeded: generator.next())) / 0x1p31 }
      }
      return FaceFeatures(
        embedding: numbers(128), patches: numbers(42 * 512), globalDescriptor: numbers(512))
    }
  }

  func embeddingMap() throws(EmbeddingMapMissing) -> (weight: [Float], bias: [Float]) {
    throw EmbeddingMapMissing(shape)
  }
}
