import CVectorKernels

/// The tokens and blocks of a Hybrid-ViT in training, for a fixed number of pairs. Each thread
/// computes one shard at a time.
final class HybridShard: @unchecked Sendable {
  // Unchecked: only one thread at a time computes a shard.
  let pairs: Int
  private let layout: HybridLayout
  /// The tokens before each block; those after the last go to the caller.
  private let states: [FloatBuffer]
  private let blocks: [HybridBlock]
  private let scratch: HybridBlock.Scratch
  /// The gradient of all parameters before the heads'.
  let gradient: FloatBuffer

  init(_ layout: HybridLayout, pairs: Int) {
    self.layout = layout
    self.pairs = pairs
    states = layout.blocks.map { _ in FloatBuffer(count: pairs * layout.pairSize) }
    blocks = layout.blocks.map { HybridBlock(layout, $0, pairs: pairs) }
    scratch = HybridBlock.Scratch(layout, pairs: pairs)
    gradient = FloatBuffer(count: layout.parameters.count)
  }

  /// Returns the places for the patches of a pair's images before `forward`, each of shape
  /// `[patches, tokenSize]`.
  func places(pair: Int) -> (
    query: UnsafeMutablePointer<Float>, candidate: UnsafeMutablePointer<Float>
  ) {
    let start = states[0].pointer + pair * layout.pairSize
    return (start + layout.tokenSize, start + (layout.patches + 2) * layout.tokenSize)
  }

  /// - Parameter output: Receives the last tokens, shape `[pairs, tokens, tokenSize]`.
  func forward(_ parameters: UnsafePointer<Float>, to output: UnsafeMutablePointer<Float>) {
    let size = layout.tokenSize
    for pair in 0..<pairs {
      let start = states[0].pointer + pair * layout.pairSize
      start.update(from: parameters + layout.classToken, count: size)
      (start + (layout.patches + 1) * size).update(from: parameters + layout.separator, count: size)
      facet_add(start, parameters + layout.positions, layout.pairSize)
    }
    for (index, block) in blocks.enumerated() {
      let next = index + 1 < blocks.count ? states[index + 1].pointer : output
      block.forward(states[index].pointer, parameters: parameters, to: next)
    }
  }

  /// - Parameter outputGradient: The gradient with respect to the last tokens, which is
  ///   overwritten.
  func backward(
    _ outputGradient: UnsafeMutablePointer<Float>, parameters: UnsafePointer<Float>
  ) {
    gradient.clear()
    for index in blocks.indices.reversed() {
      blocks[index].backward(
        states[index].pointer, parameters: parameters, gradient: outputGradient, scratch: scratch,
        parameterGradient: gradient.pointer)
    }
    let size = layout.tokenSize
    for pair in 0..<pairs {
      let start = outputGradient + pair * layout.pairSize
      facet_add(gradient.pointer + layout.classToken, start, size)
      facet_add(
        gradient.pointer + layout.separator, start + (layout.patches + 1) * size, size)
      facet_add(gradient.pointer + layout.positions, start, layout.pairSize)
    }
  }
}
