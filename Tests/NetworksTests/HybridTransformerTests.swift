import Basics
import Tensors
import Testing
import _TestSupport

@testable import Networks

/// Comparisons with the published network, with weights and inputs from a hash.
@Suite struct HybridTransformerTests {
  typealias Variant = GoldenTransformer
  static let variants = GoldenTransformer.all.filter { $0.form.kind == .h2l }

  @Test(arguments: variants)
  func agreesWithThePublishedNetwork(variant: Variant) throws {
    let golden = try GoldenFile.networksAndTransport()
    let network = try HybridTransformer(parameters: variant.tensors(), grid: variant.form.grid)
    let inputs = variant.inputs()
    let expectedQuery = golden.floats("\(variant.name).f1")
    let expectedCandidate = golden.floats("\(variant.name).f2")
    for pair in 0..<variant.pairs {
      let range = pair * variant.form.outputSize..<(pair + 1) * variant.form.outputSize
      let (query, candidate) = (inputs[pair], inputs[pair + variant.pairs])
      let vectors = network.vectors(query: query, candidates: candidate)
      #expect(relativeError(vectors.query, Array(expectedQuery[range])) < 1e-4)
      #expect(relativeError(vectors.candidates, Array(expectedCandidate[range])) < 1e-4)
      let trace = network.trace(query: query, candidate: candidate)
      #expect(relativeError(trace.vectors.query, vectors.query) < 1e-5)
      #expect(relativeError(trace.vectors.candidates, vectors.candidates) < 1e-5)
      // The file contains the attention maps of the first block for these two.
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
    let network = try HybridTransformer(parameters: variant.tensors(), grid: variant.form.grid)
    let inputs = variant.inputs()
    let candidates = (0..<10).flatMap { inputs[1 + $0 % 5] }
    let together = network.vectors(query: inputs[0], candidates: candidates)
    for pair in 0..<10 {
      let alone = network.vectors(query: inputs[0], candidates: inputs[1 + pair % 5])
      let range = pair * variant.form.outputSize..<(pair + 1) * variant.form.outputSize
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
    var parameters = try variant.tensors()
    #expect(
      throws: HybridError.wrongShape(
        parameter: "pos_embedding", expected: "[1, 34, 32]", found: [1, 130, 32])
    ) { try HybridTransformer(parameters: parameters, grid: .fourByFour) }
    parameters["fc2.bias"] = nil
    #expect(throws: HybridError.missing(parameter: "fc2.bias", expected: "[16]")) {
      try HybridTransformer(parameters: parameters, grid: variant.form.grid)
    }
  }
}
