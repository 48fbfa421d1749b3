import Basics
import Foundation
import Pictures
import Tensors
import Testing
import _TestSupport

@testable import Networks

@Suite struct ModelFileTests {
  let folder = try! TemporaryFolder()
  static let architecture = BackboneArchitecture.mobileFaceNet

  /// Writes a model file with weights from a hash.
  func model(
    metadata changes: [String: String?] = [:], dropping dropped: String? = nil,
    change: (String, Tensor) -> Tensor = { $1 }
  ) throws -> String {
    let kinds = try GoldenFile.weightKinds()["mobilefacenet"]!
    var metadata = Self.architecture.metadata
    for (key, value) in changes { metadata[key] = value }
    var tensors: [(name: String, tensor: Tensor)] = []
    for parameter in Self.architecture.parameters where parameter.name != dropped {
      let values = HashedValues.parameter(
        "mobilefacenet." + parameter.name, kind: kinds[parameter.name]!, shape: parameter.shape)
      tensors.append(
        (parameter.name, change(parameter.name, Tensor(shape: parameter.shape, values: values))))
    }
    let path = folder.file("model.safetensors")
    try writeSafetensors(tensors, metadata: metadata, to: path)
    return path
  }

  func problem(_ path: String) -> ModelFileError? {
    do {
      _ = try loadBackbone(path: path)
      return nil
    } catch {
      return error as? ModelFileError
    }
  }

  @Test func aModelFileBecomesABackbone() throws {
    let path = try model()
    let backbone = try loadBackbone(path: path)
    #expect(backbone.shape == Self.architecture.shape)
    let file = try ModelFile(path: path)
    #expect(file.architecture == "mobilefacenet")
    #expect(try file.grid() == PatchGrid(rows: 7, columns: 6))
    #expect(try file.digest == SHA256.digest(ofFileAt: path))

    // A picture of another size and color is used as if it were converted beforehand.
    let samples = HashedValues.unit("grey", count: 80 * 90).map { UInt8(128 + 127 * $0) }
    let gray = Picture(width: 80, height: 90, channels: .gray, samples: samples)
    let fitting = gray.resized(width: 96, height: 112).converted(to: .rgb)
    let features = try backbone.features(of: [gray, fitting])
    #expect(features[0] == features[1])
    #expect(features[0].patches.count == 42 * 512)
    #expect(features[0].embedding.count == 128)
    #expect(try backbone.features(of: []).isEmpty)
  }

  @Test func theMetadataSayHowSamplesEnter() throws {
    let path = try model(metadata: [ModelKey.subtract: "100", ModelKey.divide: "50"])
    let other = try MobileFaceNet(ModelFile(path: path))
    let plain = try MobileFaceNetTests.hashed()
    let samples = HashedValues.unit("colours", count: 96 * 112 * 3).map { UInt8(128 + 127 * $0) }
    let picture = Picture(width: 96, height: 112, channels: .rgb, samples: samples)
    #expect(
      try other.features(of: [picture])
        == plain.features([samples.map { (Float($0) - 100) / 50 }]))
    #expect(try other.features(of: [picture]) != plain.features(of: [picture]))
  }

  @Test func modelsThatDoNotFitAreRefused() throws {
    var path = try model(metadata: [ModelKey.architecture: nil])
    #expect(problem(path) == .isNoModel(path: path))
    path = try model(metadata: [ModelKey.architecture: "resnet"])
    #expect(
      problem(path)
        == .unknownArchitecture(
          path: path, name: "resnet", known: BackboneKind.all.map(\.name)))
    path = try model(metadata: [ModelKey.divide: nil])
    #expect(problem(path) == .missingMetadata(path: path, key: ModelKey.divide))
    for value in ["0", "-1", "nan", "x"] {
      path = try model(metadata: [ModelKey.divide: value])
      guard case .badMetadata(_, ModelKey.divide, _, _)? = problem(path) else {
        Issue.record("\(value)")
        continue
      }
    }
    path = try model(metadata: [ModelKey.grid: "8x8"])
    #expect(
      problem(path)
        == .badMetadata(path: path, key: ModelKey.grid, value: "8x8", expected: "'7x6'"))
    path = try model(dropping: "conv2.bn.bias")
    #expect(problem(path) == .missingTensor(path: path, name: "conv2.bn.bias", shape: [512]))
    path = try model { name, tensor in
      name == "conv2.bn.bias" ? Tensor(shape: [256, 2], values: tensor.values) : tensor
    }
    #expect(
      problem(path)
        == .wrongShape(path: path, name: "conv2.bn.bias", expected: [512], found: [256, 2]))
    path = try model { name, tensor in
      var tensor = tensor
      if name == "linear1.conv.weight" { tensor.values[7] = .nan }
      return tensor
    }
    #expect(problem(path) == .notFinite(path: path, name: "linear1.conv.weight"))
    path = folder.file("weights.pt")
    try Data([0x50, 0x4b, 0x03, 0x04]).write(to: URL(fileURLWithPath: path))
    #expect(problem(path) == .isCheckpoint(path: path))
    #expect(throws: FileError.self) { try loadBackbone(path: folder.file("absent")) }
  }

  @Test func messagesSayWhatToDo() {
    #expect(
      ModelFileError.isCheckpoint(path: "a.pt").description
        == "'a.pt' is a PyTorch checkpoint, not a model file. Convert it with "
        + "'facet model import'.")
    #expect(
      ModelFileError.wrongShape(path: "a.pt", name: "w", expected: [2, 3], found: [6]).description
        == "'a.pt' has the tensor 'w' with shape [6] (expected [2, 3]), "
        + "so it is not a file of this architecture.")
  }

  @Test func aModelIsDescribed() throws {
    let lines = try describeModel(path: try model())
    #expect(lines[0] == "Model file, architecture mobilefacenet")
    #expect(lines.contains("facet.grid            7x6"))
    #expect(lines.contains("tensors               283"))
    #expect(
      lines.contains { $0.hasPrefix("conv1.conv.weight ") && $0.hasSuffix("F32 [64, 3, 3, 3]") })
  }

  @Test(.enabled(if: SharedData.isPresent, "the shared data folder is absent"))
  func aPublishedCheckpointIsDescribedAndImported() throws {
    let checkpoint = SharedData.path("data/weights/mobilefacenet_068.ckpt")
    let lines = try describeModel(path: checkpoint)
    #expect(lines.contains("fits     mobilefacenet"))
    let output = folder.file("model.safetensors")
    try importCheckpoints(paths: [checkpoint], architecture: "mobilefacenet", output: output)
    let file = try ModelFile(path: output)
    #expect(try file.text(ModelKey.source) == SHA256.digest(ofFileAt: checkpoint).hexadecimal)
    let first = try Data(contentsOf: URL(fileURLWithPath: output))
    try importCheckpoints(paths: [checkpoint], architecture: "mobilefacenet", output: output)
    #expect(try Data(contentsOf: URL(fileURLWithPath: output)) == first)

    let other = SharedData.path("data/weights/pnet.pt")
    #expect(
      throws: ModelFileError.missingTensor(
        path: other, name: "conv1.conv.weight", shape: [64, 3, 3, 3])
    ) {
      try importCheckpoints(paths: [other], architecture: "mobilefacenet", output: output)
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: output)) == first)
  }
}
