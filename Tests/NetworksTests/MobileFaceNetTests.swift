import Basics
import Pictures
import Tensors
import Testing
import _TestSupport

@testable import Networks

@Suite struct MobileFaceNetTests {
  /// With weights made from a hash.
  static func hashed() throws -> MobileFaceNet {
    let kinds = try GoldenFile.weightKinds()["mobilefacenet"]!
    return try MobileFaceNet(input: BackboneArchitecture.mobileFaceNet.input) { parameter in
      HashedValues.parameter(
        "mobilefacenet." + parameter.name, kind: kinds[parameter.name]!, shape: parameter.shape)
    }
  }

  /// Hashed inputs, from planes to pixels.
  static func inputs() -> [[Float]] {
    let size = 3 * 112 * 96
    let planes = HashedValues.unit("input.mobilefacenet", count: 2 * size)
    return (0..<2).map { picture in
      (0..<size).map { planes[picture * size + $0 % 3 * (112 * 96) + $0 / 3] }
    }
  }

  @Test func itsParametersAreThePublishedOnes() throws {
    let kinds = try GoldenFile.weightKinds()["mobilefacenet"]!
    let names = BackboneArchitecture.mobileFaceNet.parameters.map(\.name)
    #expect(Set(names) == Set(kinds.keys))
    #expect(names.count == kinds.count)
  }

  @Test func agreesWithThePublishedNetwork() throws {
    let golden = try GoldenFile.networksAndTransport()
    let features = try Self.hashed().features(Self.inputs())
    let embeddings = features.flatMap(\.embedding)
    #expect(relativeError(embeddings, golden.floats("mobilefacenet.embedding")) < 1e-4)
    // Stored: every 23rd value of the map, channels first.
    var map: [Float] = []
    for face in features {
      for channel in 0..<512 {
        for place in 0..<42 { map.append(face.patches[place * 512 + channel]) }
      }
    }
    let sampled = stride(from: 0, to: map.count, by: 23).map { map[$0] }
    #expect(relativeError(sampled, golden.floats("mobilefacenet.patches_7x6")) < 1e-4)
  }

  @Test func theEmbeddingIsALinearMapOfThePatches() throws {
    let network = try Self.hashed()
    let (weight, bias) = try network.embeddingMap()
    for face in try network.features(Self.inputs()) {
      let mapped = (0..<128).map { row in
        var sum = Double(bias[row])
        for index in 0..<42 * 512 {
          sum += Double(weight[row * 42 * 512 + index]) * Double(face.patches[index])
        }
        return Float(sum)
      }
      #expect(relativeError(mapped, face.embedding) < 1e-5)
    }
  }

  /// Reports promise the same bytes for the same picture.
  @Test func aPictureHasTheSameBitsInAnyCompanyAndWithAnyThreads() throws {
    let network = try Self.hashed()
    let inputs = (0..<17).map { index in
      HashedValues.unit("picture \(index)", count: 3 * 112 * 96)
    }
    let threads = Threads.count
    defer { Threads.set(threads) }
    var all: [[FaceFeatures]] = []
    for count in [1, 2, 3] {
      Threads.set(count)
      all.append(try network.features(inputs))
      all.append(try inputs.map { try network.features([$0])[0] })
    }
    for other in all.dropFirst() {
      for (picture, face) in other.enumerated() {
        #expect(face == all[0][picture], "picture \(picture)")
      }
    }
  }

  @Test(.enabled(if: SharedData.isPresent, "the shared data folder is absent"))
  func realFacesWithThePublishedWeights() throws {
    let folder = try TemporaryFolder()
    let model = folder.file("mobilefacenet.safetensors")
    try importCheckpoints(
      paths: [SharedData.path("data/weights/mobilefacenet_068.ckpt")],
      architecture: "mobilefacenet",
      output: model)
    let network = try loadBackbone(path: model)
    let golden = try GoldenFile(path: SharedData.path("golden/real_photos.safetensors"))
    let names = ["multiface", "portrait_a", "portrait_b"]
    let pictures = names.map { name in
      Picture(
        width: 96, height: 112, channels: .rgb,
        samples: golden.doubles(name + ".aligned_rgb_112x96").map { UInt8($0) })
    }
    for (name, face) in zip(names, try network.features(of: pictures)) {
      #expect(relativeError(face.embedding, golden.floats(name + ".embedding")) < 1e-3)
      let map = golden.floats(name + ".patches")
      var turned: [Float] = []
      for place in 0..<42 {
        for channel in 0..<512 { turned.append(map[channel * 42 + place]) }
      }
      #expect(relativeError(face.patches, turned) < 1e-3)
      #expect(face.globalDescriptor.count == 512)
    }
  }
}

extension MobileFaceNet {
  func features(_ inputs: [[Float]]) throws -> [FaceFeatures] {
    try features(count: inputs.count) { inputs[$0] }
  }
}
