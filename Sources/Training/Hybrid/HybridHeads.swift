import Basics
import CVectorKernels
import Tensors

/// The heads of an H2L on the last tokens of a whole batch, in training: for each image a linear
/// layer on its patches and a batch normalization. The statistics keep their initial values (mean
/// 0, variance 1), so that the initial state remains the backbone's own map.
final class HybridHeads: Sendable {
  private let layout: HybridLayout
  private let batch: Int
  private let size: Int
  /// The vectors, shape `[2, batch, size]`: the query's, then the candidates'.
  let vectors: FloatBuffer
  let vectorGradient: FloatBuffer
  private let products: FloatBuffer

  private static let deviation = Float((1 + MapNormalization.epsilon).squareRoot())

  init(_ layout: HybridLayout, size: Int, batch: Int) {
    self.layout = layout
    self.batch = batch
    self.size = size
    vectors = FloatBuffer(count: 2 * batch * size)
    vectorGradient = FloatBuffer(count: 2 * batch * size)
    products = FloatBuffer(count: 2 * batch * size)
  }

  /// Returns the position of an image's patches among a pair's tokens.
  private func start(_ head: Int) -> Int {
    (head == 0 ? 1 : layout.patches + 2) * layout.tokenSize
  }

  /// - Parameter tokens: The tokens, shape `[batch, tokens, tokenSize]`.
  func forward(_ tokens: UnsafePointer<Float>, parameters: UnsafePointer<Float>) {
    let inputs = layout.patches * layout.tokenSize
    for head in 0..<2 {
      let product = products.pointer + head * batch * size
      parallelProduct(
        m: batch, n: size, k: inputs, a: tokens + start(head), lda: layout.pairSize,
        transposedB: parameters + layout.weights[head], ldb: inputs, c: product, ldc: size)
      let vector = vectors.pointer + head * batch * size
      for row in 0..<batch {
        for column in 0..<size {
          let value =
            (product[row * size + column] + parameters[layout.biases[head] + column])
            / Self.deviation
          product[row * size + column] = value
          vector[row * size + column] =
            value * parameters[layout.gains[head] + column]
            + parameters[layout.shifts[head] + column]
        }
      }
    }
  }

  /// Computes the gradient of the tokens from `vectorGradient`; it is zero at CLS and SEP.
  func backward(
    _ tokens: UnsafePointer<Float>, parameters: UnsafePointer<Float>,
    tokenGradient: UnsafeMutablePointer<Float>, gradient: UnsafeMutablePointer<Float>
  ) {
    let inputs = layout.patches * layout.tokenSize
    for pair in 0..<batch {
      for token in [0, layout.patches + 1] {
        (tokenGradient + pair * layout.pairSize + token * layout.tokenSize)
          .update(repeating: 0, count: layout.tokenSize)
      }
    }
    for head in 0..<2 {
      let vector = vectorGradient.pointer + head * batch * size
      let product = products.pointer + head * batch * size
      for row in 0..<batch {
        for column in 0..<size {
          let index = row * size + column
          gradient[layout.gains[head] + column] += vector[index] * product[index]
          gradient[layout.shifts[head] + column] += vector[index]
          vector[index] *= parameters[layout.gains[head] + column] / Self.deviation
        }
      }
      facet_column_sums(vector, gradient + layout.biases[head], batch, size)
      linearBackward(
        rows: batch, inputs: inputs, outputs: size, input: tokens + start(head),
        inputStride: layout.pairSize, weight: parameters + layout.weights[head],
        outputGradient: vector, inputGradient: tokenGradient + start(head),
        inputGradientStride: layout.pairSize, weightGradient: gradient + layout.weights[head])
    }
  }
}
