import Basics
import CVectorKernels
import Tensors

/// The two-image Hybrid-ViT with two linear heads ("H2L"): it reads the patches of two faces
/// together and gives a vector for each; their cosine is the similarity.
///
/// Tokens are [CLS, patches of the query, SEP, patches of the candidate] plus positions (thesis
/// section 4.2). The arithmetic is that of the published code, for which the published weights were
/// trained; see `TransformerBlock`. Immutable, and safe to use from several threads.
public final class HybridTransformer: Sendable {
  public let shape: HybridShape

  private let blocks: [TransformerBlock]
  /// CLS, SEP: `[tokenSize]` each; positions `[tokenCount, tokenSize]`.
  private let classToken: [Float]
  private let separator: [Float]
  private let positions: [Float]
  private let patchEmbedding: Linear?
  private let queryHead: HybridHead
  private let candidateHead: HybridHead

  /// - Parameters:
  ///   - parameters: By their names in the published state dict; others are left alone.
  ///   - grid: How the patches of one face lie.
  public init(parameters tensors: [String: Tensor], grid: PatchGrid) throws(HybridError) {
    let parameters = HybridParameters(tensors: tensors)
    let token = try parameters.take("cls_token", [1, 1, nil])
    let tokenSize = token.shape[2]
    let tokenCount = 2 * grid.count + 2
    classToken = token.values
    separator = try parameters.take("sep", [1, 1, tokenSize]).values
    let hasPositions = parameters.contains("pos_embedding")
    positions =
      hasPositions
      ? try parameters.take("pos_embedding", [1, tokenCount, tokenSize]).values
      : [Float](repeating: 0, count: tokenCount * tokenSize)
    if parameters.contains("patch_to_embedding.weight") {
      patchEmbedding = Linear(
        try parameters.take("patch_to_embedding.weight", [tokenSize, nil]),
        bias: try parameters.take("patch_to_embedding.bias", [tokenSize]))
    } else {
      patchEmbedding = nil
    }
    var blocks: [TransformerBlock] = []
    repeat {
      blocks.append(try TransformerBlock(parameters, index: blocks.count, tokenSize: tokenSize))
    } while parameters.contains("transformer.layers.\(blocks.count).0.fn.fn.to_qkv.weight")
    self.blocks = blocks

    let sharesHead = parameters.contains("fc.weight")
    let inputSize = grid.count * tokenSize
    queryHead = try HybridHead(parameters, suffix: sharesHead ? "" : "1", inputSize: inputSize)
    candidateHead =
      sharesHead ? queryHead : try HybridHead(parameters, suffix: "2", inputSize: inputSize)
    guard queryHead.outputSize == candidateHead.outputSize else {
      throw .wrongShape(
        parameter: "fc2.weight", expected: "[\(queryHead.outputSize), \(inputSize)]",
        found: [candidateHead.outputSize, inputSize])
    }
    shape = HybridShape(
      depth: blocks.count, heads: blocks.map(\.heads).max()!, tokenSize: tokenSize,
      hiddenSize: blocks.map(\.expand.outputSize).max()!, outputSize: queryHead.outputSize,
      grid: grid, patchSize: patchEmbedding?.inputSize ?? tokenSize, hasPositions: hasPositions,
      sharesHead: sharesHead)
  }

  /// What the network makes of one query and some candidates, each pair by itself.
  public struct Vectors: Sendable, Equatable {
    /// Shape `[pairs, outputSize]`: the query's vector beside each candidate.
    public let query: [Float]
    /// Shape `[pairs, outputSize]`.
    public let candidates: [Float]
    public let size: Int

    /// Cosine of the two vectors of each pair, shape `[pairs]`, -1...1; 0 where one has no length, not
    /// a number where one is not finite.
    public var similarities: [Double] {
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

  /// The outputs of one pair with what led to them.
  public struct Trace: Sendable {
    public let vectors: Vectors
    /// Output tokens of the query's patches, shape `[N, tokenSize]`.
    public let queryTokens: [Float]
    public let candidateTokens: [Float]
    /// For each block, shape `[heads, tokenCount, tokenCount]`; each row sums to 1.
    public let attention: [[Float]]
  }

  /// - Parameters:
  ///   - query: The backbone's patches, not normalised, shape `[N, patchSize]`.
  ///   - candidates: Shape `[pairs, N, patchSize]`.
  /// - Complexity: For each pair 2·T·tokenSize·(4·64·heads + 2·hiddenSize) multiplications a block,
  ///   T = `shape.tokenCount`; the pairs are shared out over `Threads.count` threads.
  public func vectors(query: [Float], candidates: [Float]) -> Vectors {
    let patches = shape.grid.count * shape.patchSize
    precondition(query.count == patches && candidates.count % patches == 0)
    let pairs = candidates.count / patches
    var queryVectors: [Float] = []
    var candidateVectors: [Float] = []
    let first = firstTokens(query: query)
    candidates.withUnsafeBufferPointer { buffer in
      // In groups, so that memory does not grow with the number of candidates.
      for start in stride(from: 0, to: pairs, by: Self.pairsPerGroup) {
        let count = min(Self.pairsPerGroup, pairs - start)
        let outputs = outputTokens(
          first: first, candidates: buffer.baseAddress! + start * patches, pairs: count)
        defer { outputs.deallocate() }
        let half = shape.grid.count * shape.tokenSize
        queryVectors += queryHead.vectors(outputs, count: count, stride: 2 * half)
        candidateVectors += candidateHead.vectors(outputs + half, count: count, stride: 2 * half)
      }
    }
    return Vectors(query: queryVectors, candidates: candidateVectors, size: shape.outputSize)
  }

  /// As `vectors`, for one pair, keeping the output tokens and every attention map.
  public func trace(query: [Float], candidate: [Float]) -> Trace {
    let count = shape.grid.count
    precondition(query.count == count * shape.patchSize && candidate.count == query.count)
    let tokens = shape.tokenCount
    let first = firstTokens(query: query)
    let scratch = TransformerBlock.Scratch(tokens: tokens, pairs: 1, shape: shape)
    let state = UnsafeMutablePointer<Float>.allocate(capacity: tokens * shape.tokenSize)
    defer { state.deallocate() }
    var attention: [[Float]] = []
    lay(pair: candidate, first: first, into: state)
    for (index, block) in blocks.enumerated() {
      fillProjections(block: index, state: state, pairs: 1, first: first, scratch: scratch)
      var maps = [Float](repeating: 0, count: block.heads * tokens * tokens)
      maps.withUnsafeMutableBufferPointer { buffer in
        block.attend(
          tokens: state, count: tokens, pairs: 1, scratch: scratch, attention: buffer.baseAddress!)
      }
      attention.append(maps)
      block.transform(tokens: state, rows: tokens, scratch: scratch)
    }
    let queryStart = state + shape.tokenSize
    let candidateStart = state + (count + 2) * shape.tokenSize
    let size = count * shape.tokenSize
    return Trace(
      vectors: Vectors(
        query: queryHead.vectors(queryStart, count: 1, stride: size),
        candidates: candidateHead.vectors(candidateStart, count: 1, stride: size),
        size: shape.outputSize),
      queryTokens: Array(UnsafeBufferPointer(start: queryStart, count: size)),
      candidateTokens: Array(UnsafeBufferPointer(start: candidateStart, count: size)),
      attention: attention)
  }

  /// At token size 512 and 64 patches, four pairs are 520 rows, enough for a matrix product at full
  /// speed, and their hidden layer is 4 MB; the output tokens of 128 pairs take 34 MB.
  private static let pairsPerChunk = 4
  private static let pairsPerGroup = 128

  /// The tokens that all pairs of a query share, [CLS, query, SEP], before the first block, and
  /// their projections in the first block.
  private struct FirstTokens {
    let tokens: [Float]
    let projections: [Float]
  }

  private func firstTokens(query: [Float]) -> FirstTokens {
    let size = shape.tokenSize
    let count = shape.grid.count
    var tokens = classToken + embedded(query) + separator
    for place in tokens.indices { tokens[place] += positions[place] }
    precondition(tokens.count == (count + 2) * size)
    var projections = [Float](
      repeating: 0, count: (count + 2) * 3 * blocks[0].heads * HybridShape.headSize)
    projections.withUnsafeMutableBufferPointer { buffer in
      blocks[0].project(tokens: tokens, count: count + 2, to: buffer.baseAddress!)
    }
    return FirstTokens(tokens: tokens, projections: projections)
  }

  /// Patches as tokens, before positions.
  private func embedded(_ patches: [Float]) -> [Float] {
    guard let patchEmbedding else { return patches }
    let rows = patches.count / patchEmbedding.inputSize
    var tokens = [Float](repeating: 0, count: rows * patchEmbedding.outputSize)
    tokens.withUnsafeMutableBufferPointer { buffer in
      patchEmbedding.product(
        rows: rows, from: patches, fromStride: patchEmbedding.inputSize, to: buffer.baseAddress!)
    }
    for place in tokens.indices { tokens[place] += patchEmbedding.bias[place % shape.tokenSize] }
    return tokens
  }

  /// Writes all tokens of a pair, `[tokenCount, tokenSize]`.
  private func lay(
    pair candidate: [Float], first: FirstTokens, into state: UnsafeMutablePointer<Float>
  ) {
    state.update(from: first.tokens, count: first.tokens.count)
    let tokens = embedded(candidate)
    let start = first.tokens.count
    for place in tokens.indices { state[start + place] = tokens[place] + positions[start + place] }
  }

  /// Fills `scratch.qkv` for some pairs. In the first block the shared tokens' part is copied.
  private func fillProjections(
    block index: Int, state: UnsafePointer<Float>, pairs: Int, first: FirstTokens,
    scratch: TransformerBlock.Scratch
  ) {
    let block = blocks[index]
    let tokens = shape.tokenCount
    guard index == 0 else {
      block.project(tokens: state, count: pairs * tokens, to: scratch.qkv)
      return
    }
    let width = 3 * block.heads * HybridShape.headSize
    let shared = shape.grid.count + 2
    for pair in 0..<pairs {
      let qkv = scratch.qkv + pair * tokens * width
      qkv.update(from: first.projections, count: first.projections.count)
      block.project(
        tokens: state + (pair * tokens + shared) * shape.tokenSize, count: shape.grid.count,
        to: qkv + shared * width)
    }
  }

  /// Shape `[pairs, 2, N, tokenSize]`: the output tokens of both images' patches. The caller frees.
  private func outputTokens(first: FirstTokens, candidates: UnsafePointer<Float>, pairs: Int)
    -> UnsafeMutablePointer<Float>
  {
    let patches = shape.grid.count * shape.patchSize
    let outputs = UnsafeMutablePointer<Float>.allocate(
      capacity: pairs * 2 * shape.grid.count * shape.tokenSize)
    let job = PairJob(candidates: candidates, outputs: outputs)
    let chunks = (pairs + Self.pairsPerChunk - 1) / Self.pairsPerChunk
    let workers = min(Threads.count, chunks)
    inParallel(count: workers) { worker, _ in
      let scratch = TransformerBlock.Scratch(
        tokens: self.shape.tokenCount, pairs: Self.pairsPerChunk, shape: self.shape)
      let state = UnsafeMutablePointer<Float>.allocate(
        capacity: Self.pairsPerChunk * self.shape.tokenCount * self.shape.tokenSize)
      defer { state.deallocate() }
      for chunk in stride(from: worker, to: chunks, by: workers) {
        let start = chunk * Self.pairsPerChunk
        let count = min(Self.pairsPerChunk, pairs - start)
        for pair in 0..<count {
          let candidate = UnsafeBufferPointer(
            start: job.candidates + (start + pair) * patches, count: patches)
          self.lay(
            pair: Array(candidate), first: first,
            into: state + pair * self.shape.tokenCount * self.shape.tokenSize)
        }
        self.run(state: state, pairs: count, first: first, scratch: scratch)
        job.outputs.advanced(by: start * 2 * self.shape.grid.count * self.shape.tokenSize)
          .update(
            from: state, count: count * 2 * self.shape.grid.count * self.shape.tokenSize)
      }
    }
    return outputs
  }

  /// Where a parallel loop reads and writes: each worker its own pairs.
  private struct PairJob: @unchecked Sendable {
    let candidates: UnsafePointer<Float>
    let outputs: UnsafeMutablePointer<Float>
  }

  /// All blocks on some pairs, in place; afterwards the patches' tokens stand packed at the front:
  /// the last MLP leaves CLS and SEP out, since no head reads them.
  private func run(
    state: UnsafeMutablePointer<Float>, pairs: Int, first: FirstTokens,
    scratch: TransformerBlock.Scratch
  ) {
    let tokens = shape.tokenCount
    for (index, block) in blocks.enumerated() {
      fillProjections(block: index, state: state, pairs: pairs, first: first, scratch: scratch)
      block.attend(tokens: state, count: tokens, pairs: pairs, scratch: scratch, attention: nil)
      if index + 1 < blocks.count {
        block.transform(tokens: state, rows: pairs * tokens, scratch: scratch)
      } else {
        gather(state: state, pairs: pairs)
        block.transform(tokens: state, rows: pairs * 2 * shape.grid.count, scratch: scratch)
      }
    }
  }

  /// Moves the patches' tokens of some pairs together, over CLS and SEP.
  private func gather(state: UnsafeMutablePointer<Float>, pairs: Int) {
    let size = shape.tokenSize
    let count = shape.grid.count
    for pair in 0..<pairs {
      let from = state + pair * shape.tokenCount * size
      let to = state + pair * 2 * count * size
      to.update(from: from + size, count: count * size)
      (to + count * size).update(from: from + (count + 2) * size, count: count * size)
    }
  }
}
