import CVectorKernels

/// The head of an H2 on the CLS tokens of a whole batch, in training: a LayerNorm and two logits,
/// "different" and "same", with cross-entropy.
final class ClassTokenHead {
  private let layout: HybridLayout
  private let batch: Int
  private let normed: FloatBuffer
  private let gathered: FloatBuffer
  private let normGradient: FloatBuffer
  private let gatheredGradient: FloatBuffer

  init(_ layout: HybridLayout, batch: Int) {
    self.layout = layout
    self.batch = batch
    normed = FloatBuffer(count: batch * layout.tokenSize)
    gathered = FloatBuffer(count: batch * layout.tokenSize)
    normGradient = FloatBuffer(count: batch * layout.tokenSize)
    gatheredGradient = FloatBuffer(count: batch * layout.tokenSize)
  }

  /// Returns the logit of "same" less that of "different" of each pair.
  func margins(_ tokens: UnsafePointer<Float>, parameters: UnsafePointer<Float>) -> [Float] {
    normalize(tokens, parameters)
    let size = layout.tokenSize
    return (0..<batch).map { pair in
      var margin = parameters[layout.biases[0] + 1] - parameters[layout.biases[0]]
      for place in 0..<size {
        margin +=
          normed.pointer[pair * size + place]
          * (parameters[layout.weights[0] + size + place] - parameters[layout.weights[0] + place])
      }
      return margin
    }
  }

  /// Gathers the CLS tokens and normalizes them.
  private func normalize(_ tokens: UnsafePointer<Float>, _ parameters: UnsafePointer<Float>) {
    let size = layout.tokenSize
    for pair in 0..<batch {
      (gathered.pointer + pair * size).update(from: tokens + pair * layout.pairSize, count: size)
    }
    facet_layer_norm_rows(
      gathered.pointer, normed.pointer, parameters + layout.gains[0], parameters + layout.shifts[0],
      batch, size, 1e-5)
  }

  /// - Parameters:
  ///   - tokens: The tokens, shape `[batch, tokens, tokenSize]`.
  ///   - tokenGradient: Overwritten; zero except for CLS.
  func evaluate(
    _ tokens: UnsafePointer<Float>, isSame: [Bool], parameters: UnsafePointer<Float>,
    tokenGradient: UnsafeMutablePointer<Float>, gradient: UnsafeMutablePointer<Float>
  ) -> HybridLearner.Result {
    let size = layout.tokenSize
    normalize(tokens, parameters)
    // There are two logits: the identities are "different" and "same".
    var biased = [Float](repeating: 0, count: batch * (size + 1))
    var classes = [Float](repeating: 0, count: 2 * (size + 1))
    for pair in 0..<batch {
      for place in 0..<size {
        biased[pair * (size + 1) + place] = normed.pointer[pair * size + place]
      }
      biased[pair * (size + 1) + size] = 1
    }
    for row in 0..<2 {
      for place in 0..<size {
        classes[row * (size + 1) + place] = parameters[layout.weights[0] + row * size + place]
      }
      classes[row * (size + 1) + size] = parameters[layout.biases[0] + row]
    }
    var biasedGradient = [Float](repeating: 0, count: biased.count)
    var classGradient = [Float](repeating: 0, count: classes.count)
    let result = ClassLoss.softmax.evaluate(
      vectors: biased, labels: isSame.map { $0 ? 1 : 0 }, classes: classes, classCount: 2,
      size: size + 1, vectorGradient: &biasedGradient, classGradient: &classGradient)
    for row in 0..<2 {
      for place in 0..<size {
        gradient[layout.weights[0] + row * size + place] += classGradient[row * (size + 1) + place]
      }
      gradient[layout.biases[0] + row] += classGradient[row * (size + 1) + size]
    }
    for pair in 0..<batch {
      for place in 0..<size {
        normGradient.pointer[pair * size + place] = biasedGradient[pair * (size + 1) + place]
      }
    }
    gatheredGradient.clear()
    facet_layer_norm_backward(
      gathered.pointer, parameters + layout.gains[0], normGradient.pointer,
      gatheredGradient.pointer, gradient + layout.gains[0], gradient + layout.shifts[0], batch,
      size, 1e-5)
    tokenGradient.update(repeating: 0, count: batch * layout.pairSize)
    for pair in 0..<batch {
      (tokenGradient + pair * layout.pairSize).update(
        from: gatheredGradient.pointer + pair * size, count: size)
    }
    return HybridLearner.Result(loss: result.loss, correct: result.correct)
  }
}
