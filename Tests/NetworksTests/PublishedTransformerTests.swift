import Foundation
import Pictures
import Tensors
import Testing
import _TestSupport

@testable import Networks

/// Comparisons of H2, H1 and V with the published networks, with weights and inputs from a hash.
@Suite struct PublishedTransformerTests {
  @Test func theParametersAreThePublishedOnes() throws {
    for golden in GoldenTransformer.all {
      let kinds = try GoldenFile.weightKinds()[golden.kinds ?? golden.name]!
      #expect(Set(golden.published.map(\.name)) == Set(kinds.keys), "\(golden)")
      let shapes = Dictionary(
        uniqueKeysWithValues: golden.published.map { ($0.name, $0.shape) })
      #expect(TransformerForm(golden.form.kind, shapes: shapes) == golden.form, "\(golden)")
    }
  }

  @Test func h2AgreesWithThePublishedNetwork() throws {
    let golden = GoldenTransformer.named("h2")
    let file = try GoldenFile.networksAndTransport()
    let network = try PairClassifier(parameters: golden.tensors(), grid: golden.form.grid)
    let inputs = golden.inputs()
    let expected = file.floats("h2.logits")
    for pair in 0..<3 {
      let logits = network.logits(query: inputs[pair], candidates: inputs[pair + 3])
      let published = Array(expected[2 * pair..<2 * pair + 2])
      #expect(relativeError(logits, published) < 1e-4)
      // The second number of the softmax stands for "same".
      let powers = published.map { exp(Double($0)) }
      let similarity = network.similarities(query: inputs[pair], candidates: inputs[pair + 3])
      #expect(abs(similarity[0] - powers[1] / (powers[0] + powers[1])) < 1e-5)
    }
    // Ten candidates fill two chunks and half of a third; each must be as if it were alone.
    let many = (0..<10).map { inputs[1 + $0 % 5] }
    let together = network.logits(query: inputs[0], candidates: many.flatMap { $0 })
    for (place, candidate) in many.enumerated() {
      let alone = network.logits(query: inputs[0], candidates: candidate)
      #expect(relativeError(Array(together[2 * place..<2 * place + 2]), alone) < 1e-5)
    }
    #expect(network.similarities(query: inputs[0], candidates: []) == [])
  }

  @Test(arguments: ["h1", "vit"])
  func oneImageNetworksAgreeWithThePublishedOnes(name: String) throws {
    let golden = GoldenTransformer.named(name)
    let file = try GoldenFile.networksAndTransport()
    let network = try ImageTransformer(
      parameters: golden.tensors(), grid: golden.form.grid,
      kind: golden.form.kind == .vit ? .plain : .hybrid)
    let inputs = golden.inputs()
    let embeddings = network.embeddings(inputs)
    #expect(relativeError(embeddings.flatMap { $0 }, file.floats(name + ".embedding")) < 1e-4)
    // The same bits in any company.
    #expect(network.embeddings([inputs[1]])[0] == embeddings[1])
    // For a map: normalized outputs, one for each patch, each different.
    let tokens = network.patchTokens(inputs[0])
    let size = network.embeddingSize
    #expect(tokens.count == network.grid.count * size && tokens.allSatisfy(\.isFinite))
    #expect(Set(stride(from: 0, to: tokens.count, by: size).map { tokens[$0] }).count > 1)
  }

  @Test func aPictureIsCutAsPublished() {
    // Each number encodes its position: row * 1000 + column * 3 + channel.
    let side = 112
    let pixels = (0..<side * side * 3).map { Float($0 / (side * 3) * 1000 + $0 % (side * 3)) }
    let squares = PixelPatches.squares(side: 8).patches(pixels, rows: 14, channels: 3)
    #expect(squares.count == 196 * 192)
    // Patch (1, 2): its pixel (3, 4), channel 1.
    #expect(squares[16 * 192 + (3 * 8 + 4) * 3 + 1] == Float(11_000 + 20 * 3 + 1))
    let windows = PixelPatches.windows.patches(pixels, rows: 14, channels: 3)
    #expect(windows.count == 196 * 432)
    // Window (1, 2) begins at row 4, column 12.
    #expect(windows[16 * 432 + 1 * 144 + 3 * 12 + 5] == Float(7_000 + 17 * 3 + 1))
    #expect(windows[0] == 0)
  }

  @Test func aMissingOrMisshapenParameterIsNamed() throws {
    var parameters = try GoldenTransformer.named("h1").tensors()
    #expect(
      throws: HybridError.wrongShape(
        parameter: "pos_embedding", expected: "[1, 197 or more, 32]", found: [1, 129, 32])
    ) {
      try ImageTransformer(
        parameters: parameters, grid: PatchGrid(rows: 14, columns: 14), kind: .hybrid)
    }
    parameters["mlp_head.0.bias"] = nil
    #expect(throws: HybridError.missing(parameter: "mlp_head.0.bias", expected: "[32]")) {
      try ImageTransformer(parameters: parameters, grid: .eightByEight, kind: .hybrid)
    }
    var pair = try GoldenTransformer.named("h2").tensors()
    pair["fc.weight"] = Tensor(shape: [3, 32], values: [Float](repeating: 0, count: 96))
    #expect(
      throws: HybridError.wrongShape(
        parameter: "fc.weight", expected: "[2, 32]", found: [3, 32])
    ) { try PairClassifier(parameters: pair, grid: .eightByEight) }
  }
}
