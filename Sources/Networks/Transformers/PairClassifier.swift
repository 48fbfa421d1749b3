import CVectorKernels
import Tensors

#if canImport(Glibc)
  import Glibc
#endif

/// The two-image Hybrid-ViT with a two-way softmax ("H2"), which reads the patches of two faces
/// together and decides from the CLS token whether they belong to one person.
///
/// CLS is normalized, and a linear layer computes two numbers from it; their softmax is the answer.
/// In the published training, the label 1 means that two pictures show the same person, so the
/// second number stands for "same". Immutable, and safe to use from several threads.
package final class PairClassifier: Sendable {
  /// The arrangement of the patches of one face.
  package let grid: PatchGrid
  /// The width of a patch.
  package var patchSize: Int { body.patchSize }

  private let body: HybridBody
  private let norm: ClassNorm
  private let layer: Linear

  /// - Parameters:
  ///   - parameters: The parameters by their names in the published state dictionary; others are
  ///     ignored.
  ///   - grid: The arrangement of the patches of one face.
  package init(parameters tensors: [String: Tensor], grid: PatchGrid) throws(HybridError) {
    let parameters = HybridParameters(tensors: tensors)
    self.grid = grid
    body = try HybridBody(parameters, grid: grid)
    norm = try ClassNorm(parameters, tokenSize: body.tokenSize)
    layer = Linear(
      try parameters.take("fc.weight", [2, body.tokenSize]),
      bias: try parameters.take("fc.bias", [2]))
  }

  /// Returns the two numbers of each pair before the softmax.
  ///
  /// - Parameters:
  ///   - query: The backbone's patches, not normalized, shape `[N, patchSize]`.
  ///   - candidates: The candidates' patches, shape `[pairs, N, patchSize]`.
  /// - Returns: The logits, shape `[pairs, 2]`: other, same.
  package func logits(query: [Float], candidates: [Float]) -> [Float] {
    var logits: [Float] = []
    body.run(query: query, candidates: candidates, output: .classToken) { tokens, count in
      logits += layer.outputs(norm.normed(tokens, count: count, stride: body.tokenSize))
    }
    return logits
  }

  /// Returns the network's probability of "same" for each pair, 0...1; NaN if one of the two
  /// numbers is not finite. See `logits`.
  package func similarities(query: [Float], candidates: [Float]) -> [Double] {
    let logits = logits(query: query, candidates: candidates).map(Double.init)
    return stride(from: 0, to: logits.count, by: 2).map { place in
      // A probability from two numbers that are not finite would look like an answer.
      guard logits[place].isFinite, logits[place + 1].isFinite else { return .nan }
      return 1 / (1 + exp(logits[place] - logits[place + 1]))
    }
  }
}

/// The LayerNorm after the CLS token.
struct ClassNorm: Sendable {
  private let gain: [Float]
  private let shift: [Float]

  init(_ parameters: HybridParameters, tokenSize: Int) throws(HybridError) {
    gain = try parameters.take("mlp_head.0.weight", [tokenSize]).values
    shift = try parameters.take("mlp_head.0.bias", [tokenSize]).values
  }

  /// - Parameter stride: The number of values from one token to the next.
  /// - Returns: The normalized tokens, shape `[count, tokenSize]`.
  func normed(_ tokens: UnsafePointer<Float>, count: Int, stride: Int) -> [Float] {
    let size = gain.count
    return [Float](unsafeUninitializedCapacity: count * size) { buffer, initialized in
      for row in 0..<count {
        facet_layer_norm_rows(
          tokens + row * stride, buffer.baseAddress! + row * size, gain, shift, 1, size, 1e-5)
      }
      initialized = count * size
    }
  }
}
