import CVectorKernels
import Tensors

/// A block of the Hybrid-ViT in training, for some pairs: attention without a norm before it, with
/// scale tokenSize^-0.5, and a pre-normed MLP, each with a residual; see `TransformerBlock` in
/// Networks.
final class HybridBlock {
  private let layout: HybridLayout
  private let place: HybridLayout.Block
  private let pairs: Int
  private let qkv: FloatBuffer
  /// The attention, shape `[pairs, heads, tokens, tokens]`.
  private let attention: FloatBuffer
  private let context: FloatBuffer
  private let middle: FloatBuffer
  private let normed: FloatBuffer
  private let hidden: FloatBuffer
  private let activated: FloatBuffer

  /// The working memory that the blocks of a shard share.
  final class Scratch {
    let hidden: FloatBuffer
    let wide: FloatBuffer
    let narrow: FloatBuffer
    let inner: FloatBuffer
    let scores: FloatBuffer

    init(_ layout: HybridLayout, pairs: Int) {
      let rows = pairs * layout.tokens
      hidden = FloatBuffer(count: rows * layout.hidden)
      wide = FloatBuffer(count: rows * 3 * layout.inner)
      narrow = FloatBuffer(count: rows * layout.tokenSize)
      inner = FloatBuffer(count: rows * layout.inner)
      scores = FloatBuffer(count: layout.tokens * layout.tokens)
    }
  }

  init(_ layout: HybridLayout, _ place: HybridLayout.Block, pairs: Int) {
    self.layout = layout
    self.place = place
    self.pairs = pairs
    let rows = pairs * layout.tokens
    qkv = FloatBuffer(count: rows * 3 * layout.inner)
    attention = FloatBuffer(count: pairs * layout.heads * layout.tokens * layout.tokens)
    context = FloatBuffer(count: rows * layout.inner)
    middle = FloatBuffer(count: rows * layout.tokenSize)
    normed = FloatBuffer(count: rows * layout.tokenSize)
    hidden = FloatBuffer(count: rows * layout.hidden)
    activated = FloatBuffer(count: rows * layout.hidden)
  }

  private var rows: Int { pairs * layout.tokens }
  private var scale: Float { 1 / Float(layout.tokenSize).squareRoot() }

  /// - Parameters:
  ///   - x: The tokens, shape `[pairs, tokens, tokenSize]`, which `backward` needs again.
  ///   - y: Receives the tokens after the block.
  func forward(
    _ x: UnsafePointer<Float>, parameters: UnsafePointer<Float>,
    to y: UnsafeMutablePointer<Float>
  ) {
    let (size, inner, width) = (layout.tokenSize, layout.inner, 3 * layout.inner)
    product(x, size, parameters + place.qkv, width, to: qkv.pointer)
    eachHead { pair, head, maps in
      let query = qkv.pointer + pair * layout.tokens * width + head * HybridLayout.headSize
      let count = layout.tokens
      sgemm(
        transposeB: true, m: count, n: count, k: HybridLayout.headSize, a: query, lda: width,
        b: query + inner, ldb: width, c: maps, ldc: count)
      facet_softmax_rows(maps, count, count, count, scale)
      sgemm(
        m: count, n: HybridLayout.headSize, k: count, a: maps, lda: count, b: query + 2 * inner,
        ldb: width,
        c: context.pointer + pair * count * inner + head * HybridLayout.headSize, ldc: inner)
    }
    product(context.pointer, inner, parameters + place.out, size, to: middle.pointer)
    facet_add_rows(middle.pointer, x, parameters + place.outBias, rows, size)
    facet_layer_norm_rows(
      middle.pointer, normed.pointer, parameters + place.normGain, parameters + place.normShift,
      rows, size, 1e-5)
    product(normed.pointer, size, parameters + place.expand, layout.hidden, to: hidden.pointer)
    facet_gelu_forward(
      hidden.pointer, parameters + place.expandBias, activated.pointer, rows, layout.hidden)
    product(activated.pointer, layout.hidden, parameters + place.contract, size, to: y)
    facet_add_rows(y, middle.pointer, parameters + place.contractBias, rows, size)
  }

  /// - Parameters:
  ///   - gradient: With regard to y; becomes that with regard to x.
  ///   - parameterGradient: Added to.
  func backward(
    _ x: UnsafePointer<Float>, parameters: UnsafePointer<Float>,
    gradient: UnsafeMutablePointer<Float>, scratch: Scratch,
    parameterGradient: UnsafeMutablePointer<Float>
  ) {
    let (size, inner, width) = (layout.tokenSize, layout.inner, 3 * layout.inner)
    facet_column_sums(gradient, parameterGradient + place.contractBias, rows, size)
    linearBackward(
      activated.pointer, layout.hidden, place.contract, parameters, outputGradient: gradient, size,
      inputGradient: scratch.hidden.pointer, adds: false, parameterGradient)
    facet_gelu_backward(hidden.pointer, scratch.hidden.pointer, rows * layout.hidden)
    facet_column_sums(
      scratch.hidden.pointer, parameterGradient + place.expandBias, rows, layout.hidden)
    linearBackward(
      normed.pointer, size, place.expand, parameters, outputGradient: scratch.hidden.pointer,
      layout.hidden, inputGradient: scratch.narrow.pointer, adds: false, parameterGradient)
    facet_layer_norm_backward(
      middle.pointer, parameters + place.normGain, scratch.narrow.pointer, gradient,
      parameterGradient + place.normGain, parameterGradient + place.normShift, rows, size, 1e-5)

    facet_column_sums(gradient, parameterGradient + place.outBias, rows, size)
    linearBackward(
      context.pointer, inner, place.out, parameters, outputGradient: gradient, size,
      inputGradient: scratch.inner.pointer, adds: false, parameterGradient)
    eachHead { pair, head, maps in
      backwardHead(pair: pair, head: head, maps: maps, scratch: scratch)
    }
    linearBackward(
      x, size, place.qkv, parameters, outputGradient: scratch.wide.pointer, width,
      inputGradient: gradient, adds: true, parameterGradient)
  }

  /// Computes the gradient of a head's queries, keys and values, in `scratch.wide`, from that of
  /// its context, in `scratch.inner`.
  private func backwardHead(
    pair: Int, head: Int, maps: UnsafeMutablePointer<Float>, scratch: Scratch
  ) {
    let (count, inner, width) = (layout.tokens, layout.inner, 3 * layout.inner)
    let size = HybridLayout.headSize
    let query = qkv.pointer + pair * count * width + head * size
    let gradient = scratch.wide.pointer + pair * count * width + head * size
    let ofContext = scratch.inner.pointer + pair * count * inner + head * size
    sgemm(
      transposeB: true, m: count, n: count, k: size, a: ofContext, lda: inner,
      b: query + 2 * inner, ldb: width, c: scratch.scores.pointer, ldc: count)
    sgemm(
      transposeA: true, m: count, n: size, k: count, a: maps, lda: count, b: ofContext, ldb: inner,
      c: gradient + 2 * inner, ldc: width)
    facet_softmax_backward(maps, scratch.scores.pointer, count, count, scale)
    sgemm(
      m: count, n: size, k: count, a: scratch.scores.pointer, lda: count, b: query + inner,
      ldb: width, c: gradient, ldc: width)
    sgemm(
      transposeA: true, m: count, n: size, k: count, a: scratch.scores.pointer, lda: count,
      b: query, ldb: width, c: gradient + inner, ldc: width)
  }

  private func eachHead(_ body: (Int, Int, UnsafeMutablePointer<Float>) -> Void) {
    let area = layout.tokens * layout.tokens
    for pair in 0..<pairs {
      for head in 0..<layout.heads {
        body(pair, head, attention.pointer + (pair * layout.heads + head) * area)
      }
    }
  }

  /// Computes output = input * weight^T, with the weight of shape `[outputs, inputs]`.
  private func product(
    _ input: UnsafePointer<Float>, _ inputs: Int, _ weight: UnsafePointer<Float>, _ outputs: Int,
    to output: UnsafeMutablePointer<Float>
  ) {
    sgemm(
      transposeB: true, m: rows, n: outputs, k: inputs, a: input, lda: inputs, b: weight,
      ldb: inputs, c: output, ldc: outputs)
  }

  private func linearBackward(
    _ input: UnsafePointer<Float>, _ inputs: Int, _ weight: Int,
    _ parameters: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>, _ outputs: Int,
    inputGradient: UnsafeMutablePointer<Float>, adds: Bool,
    _ parameterGradient: UnsafeMutablePointer<Float>
  ) {
    sgemm(
      transposeA: true, m: outputs, n: inputs, k: rows, a: outputGradient, lda: outputs, b: input,
      ldb: inputs, beta: 1, c: parameterGradient + weight, ldc: inputs)
    sgemm(
      m: rows, n: inputs, k: outputs, a: outputGradient, lda: outputs, b: parameters + weight,
      ldb: inputs, beta: adds ? 1 : 0, c: inputGradient, ldc: inputs)
  }
}
