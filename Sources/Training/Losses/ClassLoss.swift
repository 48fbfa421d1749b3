import Tensors

#if canImport(Glibc)
  import Glibc
#endif

/// A loss over all training identities, which measures how well vectors separate them.
package enum ClassLoss: Sendable, Equatable {
  /// An additive angular margin: the logit of the correct identity is s * cos(theta + m), that of
  /// the others s * cos(theta), with theta between vector and identity. Beyond pi - m, where
  /// cos(theta + m) would rise again, the logit is s * (cos(theta) - m * sin(m)).
  ///
  /// Deng et al. 2019, eq. 3, https://arxiv.org/abs/1801.07698
  case arcFace(scale: Float, margin: Float)
  /// The cross-entropy over products of vector and identity.
  case softmax

  struct Result {
    /// The mean over the vectors.
    var loss: Double
    /// The number of vectors whose highest cosine (or product), without margin, is the correct
    /// identity's.
    var correct: Int
  }

  /// - Parameters:
  ///   - vectors: The vectors, shape `[labels.count, size]`.
  ///   - classes: The identities' vectors, shape `[classCount, size]`.
  ///   - vectorGradient: Overwritten with the gradient of the mean loss, in the shape of `vectors`.
  ///   - classGradient: The gradient is added, in the shape of `classes`.
  func evaluate(
    vectors: UnsafePointer<Float>, labels: [Int], classes: UnsafePointer<Float>, classCount: Int,
    size: Int, vectorGradient: UnsafeMutablePointer<Float>,
    classGradient: UnsafeMutablePointer<Float>
  ) -> Result {
    let count = labels.count
    guard case .arcFace = self else {
      return crossEntropy(
        left: vectors, right: classes, labels: labels, classCount: classCount, size: size,
        leftGradient: vectorGradient, rightGradient: classGradient, isAdded: true)
    }
    let unitVectors = UnitRows(vectors, rows: count, size: size)
    let unitClasses = UnitRows(classes, rows: classCount, size: size)
    var vectorPart = [Float](repeating: 0, count: count * size)
    var classPart = [Float](repeating: 0, count: classCount * size)
    let result = crossEntropy(
      left: unitVectors.values, right: unitClasses.values, labels: labels, classCount: classCount,
      size: size, leftGradient: &vectorPart, rightGradient: &classPart, isAdded: false)
    unitVectors.backward(vectorPart, to: vectorGradient, adds: false)
    unitClasses.backward(classPart, to: classGradient, adds: true)
    return result
  }

  private func crossEntropy(
    left: UnsafePointer<Float>, right: UnsafePointer<Float>, labels: [Int], classCount: Int,
    size: Int, leftGradient: UnsafeMutablePointer<Float>,
    rightGradient: UnsafeMutablePointer<Float>, isAdded: Bool
  ) -> Result {
    let count = labels.count
    var products = [Float](repeating: 0, count: count * classCount)
    sgemm(
      transposeB: true, m: count, n: classCount, k: size, a: left, lda: size, b: right, ldb: size,
      c: &products, ldc: classCount)
    var result = Result(loss: 0, correct: 0)
    products.withUnsafeMutableBufferPointer { products in
      for (row, label) in labels.enumerated() {
        let logits = UnsafeMutableBufferPointer(
          rebasing: products[row * classCount..<(row + 1) * classCount])
        if isGreatest(logits, label) { result.correct += 1 }
        result.loss += replaceByGradient(logits, label: label, count: count)
      }
    }
    result.loss /= Double(count)
    sgemm(
      m: count, n: size, k: classCount, a: products, lda: classCount, b: right, ldb: size,
      c: leftGradient, ldc: size)
    sgemm(
      transposeA: true, m: classCount, n: size, k: count, a: products, lda: classCount, b: left,
      ldb: size, beta: isAdded ? 1 : 0, c: rightGradient, ldc: size)
    return result
  }

  private func isGreatest(_ values: UnsafeMutableBufferPointer<Float>, _ label: Int) -> Bool {
    let own = values[label]
    for index in values.indices where index != label && values[index] >= own { return false }
    return true
  }

  /// Replaces products by the gradient with respect to them, a vector's share of the mean.
  ///
  /// - Returns: The vector's loss.
  private func replaceByGradient(
    _ values: UnsafeMutableBufferPointer<Float>, label: Int, count: Int
  ) -> Double {
    var scale: Float = 1
    /// The slope of the correct logit with respect to its cosine.
    var slope: Float = 1
    if case .arcFace(let s, let m) = self {
      scale = s
      let cosine = max(-1, min(1, values[label]))
      if cosine > -cosf(m) {
        // The sine's slope is infinite at cosine 1.
        let sine = max(1e-4, (1 - cosine * cosine).squareRoot())
        values[label] = cosine * cosf(m) - sine * sinf(m)
        slope = cosf(m) + cosine / sine * sinf(m)
      } else {
        values[label] = cosine - m * sinf(m)
      }
    }
    var greatest = -Float.infinity
    for value in values { greatest = max(greatest, value) }
    var sum = 0.0
    let right = Double(scale) * Double(values[label] - greatest)
    for index in values.indices {
      let value = expf(scale * (values[index] - greatest))
      values[index] = value
      sum += Double(value)
    }
    let factor = scale / (Float(sum) * Float(count))
    for index in values.indices { values[index] *= factor }
    values[label] = (values[label] - scale / Float(count)) * slope
    return log(sum) - right
  }
}
