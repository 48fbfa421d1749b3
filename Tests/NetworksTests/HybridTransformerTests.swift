import Basics
import Networks
import Tensors
import Testing
import _TestSupport

/// Against the published network with weights and inputs made from a hash.
@Suite struct HybridTransformerTests {
  struct Variant: Sendable, CustomStringConvertible {
    let name: String
    var kinds: String?
    var depth = 1
    var tokenSize = 32
    var hidden = 48
    var output = 16
    var heads = 2
    var pairs = 3
    var grid = PatchGrid.eightByEight
    var description: String { name }
  }

  static let variants = [
    Variant(name: "h2l.depth1"), Variant(name: "h2l.depth2", depth: 2), Variant(name: "h2l.single"),
    Variant(name: "h2l.nopos"),
    Variant(name: "h2l.unfold", pairs: 2, grid: WindowPatches.grid),
    Variant(
      name: "h2l.full", kinds: "h2l.depth1", tokenSize: 512, hidden: 2048, output: 512, pairs: 2),
  ]

  static func parameters(_ variant: Variant) throws -> [String: Tensor] {
    let kinds = try GoldenFile.weightKinds()[variant.kinds ?? variant.name]!
    let (d, inner) = (variant.tokenSize, variant.heads * 64)
    var parameters: [String: Tensor] = [:]
    for (name, kind) in kinds {
      let shape: [Int] =
        switch name {
        case "sep", "cls_token": [1, 1, d]
        case "pos_embedding": [1, 2 * variant.grid.count + 2, d]
        case "patch_to_embedding.weight": [d, WindowPatches.patchSize]
        case _ where name.hasSuffix("to_qkv.weight"): [3 * inner, d]
        case _ where name.hasSuffix("to_out.0.weight"): [d, inner]
        case _ where name.hasSuffix("net.0.weight"): [variant.hidden, d]
        case _ where name.hasSuffix("net.0.bias"): [variant.hidden]
        case _ where name.hasSuffix("net.3.weight"): [d, variant.hidden]
        case _ where name.hasPrefix("fc") && name.hasSuffix("weight"):
          [variant.output, variant.grid.count * d]
        case _ where name.hasPrefix("fc") || name.hasPrefix("bn"): [variant.output]
        default: [d]
        }
      parameters[name] = Tensor(
        shape: shape,
        values: HashedValues.parameter("\(variant.name).\(name)", kind: kind, shape: shape))
    }
    return parameters
  }

  /// Patches `[images, N, C]`: the queries first, then their partners.
  static func inputs(_ variant: Variant) -> [[Float]] {
    let images = 2 * variant.pairs
    if variant.name == "h2l.unfold" {
      let size = 3 * 112 * 112
      let pixels = HashedValues.unit("input.h2l.unfold", count: images * size)
      return (0..<images).map {
        WindowPatches.patches(channels: Array(pixels[$0 * size..<($0 + 1) * size]))
      }
    }
    let (channels, patches) = (variant.tokenSize, variant.grid.count)
    let map = HashedValues.unit("input.patches.\(channels)", count: images * channels * patches)
    return (0..<images).map { image in
      (0..<patches * channels).map { place in
        let (patch, channel) = (place / channels, place % channels)
        return map[(image * channels + channel) * patches + patch]
      }
    }
  }

  @Test(arguments: variants)
  func agreesWithThePublishedNetwork(variant: Variant) throws {
    let golden = try GoldenFile.networksAndTransport()
    let network = try HybridTransformer(
      parameters: Self.parameters(variant), grid: variant.grid)
    let inputs = Self.inputs(variant)
    let expectedQuery = golden.floats("\(variant.name).f1")
    let expectedCandidate = golden.floats("\(variant.name).f2")
    for pair in 0..<variant.pairs {
      let range = pair * variant.output..<(pair + 1) * variant.output
      let (query, candidate) = (inputs[pair], inputs[pair + variant.pairs])
      let vectors = network.vectors(query: query, candidates: candidate)
      #expect(relativeError(vectors.query, Array(expectedQuery[range])) < 1e-4)
      #expect(relativeError(vectors.candidates, Array(expectedCandidate[range])) < 1e-4)
      let trace = network.trace(query: query, candidate: candidate)
      #expect(relativeError(trace.vectors.query, vectors.query) < 1e-5)
      #expect(relativeError(trace.vectors.candidates, vectors.candidates) < 1e-5)
      // The attention maps of the first block, which the file has for these two.
      guard ["h2l.depth1", "h2l.depth2"].contains(variant.name) else { continue }
      let maps = golden.floats("\(variant.name).attention")
      let size = trace.attention[0].count
      #expect(
        relativeError(
          trace.attention[0], Array(maps[pair * size..<(pair + 1) * size])) < 1e-4)
    }
  }

  // Ten candidates fill two chunks and half of a third; each must be as if it were alone.
  @Test func aCandidateDoesNotDependOnItsCompanions() throws {
    let variant = Self.variants[0]
    let network = try HybridTransformer(parameters: Self.parameters(variant), grid: variant.grid)
    let inputs = Self.inputs(variant)
    let candidates = (0..<10).flatMap { inputs[1 + $0 % 5] }
    let together = network.vectors(query: inputs[0], candidates: candidates)
    for pair in 0..<10 {
      let alone = network.vectors(query: inputs[0], candidates: inputs[1 + pair % 5])
      let range = pair * variant.output..<(pair + 1) * variant.output
      #expect(relativeError(Array(together.query[range]), alone.query) < 1e-5)
      #expect(relativeError(Array(together.candidates[range]), alone.candidates) < 1e-5)
    }
    #expect(network.vectors(query: inputs[0], candidates: candidates) == together)
    let count = Threads.count
    Threads.set(1)
    defer { Threads.set(count) }
    #expect(network.vectors(query: inputs[0], candidates: candidates) == together)
  }

  @Test func namesAMissingOrMisshapenParameter() throws {
    let variant = Self.variants[0]
    var parameters = try Self.parameters(variant)
    #expect(
      throws: HybridError.wrongShape(
        parameter: "pos_embedding", expected: "[1, 34, 32]", found: [1, 130, 32])
    ) { try HybridTransformer(parameters: parameters, grid: .fourByFour) }
    parameters["fc2.bias"] = nil
    #expect(throws: HybridError.missing(parameter: "fc2.bias", expected: "[16]")) {
      try HybridTransformer(parameters: parameters, grid: variant.grid)
    }
  }
}
