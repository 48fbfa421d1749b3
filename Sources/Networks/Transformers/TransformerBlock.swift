import CVectorKernels
import Tensors

/// One block of the published transformers: attention, then an MLP after a LayerNorm, each with a
/// residual.
///
/// The thesis (eq. 4.2, 4.5) normalizes before the attention as well. The published plain ViT does
/// too. The published Hybrid-ViT does not, although its files contain that norm, and its weights
/// are trained without. The scale is `tokenSize^-0.5`, not `headSize^-0.5`.
struct TransformerBlock: Sendable {
  let heads: Int
  let tokenSize: Int
  /// The projection to queries, keys and values, each `heads * 64` wide; no bias.
  let toQKV: Linear
  let toOut: Linear
  /// The gain and shift of the norm before the attention, if there is one.
  private let attentionNorm: (gain: [Float], shift: [Float])?
  let normGain: [Float]
  let normShift: [Float]
  private(set) var expand: Linear
  private(set) var contract: Linear

  private var innerSize: Int { heads * HybridShape.headSize }

  /// - Parameter normsAttention: Whether the attention's input is normalized, as in the plain ViT.
  init(
    _ parameters: HybridParameters, index: Int, tokenSize: Int, normsAttention: Bool = false
  ) throws(HybridError) {
    let attention = "transformer.layers.\(index).0.fn.fn."
    let mlp = "transformer.layers.\(index).1.fn."
    let qkv = try parameters.take(attention + "to_qkv.weight", [nil, tokenSize])
    let inner = qkv.shape[0] / 3
    guard qkv.shape[0] % (3 * HybridShape.headSize) == 0, inner > 0 else {
      throw .wrongShape(
        parameter: attention + "to_qkv.weight",
        expected: "[3 * 64 * heads, \(tokenSize)]", found: qkv.shape)
    }
    let expandWeight = try parameters.take(mlp + "fn.net.0.weight", [nil, tokenSize])
    let hidden = expandWeight.shape[0]
    self.tokenSize = tokenSize
    heads = inner / HybridShape.headSize
    toQKV = Linear(qkv, bias: nil)
    let norm = "transformer.layers.\(index).0.fn.norm."
    attentionNorm =
      normsAttention
      ? (
        try parameters.take(norm + "weight", [tokenSize]).values,
        try parameters.take(norm + "bias", [tokenSize]).values
      ) : nil
    toOut = Linear(
      try parameters.take(attention + "to_out.0.weight", [tokenSize, inner]),
      bias: try parameters.take(attention + "to_out.0.bias", [tokenSize]))
    normGain = try parameters.take(mlp + "norm.weight", [tokenSize]).values
    normShift = try parameters.take(mlp + "norm.bias", [tokenSize]).values
    expand = Linear(expandWeight, bias: try parameters.take(mlp + "fn.net.0.bias", [hidden]))
    contract = Linear(
      try parameters.take(mlp + "fn.net.3.weight", [tokenSize, hidden]),
      bias: try parameters.take(mlp + "fn.net.3.bias", [tokenSize]))
  }

  /// Returns the blocks of a transformer: at least one, and all that follow each other.
  static func all(_ parameters: HybridParameters, tokenSize: Int, normsAttention: Bool = false)
    throws(HybridError) -> [TransformerBlock]
  {
    var blocks: [TransformerBlock] = []
    repeat {
      blocks.append(
        try TransformerBlock(
          parameters, index: blocks.count, tokenSize: tokenSize, normsAttention: normsAttention))
    } while parameters.contains("transformer.layers.\(blocks.count).0.fn.fn.to_qkv.weight")
    return blocks
  }

  /// Returns the block with an MLP in 8 bits. The attention, a tenth of the work, stays in 32.
  func inEightBits() -> TransformerBlock {
    var block = self
    block.expand = expand.inEightBits()
    block.contract = contract.inEightBits()
    return block
  }

  /// The memory for one chunk of pairs, used again for each chunk and block.
  final class Scratch {
    let qkv: UnsafeMutablePointer<Float>
    let context: UnsafeMutablePointer<Float>
    let scores: UnsafeMutablePointer<Float>
    let normed: UnsafeMutablePointer<Float>
    let hidden: UnsafeMutablePointer<Float>

    /// - Parameter pairs: The number of pairs, or of images, of `tokens` each.
    init(tokens: Int, pairs: Int, blocks: [TransformerBlock]) {
      let rows = tokens * pairs
      let inner = blocks.map(\.innerSize).max()!
      qkv = .allocate(capacity: rows * 3 * inner)
      context = .allocate(capacity: rows * inner)
      scores = .allocate(capacity: tokens * tokens)
      normed = .allocate(capacity: rows * blocks[0].tokenSize)
      hidden = .allocate(capacity: rows * blocks.map(\.expand.outputSize).max()!)
    }

    deinit {
      for pointer in [qkv, context, scores, normed, hidden] { pointer.deallocate() }
    }
  }

  /// Computes queries, keys and values of some tokens; see `toQKV`.
  ///
  /// - Parameter scratch: Needed if the attention's input is normalized; then `normed` is
  ///   overwritten.
  func project(
    tokens: UnsafePointer<Float>, count: Int, to qkv: UnsafeMutablePointer<Float>,
    scratch: Scratch? = nil
  ) {
    guard let attentionNorm else {
      toQKV.product(rows: count, from: tokens, fromStride: tokenSize, to: qkv)
      return
    }
    let normed = scratch!.normed
    facet_layer_norm_rows(
      tokens, normed, attentionNorm.gain, attentionNorm.shift, count, tokenSize, 1e-5)
    toQKV.product(rows: count, from: normed, fromStride: tokenSize, to: qkv)
  }

  /// Computes the attention half of the block, in place, from `scratch.qkv`.
  ///
  /// - Parameters:
  ///   - tokens: The tokens, shape `[pairs, count, tokenSize]`.
  ///   - attention: Receives the maps, shape `[pairs, heads, count, count]`, if needed.
  func attend(
    tokens: UnsafeMutablePointer<Float>, count: Int, pairs: Int, scratch: Scratch,
    attention: UnsafeMutablePointer<Float>?
  ) {
    let headSize = HybridShape.headSize
    let width = 3 * innerSize
    let scale = 1 / Float(tokenSize).squareRoot()
    for pair in 0..<pairs {
      let qkv = scratch.qkv + pair * count * width
      for head in 0..<heads {
        let scores =
          attention.map { $0 + (pair * heads + head) * count * count } ?? scratch.scores
        let query = qkv + head * headSize
        sgemm(
          transposeA: false, transposeB: true, m: count, n: count, k: headSize, alpha: 1,
          a: query, lda: width, b: query + innerSize, ldb: width, beta: 0, c: scores, ldc: count)
        facet_softmax_rows(scores, count, count, count, scale)
        sgemm(
          transposeA: false, transposeB: false, m: count, n: headSize, k: count, alpha: 1,
          a: scores, lda: count, b: query + 2 * innerSize, ldb: width, beta: 0,
          c: scratch.context + pair * count * innerSize + head * headSize, ldc: innerSize)
      }
    }
    let rows = pairs * count
    toOut.product(rows: rows, from: scratch.context, fromStride: innerSize, to: scratch.normed)
    facet_add_rows(tokens, scratch.normed, toOut.bias, rows, tokenSize)
  }

  /// Computes the MLP half of the block, in place, on `rows` tokens.
  func transform(tokens: UnsafeMutablePointer<Float>, rows: Int, scratch: Scratch) {
    facet_layer_norm_rows(tokens, scratch.normed, normGain, normShift, rows, tokenSize, 1e-5)
    expand.product(rows: rows, from: scratch.normed, fromStride: tokenSize, to: scratch.hidden)
    facet_gelu_rows(scratch.hidden, expand.bias, rows, expand.outputSize)
    contract.product(
      rows: rows, from: scratch.hidden, fromStride: expand.outputSize, to: scratch.normed)
    facet_add_rows(tokens, scratch.normed, contract.bias, rows, tokenSize)
  }
}
