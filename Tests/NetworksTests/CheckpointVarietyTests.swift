import Foundation
import Tensors
import Testing
import _TestSupport

@testable import Networks

/// The differences between published checkpoints, on a narrow ResNet-18.
@Suite struct CheckpointVarietyTests {
  let folder = try! TemporaryFolder()
  static let network = ResNetFace18.network(ResNetFace18FormTests.small)
  static let output = "model.safetensors"

  typealias Tensors = [(name: String, shape: [Int], values: [Float])]

  static func tensors(prefix: String = "") -> Tensors {
    network.parameters.map {
      (prefix + $0.name, $0.shape, ResNetFace18FormTests.values($0))
    }
  }

  /// Returns the values of a model file by name.
  func imported(_ checkpoint: Data) throws -> [String: [Float]] {
    let path = folder.file("weights.pth")
    let output = folder.file(Self.output)
    try checkpoint.write(to: URL(fileURLWithPath: path))
    try importCheckpoints(paths: [path], output: output)
    return try ModelFile(path: output).allTensors().mapValues(\.values)
  }

  enum Storage: String, CaseIterable, Sendable {
    case double = "DoubleStorage"
    case half = "HalfStorage"
    case brain = "BFloat16Storage"

    func encode(_ values: [Float]) -> [UInt8] {
      switch self {
      case .double: CheckpointMaker.bytes(values.map(Double.init))
      case .half: CheckpointMaker.bytes(values.map { halfBits($0) })
      case .brain: CheckpointMaker.bytes(values.map { UInt16($0.bitPattern >> 16) })
      }
    }

    /// What is left of a number.
    func kept(_ value: Float) -> Float {
      switch self {
      case .double: value
      case .half: float(halfBits: halfBits(value))
      case .brain: Float(bitPattern: value.bitPattern & 0xffff_0000)
      }
    }
  }

  @Test(arguments: Storage.allCases, [false, true])
  func numbersOfOtherWidthsAreRead(storage: Storage, isLegacy: Bool) throws {
    let tensors = Self.tensors()
    let found = try imported(
      CheckpointMaker.stateDictionary(
        tensors, isLegacy: isLegacy, type: storage.rawValue, encode: storage.encode))
    #expect(Set(found.keys) == Set(tensors.map(\.name)))
    for tensor in tensors where tensor.name.contains("layer1") {
      #expect(found[tensor.name]! == tensor.values.map(storage.kept), "\(tensor.name)")
    }
  }

  /// The layers that classify the training identities, by their names in files.
  @Test(arguments: ["weight", "loss.weight", "metric_fc.weight", "module.weight"])
  func trainingOnlyTensorsAreLeftOut(name: String) throws {
    let extra = (name, [11, 96], [Float](repeating: 0, count: 11 * 96))
    let found = try imported(
      CheckpointMaker.stateDictionary(Self.tensors(prefix: "module.") + [extra]))
    #expect(Set(found.keys) == Set(Self.network.parameters.map(\.name)))
  }

  @Test func aMatrixOfNoEmbeddingIsRefused() throws {
    let extra = ("weight", [11, 97], [Float](repeating: 0, count: 11 * 97))
    let path = folder.file("weights.pth")
    #expect(throws: ModelFileError.unexpectedTensor(path: path, name: "weight")) {
      try imported(CheckpointMaker.stateDictionary(Self.tensors() + [extra]))
    }
  }

  @Test func dictionariesWithinDictionariesAreSearched() throws {
    var storages: CheckpointMaker.Storages = []
    let pickle = Pickle.of { pickle in
      pickle.raw(UInt8(ascii: "}"))
      pickle.text("training")
      pickle.raw(UInt8(ascii: "}"))
      pickle.text("weights of the network")
      pickle.orderedDictionary { pickle in
        for (index, tensor) in Self.tensors().enumerated() {
          storages.append(("\(index)", tensor.values.count, CheckpointMaker.bytes(tensor.values)))
          let strides = tensor.shape.indices.map { tensor.shape[($0 + 1)...].reduce(1, *) }
          pickle.text(tensor.name)
          pickle.tensor(
            "FloatStorage", key: "\(index)", count: tensor.values.count, shape: tensor.shape,
            strides: strides)
        }
      }
      pickle.raw(UInt8(ascii: "s"), UInt8(ascii: "s"))
    }
    let found = try imported(CheckpointMaker.archive(pickle, storages))
    #expect(Set(found.keys) == Set(Self.network.parameters.map(\.name)))
  }

  @Test func aMissingKeyIsNamedWithItsShape() throws {
    let path = folder.file("weights.pth")
    let count = Self.network.parameters.count
    #expect(
      throws: ModelFileError.nearly(
        path: path, architecture: "resnet_face18", found: count - 1, expected: count,
        problem: ModelFileError.missingTensor(
          path: path, name: "layer3.1.bn2.running_var", shape: [64]
        ).description)
    ) {
      try imported(
        CheckpointMaker.stateDictionary(
          Self.tensors().filter { $0.name != "layer3.1.bn2.running_var" }))
    }
    #expect(throws: ModelFileError.unrecognized(path: path, known: importedArchitectures)) {
      try imported(CheckpointMaker.stateDictionary([("a", [1], [0])]))
    }
  }

  @Test func aFolderIsListedWithWhatIsBroken() throws {
    let good = folder.file("b.safetensors")
    try writeSafetensors(
      Self.network.parameters.map {
        ($0.name, Tensor(shape: $0.shape, values: ResNetFace18FormTests.values($0)))
      },
      metadata: BackboneArchitecture.resNetFace18(ResNetFace18FormTests.small).metadata, to: good)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: good))
    try bytes.prefix(5000).write(to: URL(fileURLWithPath: folder.file("a.safetensors")))
    try Data("x".utf8).write(to: URL(fileURLWithPath: folder.file("notes.txt")))
    let models = try listModels(in: folder.path)
    #expect(models.map(\.name) == ["a.safetensors", "b.safetensors"])
    guard case .broken(let reason) = models[0].state, case .usable(let facts) = models[1].state
    else {
      Issue.record("\(models)")
      return
    }
    #expect(reason.contains("a.safetensors"))
    #expect(facts.architecture == "resnet_face18" && facts.input == "rgb 64x64")
    #expect(facts.grid == "4x4" && facts.embedding == "96" && facts.backbone == nil)
    #expect(throws: (any Error).self) { try listModels(in: folder.file("absent")) }
    #expect(throws: (any Error).self) { try listModels(in: good) }
  }

  /// A published ResNet-18's operations, summed by hand: a convolution's are
  /// 2 * outputs * inputs * kernel * rows * columns.
  @Test func operationsAreThoseOfTheProducts() {
    let layers = BackboneArchitecture.resNetFace18.layers
    let stem = layers.first { $0.name == "conv1" }!
    #expect(stem.output == [64, 128, 128] && stem.operations == 2 * 64 * 9 * 128 * 128)
    #expect(stem.parameters == 64 * 9 + 2 * 64 + 1)
    let strided = layers.first { $0.name == "layer2.0.conv2" }!
    #expect(strided.output == [128, 32, 32] && strided.operations == 2 * 128 * 64 * 9 * 32 * 32)
    #expect(layers.last!.operations == 2 * 512 * 512 * 64)
    let trained = BackboneArchitecture.resNetFace18.parameters
      .filter { !$0.name.contains(".running_") }.map { $0.shape.reduce(1, *) }.reduce(0, +)
    #expect(layers.reduce(0) { $0 + $1.parameters } == trained)
  }
}
