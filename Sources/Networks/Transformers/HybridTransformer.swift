import Tensors

/// The two-image Hybrid-ViT with two linear heads ("H2L"), which reads the patches of two faces
/// together and gives a vector for each; their cosine is the similarity.
///
/// The arithmetic is that of the published code, for which the published weights were trained; see
/// `HybridBody` and `TransformerBlock`. Immutable, and safe to use from several threads.
package final class HybridTransformer: Sendable {
  package let shape: HybridShape

  /// The layers, in one precision.
  private struct Layers {
    let body: HybridBody
    let queryHead: HybridHead
    let candidateHead: HybridHead
  }

  private let layers: Layers
  /// The same in 8 bits, if asked for.
  private let narrow: Layers?

  /// - Parameters:
  ///   - parameters: The parameters by their names in the published state dictionary; others are
  ///     ignored.
  ///   - grid: The arrangement of the patches of one face.
  ///   - precision: The least precision that `vectors` can be asked for, if this processor has it.
  package init(
    parameters tensors: [String: Tensor], grid: PatchGrid, precision: Precision = .float
  ) throws(HybridError) {
    let parameters = HybridParameters(tensors: tensors)
    let body = try HybridBody(parameters, grid: grid)
    let sharesHead = parameters.contains("fc.weight")
    let inputSize = grid.count * body.tokenSize
    let queryHead = try HybridHead(parameters, suffix: sharesHead ? "" : "1", inputSize: inputSize)
    let candidateHead =
      sharesHead ? queryHead : try HybridHead(parameters, suffix: "2", inputSize: inputSize)
    guard queryHead.outputSize == candidateHead.outputSize else {
      throw .wrongShape(
        parameter: "fc2.weight", expected: "[\(queryHead.outputSize), \(inputSize)]",
        found: [candidateHead.outputSize, inputSize])
    }
    shape = HybridShape(
      depth: body.blocks.count, heads: body.blocks.map(\.heads).max()!, tokenSize: body.tokenSize,
      hiddenSize: body.blocks.map(\.expand.outputSize).max()!, outputSize: queryHead.outputSize,
      grid: grid, patchSize: body.patchSize, hasPositions: body.hasPositions,
      sharesHead: sharesHead)
    layers = Layers(body: body, queryHead: queryHead, candidateHead: candidateHead)
    guard precision.available == .int8 else {
      narrow = nil
      return
    }
    let narrowHead = queryHead.inEightBits()
    narrow = Layers(
      body: body.inEightBits(), queryHead: narrowHead,
      candidateHead: sharesHead ? narrowHead : candidateHead.inEightBits())
  }

  /// Whether `vectors` has the precision of 8 bits.
  package var hasInt8: Bool { narrow != nil }

  /// The network's output for one query and some candidates, each pair by itself.
  package struct Vectors: Sendable, Equatable {
    /// The query's vector for each candidate, shape `[pairs, outputSize]`.
    package let query: [Float]
    /// The candidates' vectors, shape `[pairs, outputSize]`.
    package let candidates: [Float]
    package let size: Int

    /// The cosine of the two vectors of each pair, shape `[pairs]`, -1...1; 0 if a vector has no
    /// length, NaN if one is not finite.
    package var similarities: [Double] {
      (0..<query.count / size).map { pair in
        var product = 0.0
        var queryLength = 0.0
        var candidateLength = 0.0
        for place in pair * size..<(pair + 1) * size {
          let (a, b) = (Double(query[place]), Double(candidates[place]))
          product += a * b
          queryLength += a * a
          candidateLength += b * b
        }
        let length = (queryLength * candidateLength).squareRoot()
        guard length.isFinite else { return .nan }
        return length > 0 ? product / length : 0
      }
    }
  }

  /// The outputs of one pair with their intermediate results.
  package struct Trace: Sendable {
    package let vectors: Vectors
    /// The output tokens of the query's patches, shape `[N, tokenSize]`.
    package let queryTokens: [Float]
    package let candidateTokens: [Float]
    /// The attention of each block, shape `[heads, tokenCount, tokenCount]`; each row sums to 1.
    package let attention: [[Float]]
  }

  /// - Parameters:
  ///   - query: The backbone's patches, not normalized, shape `[N, patchSize]`.
  ///   - candidates: The candidates' patches, shape `[pairs, N, patchSize]`.
  ///   - precision: The precision of the MLPs and heads, `.int8` only if `hasInt8`.
  /// - Complexity: 2·T·tokenSize·(4·64·heads + 2·hiddenSize) multiplications per pair and block, T
  ///   = `shape.tokenCount`; the pairs are distributed over `Threads.count` threads.
  package func vectors(
    query: [Float], candidates: [Float], precision: Precision = .float
  ) -> Vectors {
    precondition(precision == .float || hasInt8, "no products in 8 bits")
    let layers = precision == .int8 ? narrow! : layers
    var queryVectors: [Float] = []
    var candidateVectors: [Float] = []
    let half = shape.grid.count * shape.tokenSize
    layers.body.run(query: query, candidates: candidates, output: .patches) { tokens, count in
      queryVectors += layers.queryHead.vectors(tokens, count: count, stride: 2 * half)
      candidateVectors += layers.candidateHead.vectors(
        tokens + half, count: count, stride: 2 * half)
    }
    return Vectors(query: queryVectors, candidates: candidateVectors, size: shape.outputSize)
  }

  /// Computes one pair like `vectors`, and keeps the output tokens and all attention maps.
  package func trace(query: [Float], candidate: [Float]) -> Trace {
    let (tokens, attention) = layers.body.trace(query: query, candidate: candidate)
    let count = shape.grid.count * shape.tokenSize
    let queryTokens = Array(tokens[shape.tokenSize..<shape.tokenSize + count])
    let candidateTokens = Array(tokens.suffix(count))
    return Trace(
      vectors: Vectors(
        query: layers.queryHead.vectors(queryTokens, count: 1, stride: count),
        candidates: layers.candidateHead.vectors(candidateTokens, count: 1, stride: count),
        size: shape.outputSize),
      queryTokens: queryTokens, candidateTokens: candidateTokens, attention: attention)
  }
}
