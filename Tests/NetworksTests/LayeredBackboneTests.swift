import Basics
import Tensors
import Testing
import _TestSupport

@testable import Networks

@Suite struct LayeredBackboneTests {
  @Test(arguments: GoldenNetwork.all)
  func theParametersAreThePublishedOnes(golden: GoldenNetwork) throws {
    let kinds = try GoldenFile.weightKinds()[golden.name]!
    let names = golden.architecture.parameters.map(\.name)
    #expect(Set(names) == Set(kinds.keys.filter { !golden.architecture.ignores($0, shape: []) }))
    #expect(Set(names).count == names.count)
    #expect(golden.network.input.metadata.allSatisfy { golden.architecture.metadata[$0] == $1 })
  }

  @Test(arguments: GoldenNetwork.all)
  func agreesWithThePublishedNetwork(golden: GoldenNetwork) throws {
    let file = try GoldenFile.networksAndTransport()
    let network = try golden.made()
    let faces = try network.features(golden.inputs())
    let shape = network.shape
    #expect(faces.allSatisfy { $0.patches.count == shape.grid.count * shape.patchChannels })
    #expect(faces.allSatisfy { $0.globalDescriptor.count == shape.patchChannels })
    let embeddings = golden.embeddings(faces)
    #expect(relativeError(embeddings, file.floats(golden.name + ".embedding")) < 1e-4)
    let map = faces.flatMap(golden.planes)
    let sampled = stride(from: 0, to: map.count, by: golden.stride).map { map[$0] }
    #expect(relativeError(sampled, file.floats("\(golden.name).\(golden.patches)")) < 1e-4)

    let (weight, bias) = try network.embeddingMap()
    for face in faces {
      let products = rowProducts(weight, rows: shape.embeddingSize, vectors: [face.patches])[0]
      #expect(relativeError(zip(products, bias).map { $0 + $1 }, face.embedding) < 1e-5)
    }
    guard golden.name == "resnet_face18" else { return }
    try pooledPatchesAgree(map, file)
  }

  /// ArcFace's map in squares of two by two, and its mean.
  func pooledPatchesAgree(_ map: [Float], _ file: GoldenFile) throws {
    var squares: [Float] = []
    var means: [Float] = []
    for plane in 0..<2 * 512 {
      means.append(map[plane * 64..<(plane + 1) * 64].reduce(0, +) / 64)
      for row in 0..<4 {
        for column in 0..<4 {
          let corner = plane * 64 + row * 16 + column * 2
          squares.append((map[corner] + map[corner + 1] + map[corner + 8] + map[corner + 9]) / 4)
        }
      }
    }
    let sampled = stride(from: 0, to: squares.count, by: 11).map { squares[$0] }
    #expect(relativeError(sampled, file.floats("resnet_face18.patches_4x4")) < 1e-4)
    #expect(relativeError(means, file.floats("resnet_face18.pooled")) < 1e-4)
  }

  /// Reports promise the same bytes for the same picture.
  @Test(arguments: GoldenNetwork.all)
  func aPictureHasTheSameBitsInAnyCompanyAndWithAnyThreads(golden: GoldenNetwork) throws {
    let network = try golden.made()
    let inputs = (0..<4).map { HashedValues.unit("picture \($0)", count: golden.inputSize) }
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
}

extension LayeredBackbone {
  func features(_ inputs: [[Float]]) throws -> [FaceFeatures] {
    try features(count: inputs.count) { inputs[$0] }
  }
}
