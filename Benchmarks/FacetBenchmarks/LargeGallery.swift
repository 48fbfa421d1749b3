import Basics
import Datasets
import Identification
import Networks
import Pictures
import Runs

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Makes a large gallery for measurements: `facet-benchmarks large-gallery MODEL GALLERY OUTPUT COUNT
/// [float16|int8]`.
///
/// The features of a real gallery are repeated with seeded noise; each face has a small gray picture of its
/// own in OUTPUT/pictures, and everything else is what `facet enroll` does. The result in OUTPUT/gallery is
/// searched with MODEL.
enum LargeGallery {
  static func run(_ arguments: [String]) throws {
    guard arguments.count >= 4, let count = Int(arguments[3]), count > 0 else {
      print(
        "usage: facet-benchmarks large-gallery MODEL GALLERY OUTPUT COUNT [float16|int8]")
      return
    }
    let models = try Models(JobSettings(model: arguments[0]))
    let shape = models.backbone.shape
    let model = models.backboneDigest.hexadecimal
    let source = try GalleryFile(folder: arguments[1], model: model, shape: shape)
    let backbone = RepeatedBackbone(try source.gallery(shape: shape), shape)
    let folder = arguments[2]
    let pictures = try picturesOf(count, people: source.entries.map { $0.label ?? "" }, folder)
    var builder = GalleryBuilder(backbone: backbone)
    builder.precision = arguments.dropFirst(4).first.flatMap(PatchPrecision.init) ?? .float16
    let start = ContinuousClock.now
    let summary = try builder.enroll(
      pictures, source: "\(folder)/pictures", folder: "\(folder)/gallery", model: model,
      programVersion: programVersion, earlier: nil
    ) { done in
      if done % 65536 == 0 { print("\(done) faces") }
    }
    print(
      "\(summary.computed + summary.resumed) faces, \(fixed(milliseconds(since: start) / 1000, 1)) s"
    )
  }

  /// Writes pictures that are not there yet: the number of each is in its pixels.
  private static func picturesOf(_ count: Int, people: [String], _ folder: String) throws
    -> [ListedPicture]
  {
    let perFolder = 1000
    for number in 0...(count - 1) / perFolder {
      try makeFolders("\(folder)/pictures/\(number)")
    }
    let (width, height) = (24, 28)
    let written: [Bool] = collectInParallel(count: count, grain: perFolder) { number, _ in
      let path = "\(folder)/pictures/\(number / perFolder)/\(number).pgm"
      guard FileStatus(of: path) == nil else { return true }
      var bytes: [UInt8] = Array("P5 \(width) \(height) 255\n".utf8)
      for place in 0..<width * height {
        let sample = place < 4 ? number >> (8 * place) & 255 : 80 + place % 97
        bytes.append(UInt8(sample))
      }
      return FileManager.default.createFile(atPath: path, contents: Data(bytes))
    }
    guard written.allSatisfy({ $0 }) else {
      throw JobError("The pictures cannot be written to '\(folder)'.")
    }
    return (0..<count).map { number in
      let path = "\(number / perFolder)/\(number).pgm"
      return ListedPicture(
        path: path, location: "\(folder)/pictures/\(path)",
        label: "\(people[number % people.count])-\(number / people.count)")
    }
  }
}

/// The features of a gallery's faces with noise, by the number in a picture's pixels.
private final class RepeatedBackbone: Backbone {
  let shape: BackboneShape
  private let gallery: Gallery
  /// Normal with a standard deviation of 1.
  private let noise: [Float]

  init(_ gallery: Gallery, _ shape: BackboneShape) {
    self.gallery = gallery
    self.shape = shape
    var generator = SeededGenerator(seed: 16)
    // The sum of four uniform numbers is near enough to normal.
    noise = (0..<1 << 17).map { _ in
      (0..<4).reduce(Float(0)) { sum, _ in
        sum + Float(Int32(truncatingIfNeeded: generator.next())) / 0x1p31
      } * 0.866
    }
  }

  func features(of pictures: [Picture]) -> [FaceFeatures] {
    collectInParallel(count: pictures.count) { index, _ in
      let samples = pictures[index].samples
      let channels = samples.count / (pictures[index].width * pictures[index].height)
      let number = (0..<4).reduce(0) { $0 | Int(samples[$1 * channels]) << (8 * $1) }
      let place = number % gallery.entries.count
      // So that all numbers get other noise.
      var start = number &* 7919
      func noisy(_ values: [Float], scale: Float) -> [Float] {
        start += values.count
        return values.indices.map {
          values[$0] + scale * noise[(start + $0) & (noise.count - 1)]
        }
      }
      let patches = try! gallery.patches(of: place)
      return FaceFeatures(
        embedding: noisy(
          gallery.embeddings.withRow(place) { Array($0) },
          scale: 0.5 / Float(shape.embeddingSize).squareRoot()),
        patches: noisy(patches.values, scale: 0.5 / Float(shape.patchChannels).squareRoot()),
        globalDescriptor: noisy(
          try! gallery.descriptor(of: place), scale: 0.5 / Float(shape.patchChannels).squareRoot()))
    }
  }

  func embeddingMap() throws(EmbeddingMapMissing) -> (weight: [Float], bias: [Float]) {
    throw EmbeddingMapMissing(shape)
  }
}
