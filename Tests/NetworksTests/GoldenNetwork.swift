import Foundation
import Pictures
import Synchronization
import Tensors
import Testing
import _TestSupport

@testable import Networks

/// A layered network with weights and inputs from a hash, and the outputs of the published one.
struct GoldenNetwork: Sendable, CustomTestStringConvertible {
  let architecture: BackboneArchitecture
  let network: LayeredNetwork
  /// The stored map, of which only every few values are kept, channels first.
  let patches: String
  let stride: Int
  /// The published network divides its embedding by its length.
  var hasUnitEmbeddings = false

  static let all = [
    GoldenNetwork(
      architecture: .resNetFace18, network: ResNetFace18.network(), patches: "patches_8x8",
      stride: 37),
    GoldenNetwork(
      architecture: .sphere20, network: Sphere20.network, patches: "patches_7x6", stride: 23),
    GoldenNetwork(
      architecture: .inceptionResNetV1, network: InceptionResNetV1.network, patches: "patches_3x3",
      stride: 13, hasUnitEmbeddings: true),
  ]

  var name: String { network.shape.architecture }
  var testDescription: String { name }
  var inputSize: Int { network.input.count }

  /// Returns a parameter's hashed values; made once, because ArcFace has 27 million.
  func values(_ parameter: ParameterShape) throws -> [Float] {
    let name = name + "." + parameter.name
    if let known = Self.known.withLock({ $0[name] }) { return known }
    let kind = try Self.kinds.get()[self.name]![parameter.name]!
    let values = HashedValues.parameter(name, kind: kind, shape: parameter.shape)
    Self.known.withLock { $0[name] = values }
    return values
  }

  func made() throws -> LayeredBackbone {
    try Self.made.withLock { made in
      if let known = made[name] { return known }
      let network = try LayeredBackbone(network, input: network.input, values: values)
      made[name] = network
      return network
    }
  }

  private static let kinds = Result { try GoldenFile.weightKinds() }
  private static let known = Mutex<[String: [Float]]>([:])
  private static let made = Mutex<[String: LayeredBackbone]>([:])

  /// Returns hashed inputs, from planes to pixels.
  func inputs() -> [[Float]] {
    let channels = network.input.channels.rawValue
    let plane = inputSize / channels
    let planes = HashedValues.unit("input." + name, count: 2 * inputSize)
    return (0..<2).map { picture in
      (0..<inputSize).map { planes[picture * inputSize + $0 % channels * plane + $0 / channels] }
    }
  }

  /// As the published network gives them.
  func embeddings(_ faces: [FaceFeatures]) -> [Float] {
    faces.flatMap { face in
      hasUnitEmbeddings
        ? Tensor(shape: [1, face.embedding.count], values: face.embedding).normalizedRows().values
        : face.embedding
    }
  }

  /// A face's patches, channels first.
  func planes(_ face: FaceFeatures) -> [Float] {
    let (places, channels) = (network.shape.grid.count, network.shape.patchChannels)
    var map: [Float] = []
    map.reserveCapacity(places * channels)
    for channel in 0..<channels {
      for place in 0..<places { map.append(face.patches[place * channels + channel]) }
    }
    return map
  }

  /// Returns a checkpoint as parallel training leaves it.
  ///
  /// - Parameters:
  ///   - parameters: The tensors in the checkpoint.
  ///   - areHashed: Whether the values are hashed; otherwise they are zeros, or from `values`.
  func checkpoint(
    at path: String, _ parameters: [ParameterShape], areHashed: Bool = false,
    values own: ParameterValues? = nil
  ) throws {
    let hashed = areHashed || own != nil ? try parameters.map(own ?? values) : nil
    var storages: CheckpointMaker.Storages = [("count", 1, CheckpointMaker.bytes([Int64(7)]))]
    let pickle = Pickle.of { pickle in
      pickle.orderedDictionary { pickle in
        for (index, parameter) in parameters.enumerated() {
          let count = parameter.shape.reduce(1, *)
          let values = hashed?[index] ?? [Float](repeating: 0, count: count)
          storages.append(("\(index)", count, CheckpointMaker.bytes(values)))
          let strides = parameter.shape.indices.map { parameter.shape[($0 + 1)...].reduce(1, *) }
          pickle.text("module." + parameter.name)
          pickle.tensor(
            "FloatStorage", key: "\(index)", count: count, shape: parameter.shape,
            strides: strides)
        }
        pickle.text("module.bn1.num_batches_tracked")
        pickle.tensor("LongStorage", key: "count", count: 1, shape: [], strides: [])
      }
    }
    try CheckpointMaker.archive(pickle, storages).write(to: URL(fileURLWithPath: path))
  }
}
