import Basics
import Tensors

/// A transformer that reads one face: [CLS, patches] plus positions; the normalized CLS token is
/// the embedding.
///
/// As H1 it reads a backbone's patches, with the blocks of the Hybrid-ViT. As V, the plain ViT, it
/// reads the picture's own pixels, and its blocks normalize before the attention. The arithmetic is
/// that of the published code. Immutable, and safe to use from several threads.
///
/// Dosovitskiy et al. 2021, https://arxiv.org/abs/2010.11929; Zhong and Deng 2021,
/// https://arxiv.org/abs/2103.14803
package final class ImageTransformer: Sendable {
  package enum Kind: Sendable {
    case hybrid
    case plain
  }

  /// The arrangement of the patches of a face.
  package let grid: PatchGrid
  /// The width of a patch.
  package let patchSize: Int
  /// The length of the embedding.
  package var embeddingSize: Int { classToken.count }

  private let blocks: [TransformerBlock]
  private let classToken: [Float]
  /// The positions, shape `[N + 1, tokenSize]`.
  private let positions: [Float]
  private let patchEmbedding: Linear?
  private let norm: ClassNorm

  /// - Parameters:
  ///   - parameters: The parameters by their names in the published state dictionary; others are
  ///     ignored. There may be more positions than tokens: the published H1 has enough for a pair.
  ///   - grid: The arrangement of the patches of a face.
  package init(parameters tensors: [String: Tensor], grid: PatchGrid, kind: Kind)
    throws(HybridError)
  {
    let parameters = HybridParameters(tensors: tensors)
    let token = try parameters.take("cls_token", [1, 1, nil])
    let size = token.shape[2]
    classToken = token.values
    self.grid = grid
    let count = (grid.count + 1) * size
    if parameters.contains("pos_embedding") {
      let tensor = try parameters.take("pos_embedding", [1, nil, size])
      guard tensor.shape[1] > grid.count else {
        throw .wrongShape(
          parameter: "pos_embedding", expected: "[1, \(grid.count + 1) or more, \(size)]",
          found: tensor.shape)
      }
      positions = Array(tensor.values[..<count])
    } else {
      positions = [Float](repeating: 0, count: count)
    }
    patchEmbedding = try Linear(patchEmbedding: parameters, tokenSize: size)
    patchSize = patchEmbedding?.inputSize ?? size
    blocks = try TransformerBlock.all(
      parameters, tokenSize: size, normsAttention: kind == .plain)
    norm = try ClassNorm(parameters, tokenSize: size)
  }

  /// - Parameter patches: The patches of some faces, each of shape `[N, patchSize]`.
  /// - Returns: The embeddings, each of shape `[embeddingSize]`, the same bits in any company and
  ///   on any number of threads.
  package func embeddings(_ patches: [[Float]]) -> [[Float]] {
    collectInParallel(count: patches.count) { index, _ in embedding(patches[index]) }
  }

  /// Returns the normalized outputs for the patches of a face, for a map.
  ///
  /// - Parameter patches: Shape `[N, patchSize]`.
  /// - Returns: Shape `[N, embeddingSize]`.
  package func patchTokens(_ patches: [Float]) -> [Float] {
    outputs(patches, all: true).suffix(grid.count * embeddingSize).map(\.self)
  }

  private func embedding(_ patches: [Float]) -> [Float] { outputs(patches, all: false) }

  /// - Parameter all: Whether the outputs of the patches follow that of the class token.
  private func outputs(_ patches: [Float], all: Bool) -> [Float] {
    precondition(patches.count == grid.count * patchSize)
    let tokens = grid.count + 1
    let scratch = TransformerBlock.Scratch(tokens: tokens, pairs: 1, blocks: blocks)
    var state = classToken + (patchEmbedding?.outputs(patches) ?? patches)
    for place in state.indices { state[place] += positions[place] }
    return state.withUnsafeMutableBufferPointer { buffer in
      let state = buffer.baseAddress!
      for (index, block) in blocks.enumerated() {
        block.project(tokens: state, count: tokens, to: scratch.qkv, scratch: scratch)
        block.attend(tokens: state, count: tokens, pairs: 1, scratch: scratch, attention: nil)
        // An embedding does not use the last block's patches.
        block.transform(
          tokens: state, rows: all || index + 1 < blocks.count ? tokens : 1, scratch: scratch)
      }
      return norm.normed(state, count: all ? tokens : 1, stride: embeddingSize)
    }
  }
}
