import Basics
import Tensors

/// The untrained state of an H2L: its backbone's own cosine.
///
/// A backbone's embedding is a linear map of its last patches. Both heads start from that map, and
/// the contributions of attention and MLP to the tokens start at zero, so that the first outputs
/// are the two embeddings. Training then only adds the effects of comparing the two images.
package struct HybridStart: Sendable, Equatable {
  package var depth = 1
  package var heads = 2
  package var hiddenSize = 2048
  package var seed: UInt64 = 1

  package init() {}

  /// Returns the parameters, with the names of the published state dictionary.
  ///
  /// - Throws: `EmbeddingMapMissing` if the backbone's embedding is not a linear map of its
  ///   patches.
  package func parameters(for backbone: any Backbone) throws(EmbeddingMapMissing)
    -> [String: Tensor]
  {
    let map = try backbone.embeddingMap()
    let shape = backbone.shape
    let size = shape.patchChannels
    let inner = heads * HybridShape.headSize
    var generator = SeededGenerator(seed: seed)
    /// Returns a matrix of uniform random values with variance 1 / fan-in.
    func matrix(_ rows: Int, _ columns: Int) -> Tensor {
      let scale = Float((3 / Double(columns)).squareRoot())
      return Tensor(
        shape: [rows, columns], values: (0..<rows * columns).map { _ in scale * generator.unit() })
    }
    func constant(_ value: Float, _ shape: Int...) -> Tensor {
      Tensor(shape: shape, values: [Float](repeating: value, count: shape.reduce(1, *)))
    }

    var parameters: [String: Tensor] = [
      "cls_token": constant(0, 1, 1, size),
      "sep": constant(0, 1, 1, size),
      "pos_embedding": constant(0, 1, 2 * shape.grid.count + 2, size),
    ]
    for block in 0..<depth {
      let attention = "transformer.layers.\(block).0.fn."
      parameters[attention + "norm.weight"] = constant(1, size)
      parameters[attention + "norm.bias"] = constant(0, size)
      parameters[attention + "fn.to_qkv.weight"] = matrix(3 * inner, size)
      parameters[attention + "fn.to_out.0.weight"] = constant(0, size, inner)
      parameters[attention + "fn.to_out.0.bias"] = constant(0, size)
      let mlp = "transformer.layers.\(block).1.fn."
      parameters[mlp + "norm.weight"] = constant(1, size)
      parameters[mlp + "norm.bias"] = constant(0, size)
      parameters[mlp + "fn.net.0.weight"] = matrix(hiddenSize, size)
      parameters[mlp + "fn.net.0.bias"] = constant(0, hiddenSize)
      parameters[mlp + "fn.net.3.weight"] = constant(0, size, hiddenSize)
      parameters[mlp + "fn.net.3.bias"] = constant(0, size)
    }
    let output = map.bias.count
    for head in ["1", "2"] {
      parameters["fc\(head).weight"] = Tensor(
        shape: [output, shape.grid.count * size], values: map.weight)
      parameters["fc\(head).bias"] = Tensor(shape: [output], values: map.bias)
      parameters["bn\(head).weight"] = constant(1, output)
      parameters["bn\(head).bias"] = constant(0, output)
      parameters["bn\(head).running_mean"] = constant(0, output)
      parameters["bn\(head).running_var"] = constant(1, output)
    }
    return parameters
  }
}
