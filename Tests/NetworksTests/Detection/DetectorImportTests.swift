import Foundation
import Tensors
import Testing
import _TestSupport

@testable import Networks

@Suite struct DetectorImportTests {
  let folder = try! TemporaryFolder()

  /// A checkpoint of one stage as PyTorch writes it.
  func checkpoint(
    _ stage: CascadeStage, isLegacy: Bool, without missing: String? = nil,
    adding extra: String? = nil
  ) throws -> String {
    var storages: CheckpointMaker.Storages = []
    let pickle = Pickle.of { pickle in
      pickle.orderedDictionary { pickle in
        for (index, parameter) in stage.parameters.enumerated() where parameter.name != missing {
          let values = ToyDetector.values(stage.name, parameter)
          storages.append(("\(index)", values.count, CheckpointMaker.bytes(values)))
          pickle.text(parameter.name)
          pickle.tensor(
            "FloatStorage", key: "\(index)", count: values.count, shape: parameter.shape,
            strides: parameter.shape.indices.map { parameter.shape[($0 + 1)...].reduce(1, *) })
        }
        if let extra {
          storages.append(("extra", 1, CheckpointMaker.bytes([Float(1)])))
          pickle.text(extra)
          pickle.tensor("FloatStorage", key: "extra", count: 1, shape: [1], strides: [1])
        }
      }
    }
    let path = folder.file("\(stage.name).pt")
    let data =
      isLegacy
      ? CheckpointMaker.legacy(pickle, storages) : CheckpointMaker.archive(pickle, storages)
    try data.write(to: URL(fileURLWithPath: path))
    return path
  }

  @Test(arguments: [false, true])
  func threeCheckpointsInAnyOrderBecomeOneModel(isLegacy: Bool) throws {
    let paths = try CascadeStage.all.reversed().map { try checkpoint($0, isLegacy: isLegacy) }
    let output = folder.file("mtcnn.safetensors")
    try importCheckpoints(paths: paths, output: output)
    let file = try ModelFile(path: output)
    _ = try CascadeNetworks(file)
    for stage in CascadeStage.all {
      for parameter in stage.parameters {
        let name = "\(stage.name).\(parameter.name)"
        let values = try file.tensor(name, shape: parameter.shape).values
        #expect(values == ToyDetector.values(stage.name, parameter), "\(name)")
      }
    }
    #expect(file.metadata[ModelKey.source]?.split(separator: " ").count == 3)
    #expect(throws: ModelFileError.self) { try loadBackbone(file) }
  }

  @Test func whatIsWrongIsNamed() throws {
    let output = folder.file("mtcnn.safetensors")
    let (pnet, rnet) = (
      try checkpoint(.proposal, isLegacy: true), try checkpoint(.refinement, isLegacy: true)
    )
    #expect(throws: ModelFileError.partOfCascade(path: pnet, stage: "pnet")) {
      try importCheckpoints(paths: [pnet, rnet], architecture: "mtcnn", output: output)
    }
    let alone = #expect(throws: ModelFileError.partOfCascade(path: rnet, stage: "rnet")) {
      try importCheckpoints(paths: [rnet], architecture: nil, output: output)
    }
    #expect(
      alone?.description == "'\(rnet)' is rnet, one of MTCNN's three networks. Import all three: "
        + "'facet model import pnet.pt rnet.pt onet.pt -o mtcnn.safetensors'.")
    let onet = try checkpoint(.output, isLegacy: true, without: "dense6_3.bias")
    #expect(
      throws: ModelFileError.missingTensor(path: onet, name: "dense6_3.bias", shape: [10])
    ) { try importCheckpoints(paths: [pnet, rnet, onet], architecture: "mtcnn", output: output) }
    let more = try checkpoint(.output, isLegacy: true, adding: "dense7.bias")
    #expect(throws: ModelFileError.unexpectedTensor(path: more, name: "dense7.bias")) {
      try importCheckpoints(paths: [pnet, rnet, more], architecture: "mtcnn", output: output)
    }
    let whole = try checkpoint(.output, isLegacy: true)
    #expect(
      throws: ModelFileError.stageCount(
        paths: [pnet, whole, pnet], stage: "pnet", found: 2)
    ) { try importCheckpoints(paths: [pnet, whole, pnet], architecture: "mtcnn", output: output) }
    #expect(!FileManager.default.fileExists(atPath: output))
  }

  @Test func anotherNetworkIsNoDetector() throws {
    let path = folder.file("other.safetensors")
    try writeSafetensors(
      [("a", Tensor(shape: [1], values: [1]))], metadata: [ModelKey.architecture: "h2l"], to: path)
    #expect(
      throws: ModelFileError.otherArchitecture(path: path, expected: "mtcnn", found: "h2l")
    ) { try CascadeNetworks(ModelFile(path: path)) }
  }
}
