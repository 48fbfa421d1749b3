import Basics
import Datasets
import Identification
import Pictures
import Testing
import _TestSupport

@testable import Evidence
@testable import Networks

/// A network whose embedding is as long as the picture is bright.
private final class BrightnessBackbone: Backbone {
  let shape: BackboneShape

  init(_ architecture: String) {
    shape = BackboneShape(
      architecture: architecture, inputWidth: 8, inputHeight: 8,
      grid: PatchGrid(rows: 2, columns: 2), patchChannels: 2, embeddingSize: 2)
  }

  func features(of pictures: [Picture]) throws -> [FaceFeatures] {
    pictures.map { picture in
      let light = Float(picture.converted(to: .gray).samples[0])
      return FaceFeatures(
        embedding: [0.6 * light, 0.8 * light], patches: [1, 0, 0, 1, 1, 0, 0, 1],
        globalDescriptor: [1, 0])
    }
  }

  func embeddingMap() throws(EmbeddingMapMissing) -> (weight: [Float], bias: [Float]) {
    throw EmbeddingMapMissing(graph: shape)
  }
}

@Suite struct EmbeddingLengthTests {
  private let folder: TemporaryFolder
  private let pictures: [ListedPicture]

  init() throws {
    let folder = try TemporaryFolder()
    self.folder = folder
    pictures = try [UInt8](arrayLiteral: 20, 30, 40).map { light in
      let picture = Picture(
        width: 8, height: 8, channels: .gray, samples: [UInt8](repeating: light, count: 64))
      let path = folder.file("\(light).png")
      try AtomicFile.write(picture.encodedPNG(), to: path)
      return ListedPicture(path: "\(light).png", location: path, label: nil)
    }
  }

  private func gallery(_ backbone: any Backbone) throws -> Gallery {
    try GalleryBuilder(backbone: backbone)
      .gallery(of: pictures, earlier: nil, progress: { _ in }).gallery
  }

  private func query(_ backbone: any Backbone) throws -> Query {
    guard case .computed(let face) = try FaceReader(backbone: backbone).faces(of: [pictures[1]])[0]
    else { throw TestFailure.noFace }
    return Query(face, shape: backbone.shape)
  }

  private enum TestFailure: Error {
    case noFace
  }

  private func lengths(_ reader: ShownPictureReader) -> [PictureQuality.Measure?] {
    reader.exhibits(of: [0, 1, 2]).map { $0.exhibit.quality?[.embeddingLength] }
  }

  @Test func theLengthOfMagFacesOutputIsMeasured() throws {
    let backbone = BrightnessBackbone("magface")
    let gallery = try gallery(backbone)
    let reader = ShownPictureReader(shape: backbone.shape, gallery: gallery, backbone: backbone)
    // The second time from memory.
    for _ in 0..<2 {
      let found = lengths(reader).compactMap { $0?.native }
      #expect(zip(found, [20, 30, 40]).allSatisfy { abs($0 - $1) < 1e-4 } && found.count == 3)
    }
    let query = try query(backbone)
    // Rankings use the direction alone.
    #expect(abs(query.embedding[0] - 0.6) < 1e-6)
    let own = try #require(try reader.quality(of: query)[.embeddingLength])
    #expect(abs(own.native! - 30) < 1e-4 && own.value == nil && own.gap == nil)
    #expect(try reader.exhibit(of: query).exhibit.quality?[.embeddingLength] == own)
    // Among four queries of a calibration, three were at most as long.
    let ranked = try reader.quality(of: query).withPercentiles(
      among: [.embeddingLength: [10, 25, 29, 35]])
    #expect(ranked[.embeddingLength]?.percentile == 75)
  }

  @Test func withoutTheNetworkTheLengthOfAGalleryFaceIsNotKnown() throws {
    let backbone = BrightnessBackbone("magface")
    let reader = ShownPictureReader(shape: backbone.shape, gallery: try gallery(backbone))
    #expect(lengths(reader).allSatisfy { $0?.gap == .noEmbedding && $0?.native == nil })
  }

  @Test func otherNetworksHaveNoSuchComponent() throws {
    let backbone = BrightnessBackbone("iresnet")
    let reader = ShownPictureReader(
      shape: backbone.shape, gallery: try gallery(backbone), backbone: backbone)
    #expect(lengths(reader).allSatisfy { $0 == nil })
    #expect(try reader.quality(of: query(backbone))[.embeddingLength] == nil)
  }

  /// With `--flip` both halves of the embedding have length 1.
  @Test func aMirroredNetworkKeepsTheLengthOfTheUprightPicture() throws {
    let backbone = MirroredBackbone(BrightnessBackbone("magface"))
    #expect(backbone.shape.lengthMeasuresQuality)
    let features = try backbone.features(of: [Picture.load(path: folder.file("40.png"))])
    #expect(abs(features[0].embeddingLength - 40) < 1e-4)
  }

  @Test func theArchitectureOfTheFileSaysWhetherTheLengthMeasuresQuality() {
    func shape(_ network: ResidualNetwork) -> BackboneShape {
      BackboneArchitecture.residual(network, ResidualForm()).shape
    }
    #expect(shape(.magFace).lengthMeasuresQuality)
    for other in [ResidualNetwork.iresnet, .ir, .faceViT, .adaFace] {
      #expect(!shape(other).lengthMeasuresQuality)
    }
  }
}
