import Basics
import CVectorKernels
import Tensors

/// The layers from the patches of a whole batch to its embeddings, in training: a linear layer and
/// a batch normalization over the batch.
final class EmbeddingHead: Sendable {
  private let layout: TrainableBackboneLayout
  private let batch: Int
  /// The patches, shape `[batch, featureCount]`.
  let features: FloatBuffer
  let featureGradient: FloatBuffer
  /// The embeddings, shape `[batch, embedding]`.
  let embeddings: FloatBuffer
  let embeddingGradient: FloatBuffer
  private let products: FloatBuffer
  /// The mean, variance and 1 / deviation, one after the other.
  private let numbers: FloatBuffer

  init(_ layout: TrainableBackboneLayout, batch: Int) {
    self.layout = layout
    self.batch = batch
    let size = layout.size
    features = FloatBuffer(count: batch * size.featureCount)
    featureGradient = FloatBuffer(count: batch * size.featureCount)
    embeddings = FloatBuffer(count: batch * size.embedding)
    embeddingGradient = FloatBuffer(count: batch * size.embedding)
    products = FloatBuffer(count: batch * size.embedding)
    numbers = FloatBuffer(count: 3 * size.embedding)
  }

  /// Computes `embeddings` from `features`.
  func forward(_ parameters: UnsafePointer<Float>) {
    let (count, size) = (layout.size.featureCount, layout.size.embedding)
    let place = layout.embeddingNormalization
    parallelProduct(
      m: batch, n: size, k: count, a: features.pointer, lda: count,
      transposedB: parameters + layout.weight, ldb: count, c: products.pointer, ldc: size)
    for column in 0..<size {
      var (sum, squares) = (0.0, 0.0)
      for row in 0..<batch {
        products.pointer[row * size + column] += parameters[layout.bias + column]
        let value = Double(products.pointer[row * size + column])
        sum += value
        squares += value * value
      }
      let mean = sum / Double(batch)
      let variance = max(0, squares / Double(batch) - mean * mean)
      let inverse = 1 / (variance + MapNormalization.epsilon).squareRoot()
      numbers.pointer[column] = Float(mean)
      numbers.pointer[size + column] = Float(variance)
      numbers.pointer[2 * size + column] = Float(inverse)
      for row in 0..<batch {
        let normal = (Double(products.pointer[row * size + column]) - mean) * inverse
        embeddings.pointer[row * size + column] =
          Float(normal) * parameters[place.gain + column] + parameters[place.shift + column]
      }
    }
  }

  /// Computes `featureGradient` from `embeddingGradient`.
  ///
  /// - Parameter gradient: The gradient of all parameters, to which this layer's is added.
  func backward(_ parameters: UnsafePointer<Float>, gradient: UnsafeMutablePointer<Float>) {
    let (count, size) = (layout.size.featureCount, layout.size.embedding)
    let place = layout.embeddingNormalization
    let productGradient = embeddingGradient
    for column in 0..<size {
      let (mean, inverse) = (numbers.pointer[column], numbers.pointer[2 * size + column])
      var (sum, product) = (0.0, 0.0)
      for row in 0..<batch {
        let index = row * size + column
        let g = Double(embeddingGradient.pointer[index])
        sum += g
        product += g * Double((products.pointer[index] - mean) * inverse)
      }
      gradient[place.gain + column] += Float(product)
      gradient[place.shift + column] += Float(sum)
      let factor = parameters[place.gain + column] * inverse
      let (meanGradient, meanProduct) = (Float(sum) / Float(batch), Float(product) / Float(batch))
      for row in 0..<batch {
        let index = row * size + column
        let normal = (products.pointer[index] - mean) * inverse
        productGradient.pointer[index] =
          factor * (productGradient.pointer[index] - meanGradient - normal * meanProduct)
      }
    }
    facet_column_sums(productGradient.pointer, gradient + layout.bias, batch, size)
    linearBackward(
      rows: batch, inputs: count, outputs: size, input: features.pointer, inputStride: count,
      weight: parameters + layout.weight, outputGradient: productGradient.pointer,
      inputGradient: featureGradient.pointer, inputGradientStride: count,
      weightGradient: gradient + layout.weight)
  }

  func addStatistics(share: Double, to statistics: UnsafeMutablePointer<Float>) {
    let size = layout.size.embedding
    let place = layout.embeddingNormalization
    let correction = Float(share * Double(batch) / Double(batch - 1))
    for column in 0..<size {
      statistics[place.mean + column] += Float(share) * numbers.pointer[column]
      statistics[place.variance + column] += correction * numbers.pointer[size + column]
    }
  }
}
