import Basics
import Pictures
import Testing

@testable import Networks

@Suite struct BuiltInModelTests {
  @Test func theyOpenAndFitEachOther() throws {
    let file = try ModelFile(path: BuiltInModels.backbonePath)
    let backbone = try loadBackbone(file)
    #expect(backbone.shape.grid == .eightByEight && backbone.shape.patchChannels == 128)
    #expect(file.digest == SHA256.digest(of: BuiltInModels.backbone))
    let reranker = try HybridModel(file: ModelFile(path: BuiltInModels.rerankerPath))
    try reranker.require(backbone.shape, digest: file.digest)
    #expect(!reranker.isUntrained)
    #expect(BuiltInModels.backbone.count + BuiltInModels.reranker.count < 12_000_000)
    let gray = Picture(
      width: 128, height: 128, channels: .gray, samples: (0..<128 * 128).map { UInt8($0 % 251) })
    let features = try backbone.features(of: [gray])
    #expect(features[0].isFinite && features[0].embedding.count == 128)
  }
}
