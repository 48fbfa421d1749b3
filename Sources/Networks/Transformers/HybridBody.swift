import Basics
import Tensors

/// The blocks of a two-image Hybrid-ViT, which process the tokens of two faces: [CLS, patches of
/// the query, SEP, patches of the candidate] plus positions (thesis section 4.2). Heads read the
/// result.
struct HybridBody: Sendable {
  /// The arrangement of the patches of one face.
  let grid: PatchGrid
  let tokenSize: Int
  /// The width of a patch before it becomes a token.
  let patchSize: Int
  let hasPositions: Bool
  private(set) var blocks: [TransformerBlock]
  /// The tokens CLS and SEP, `[tokenSize]` each; positions are `[tokenCount, tokenSize]`.
  private let classToken: [Float]
  private let separator: [Float]
  private let positions: [Float]
  private let patchEmbedding: Linear?

  var tokenCount: Int { 2 * grid.count + 2 }

  init(_ parameters: HybridParameters, grid: PatchGrid) throws(HybridError) {
    let token = try parameters.take("cls_token", [1, 1, nil])
    let tokenSize = token.shape[2]
    let tokenCount = 2 * grid.count + 2
    self.grid = grid
    self.tokenSize = tokenSize
    classToken = token.values
    separator = try parameters.take("sep", [1, 1, tokenSize]).values
    hasPositions = parameters.contains("pos_embedding")
    positions =
      hasPositions
      ? try parameters.take("pos_embedding", [1, tokenCount, tokenSize]).values
      : [Float](repeating: 0, count: tokenCount * tokenSize)
    patchEmbedding = try Linear(patchEmbedding: parameters, tokenSize: tokenSize)
    patchSize = patchEmbedding?.inputSize ?? tokenSize
    blocks = try TransformerBlock.all(parameters, tokenSize: tokenSize)
  }

  /// Returns the body with MLPs in 8 bits.
  func inEightBits() -> HybridBody {
    var body = self
    body.blocks = blocks.map { $0.inEightBits() }
    return body
  }

  /// The tokens that a head reads; the last block computes no others.
  enum Output {
    /// For each pair, the query's patches and then the candidate's: 2N tokens.
    case patches
    /// For each pair, CLS: one token.
    case classToken
  }

  /// Runs a query with each of some candidates, in groups, so that memory does not grow with their
  /// number.
  ///
  /// - Parameters:
  ///   - query: The query's patches, shape `[N, patchSize]`.
  ///   - candidates: The candidates' patches, shape `[pairs, N, patchSize]`.
  ///   - take: Receives a group's output tokens, `[count, tokens, tokenSize]`, and its number of
  ///     pairs.
  func run(
    query: [Float], candidates: [Float], output: Output,
    _ take: (_ tokens: UnsafePointer<Float>, _ count: Int) -> Void
  ) {
    let patches = grid.count * patchSize
    precondition(query.count == patches && candidates.count % patches == 0)
    let pairs = candidates.count / patches
    let first = firstTokens(query: query)
    candidates.withUnsafeBufferPointer { buffer in
      for start in stride(from: 0, to: pairs, by: Self.pairsPerGroup) {
        let count = min(Self.pairsPerGroup, pairs - start)
        let outputs = outputTokens(
          first: first, candidates: buffer.baseAddress! + start * patches, pairs: count,
          output: output)
        defer { outputs.deallocate() }
        take(outputs, count)
      }
    }
  }

  /// Runs one pair and returns all its tokens.
  ///
  /// - Returns: The tokens, shape `[tokenCount, tokenSize]`, and the attention of each block, shape
  ///   `[heads, tokenCount, tokenCount]`.
  func trace(query: [Float], candidate: [Float]) -> (tokens: [Float], attention: [[Float]]) {
    precondition(query.count == grid.count * patchSize && candidate.count == query.count)
    let first = firstTokens(query: query)
    let scratch = TransformerBlock.Scratch(tokens: tokenCount, pairs: 1, blocks: blocks)
    var attention: [[Float]] = []
    let tokens = [Float](unsafeUninitializedCapacity: tokenCount * tokenSize) { buffer, count in
      let state = buffer.baseAddress!
      lay(pair: candidate, first: first, into: state)
      for (index, block) in blocks.enumerated() {
        fillProjections(block: index, state: state, pairs: 1, first: first, scratch: scratch)
        var maps = [Float](repeating: 0, count: block.heads * tokenCount * tokenCount)
        maps.withUnsafeMutableBufferPointer { buffer in
          block.attend(
            tokens: state, count: tokenCount, pairs: 1, scratch: scratch,
            attention: buffer.baseAddress!)
        }
        attention.append(maps)
        block.transform(tokens: state, rows: tokenCount, scratch: scratch)
      }
      count = tokenCount * tokenSize
    }
    return (tokens, attention)
  }

  /// The number of pairs in a chunk. With token size 512 and 64 patches, four pairs are 520 rows,
  /// enough for a matrix product at full speed, and their hidden layer is 4 MB; the output tokens
  /// of 128 pairs take 34 MB.
  private static let pairsPerChunk = 4
  private static let pairsPerGroup = 128

  /// The tokens that all pairs of a query share, [CLS, query, SEP], before the first block, and
  /// their projections in the first block.
  private struct FirstTokens {
    let tokens: [Float]
    let projections: [Float]
  }

  private func firstTokens(query: [Float]) -> FirstTokens {
    let size = tokenSize
    let count = grid.count
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

  /// Returns patches as tokens, before positions are added.
  private func embedded(_ patches: [Float]) -> [Float] {
    patchEmbedding?.outputs(patches) ?? patches
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

  /// Fills `scratch.qkv` for some pairs. In the first block, the part of the shared tokens is
  /// copied.
  private func fillProjections(
    block index: Int, state: UnsafePointer<Float>, pairs: Int, first: FirstTokens,
    scratch: TransformerBlock.Scratch
  ) {
    let block = blocks[index]
    let tokens = tokenCount
    guard index == 0 else {
      block.project(tokens: state, count: pairs * tokens, to: scratch.qkv)
      return
    }
    let width = 3 * block.heads * HybridShape.headSize
    let shared = grid.count + 2
    for pair in 0..<pairs {
      let qkv = scratch.qkv + pair * tokens * width
      qkv.update(from: first.projections, count: first.projections.count)
      block.project(
        tokens: state + (pair * tokens + shared) * tokenSize, count: grid.count,
        to: qkv + shared * width)
    }
  }

  /// Returns the tokens of `output`, which the caller frees.
  private func outputTokens(
    first: FirstTokens, candidates: UnsafePointer<Float>, pairs: Int, output: Output
  ) -> UnsafeMutablePointer<Float> {
    let patches = grid.count * patchSize
    let size = (output == .patches ? 2 * grid.count : 1) * tokenSize
    let outputs = UnsafeMutablePointer<Float>.allocate(capacity: pairs * size)
    let job = PairJob(candidates: candidates, outputs: outputs)
    let chunks = (pairs + Self.pairsPerChunk - 1) / Self.pairsPerChunk
    let workers = min(Threads.count, chunks)
    inParallel(count: workers) { worker, _ in
      let scratch = TransformerBlock.Scratch(
        tokens: tokenCount, pairs: Self.pairsPerChunk, blocks: blocks)
      let state = UnsafeMutablePointer<Float>.allocate(
        capacity: Self.pairsPerChunk * tokenCount * tokenSize)
      defer { state.deallocate() }
      for chunk in stride(from: worker, to: chunks, by: workers) {
        let start = chunk * Self.pairsPerChunk
        let count = min(Self.pairsPerChunk, pairs - start)
        for pair in 0..<count {
          let candidate = UnsafeBufferPointer(
            start: job.candidates + (start + pair) * patches, count: patches)
          lay(
            pair: Array(candidate), first: first, into: state + pair * tokenCount * tokenSize)
        }
        run(state: state, pairs: count, first: first, output: output, scratch: scratch)
        job.outputs.advanced(by: start * size).update(from: state, count: count * size)
      }
    }
    return outputs
  }

  /// The memory that a parallel loop reads and writes: each worker its own pairs.
  private struct PairJob: @unchecked Sendable {
    let candidates: UnsafePointer<Float>
    let outputs: UnsafeMutablePointer<Float>
  }

  /// Runs all blocks on some pairs, in place. Afterwards the output's tokens are packed at the
  /// front: the last MLP omits those that no head reads.
  private func run(
    state: UnsafeMutablePointer<Float>, pairs: Int, first: FirstTokens, output: Output,
    scratch: TransformerBlock.Scratch
  ) {
    for (index, block) in blocks.enumerated() {
      fillProjections(block: index, state: state, pairs: pairs, first: first, scratch: scratch)
      block.attend(tokens: state, count: tokenCount, pairs: pairs, scratch: scratch, attention: nil)
      if index + 1 < blocks.count {
        block.transform(tokens: state, rows: pairs * tokenCount, scratch: scratch)
      } else {
        let rows = gather(output, state: state, pairs: pairs)
        block.transform(tokens: state, rows: rows, scratch: scratch)
      }
    }
  }

  /// Packs the output's tokens of some pairs, and returns their number.
  private func gather(_ output: Output, state: UnsafeMutablePointer<Float>, pairs: Int) -> Int {
    let size = tokenSize
    let count = grid.count
    for pair in 0..<pairs {
      let from = state + pair * tokenCount * size
      switch output {
      case .classToken: (state + pair * size).update(from: from, count: size)
      case .patches:
        let to = state + pair * 2 * count * size
        to.update(from: from + size, count: count * size)
        (to + count * size).update(from: from + (count + 2) * size, count: count * size)
      }
    }
    return pairs * (output == .patches ? 2 * count : 1)
  }
}
