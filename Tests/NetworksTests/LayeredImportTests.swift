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
    try golden.checkpoint(at: checkpoint)
    try importCheckpoint(path: checkpoint, architecture: golden.name, output: output)
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
    try golden.checkpoint(at: checkpoint, adding: "logits.weight", isEmpty: true)
    try importCheckpoint(path: checkpoint, architecture: golden.name, output: output)
    let names = try ModelFile(path: output).contents.entries.map(\.name)
    #expect(Set(names) == Set(golden.architecture.parameters.map(\.name)))
  }

  @Test(arguments: GoldenNetwork.all)
  func whatDoesNotFitIsRefused(golden: GoldenNetwork) throws {
    let path = folder.file("weights.pt")
    let output = folder.file("model.safetensors")
    let parameter = golden.architecture.parameters[1]
    try golden.checkpoint(at: path, without: parameter.name, isEmpty: true)
    #expect(
      throws: ModelFileError.missingTensor(
        path: path, name: parameter.name, shape: parameter.shape)
    ) { try importCheckpoint(path: path, architecture: golden.name, output: output) }
    let matrix = golden.architecture.parameters[0]
    try golden.checkpoint(at: path, flattened: matrix.name, isEmpty: true)
    #expect(
      throws: ModelFileError.wrongShape(
        path: path, name: matrix.name, expected: matrix.shape,
        found: [matrix.shape.reduce(1, *)])
    ) { try importCheckpoint(path: path, architecture: golden.name, output: output) }
    try golden.checkpoint(at: path, adding: "layer9.weight", isEmpty: true)
    #expect(throws: ModelFileError.unexpectedTensor(path: path, name: "layer9.weight")) {
      try importCheckpoint(path: path, architecture: golden.name, output: output)
    }
    #expect(!FileManager.default.fileExists(atPath: output))
  }
}
