import Foundation
import Testing
import _TestSupport

@testable import Networks

@Suite struct LayeredImportTests {
  let folder = try! TemporaryFolder()

  @Test(arguments: GoldenNetwork.all)
  func anImportedNetworkGivesThePublishedFeatures(golden: GoldenNetwork) throws {
    let checkpoint = folder.file("weights.pt")
    let output = folder.file("model.safetensors")
    try golden.checkpoint(at: checkpoint, golden.architecture.parameters, areHashed: true)
    try importCheckpoints(paths: [checkpoint], architecture: golden.name, output: output)
    let network = try #require(try loadBackbone(path: output) as? LayeredBackbone)
    #expect(network.shape == golden.network.shape)
    let file = try GoldenFile.networksAndTransport()
    let embeddings = golden.embeddings(try network.features(golden.inputs()))
    #expect(relativeError(embeddings, file.floats(golden.name + ".embedding")) < 1e-4)
  }

  @Test func theClassifierIsLeftOut() throws {
    let golden = GoldenNetwork.all[2]
    let checkpoint = folder.file("weights.pt")
    let output = folder.file("model.safetensors")
    let logits = ParameterShape(name: "logits.weight", shape: [3, 512])
    try golden.checkpoint(at: checkpoint, golden.architecture.parameters + [logits])
    try importCheckpoints(paths: [checkpoint], architecture: golden.name, output: output)
    let names = try ModelFile(path: output).contents.entries.map(\.name)
    #expect(Set(names) == Set(golden.architecture.parameters.map(\.name)))
  }

  @Test(arguments: GoldenNetwork.all)
  func whatDoesNotFitIsRefused(golden: GoldenNetwork) throws {
    let path = folder.file("weights.pt")
    let output = folder.file("model.safetensors")
    var parameters = Array(golden.architecture.parameters.prefix(3))
    let absent = parameters.remove(at: 1)
    try golden.checkpoint(at: path, parameters)
    #expect(
      throws: ModelFileError.missingTensor(path: path, name: absent.name, shape: absent.shape)
    ) { try importCheckpoints(paths: [path], architecture: golden.name, output: output) }
    let matrix = parameters[0]
    let size = matrix.shape.reduce(1, *)
    parameters[0] = ParameterShape(name: matrix.name, shape: [size])
    try golden.checkpoint(at: path, parameters)
    #expect(
      throws: ModelFileError.wrongShape(
        path: path, name: matrix.name, expected: matrix.shape, found: [size])
    ) { try importCheckpoints(paths: [path], architecture: golden.name, output: output) }
    #expect(!FileManager.default.fileExists(atPath: output))
  }
}
