import Foundation
import Tensors
import Testing
import _TestSupport

@testable import Networks

@Suite struct ImportTests {
  let folder = try! TemporaryFolder()

  /// A checkpoint of hashed MobileFaceNet weights as parallel training leaves it.
  func checkpoint(
    isLegacy: Bool = false, adding extra: String? = nil, change: (inout [Float], String) -> Void
  ) throws -> String {
    let kinds = try GoldenFile.weightKinds()["mobilefacenet"]!
    let parameters = BackboneArchitecture.mobileFaceNet.parameters
    var storages: CheckpointMaker.Storages = [("count", 1, CheckpointMaker.bytes([Int64(7)]))]
    let pickle = Pickle.of { pickle in
      pickle.raw(UInt8(ascii: "}"))
      pickle.text("net_state_dict")
      pickle.orderedDictionary { pickle in
        for (index, parameter) in parameters.enumerated() {
          var values = HashedValues.parameter(
            "mobilefacenet." + parameter.name, kind: kinds[parameter.name]!,
            shape: parameter.shape)
          change(&values, parameter.name)
          storages.append(("\(index)", values.count, CheckpointMaker.bytes(values)))
          let isWhole = values.count == parameter.shape.reduce(1, *)
          let shape = isWhole ? parameter.shape : [values.count]
          let strides = shape.indices.map { shape[($0 + 1)...].reduce(1, *) }
          pickle.text("module." + parameter.name)
          pickle.tensor(
            "FloatStorage", key: "\(index)", count: values.count, shape: shape, strides: strides)
        }
        for name in ["conv1.bn.num_batches_tracked", extra].compactMap(\.self) {
          pickle.text("module." + name)
          pickle.tensor("LongStorage", key: "count", count: 1, shape: [], strides: [])
        }
      }
      pickle.raw(UInt8(ascii: "s"))
    }
    let path = folder.file("weights.pt")
    let data =
      isLegacy
      ? CheckpointMaker.legacy(pickle, storages) : CheckpointMaker.archive(pickle, storages)
    try data.write(to: URL(fileURLWithPath: path))
    return path
  }

  @Test(arguments: [false, true])
  func anImportedNetworkGivesThePublishedFeatures(isLegacy: Bool) throws {
    let output = folder.file("model.safetensors")
    try importCheckpoints(
      paths: [checkpoint(isLegacy: isLegacy) { _, _ in }], architecture: "mobilefacenet",
      output: output)
    let network = try MobileFaceNet(ModelFile(path: output))
    let golden = try GoldenFile.networksAndTransport()
    let embeddings = try network.features(MobileFaceNetTests.inputs()).flatMap(\.embedding)
    #expect(relativeError(embeddings, golden.floats("mobilefacenet.embedding")) < 1e-4)
  }

  @Test func whatDoesNotFitIsRefused() throws {
    func problem(_ path: String, architecture: String = "mobilefacenet") -> ModelFileError? {
      do {
        try importCheckpoints(
          paths: [path], architecture: architecture, output: folder.file("model.safetensors"))
        return nil
      } catch {
        return error as? ModelFileError
      }
    }
    var path = try checkpoint { values, name in
      if name == "conv2.bn.running_var" { values[3] = .infinity }
    }
    #expect(problem(path) == .notFinite(path: path, name: "conv2.bn.running_var"))
    path = try checkpoint { values, name in
      if name == "blocks.3.conv.2.weight" { values.removeLast() }
    }
    #expect(
      problem(path)
        == .wrongShape(
          path: path, name: "blocks.3.conv.2.weight", expected: [128], found: [127]))
    path = try checkpoint(adding: "conv9.weight") { _, _ in }
    #expect(problem(path) == .unexpectedTensor(path: path, name: "conv9.weight"))
    #expect(
      problem(path, architecture: "vgg")
        == .unknownArchitecture(
          path: path, name: "vgg", known: importedArchitectures))
    #expect(!FileManager.default.fileExists(atPath: folder.file("model.safetensors")))
  }
}
