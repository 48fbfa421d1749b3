/// A layer in the list of `facet model inspect`.
package struct LayerSummary: Sendable, Equatable {
  package let name: String
  /// The shape of the output: channels, rows, columns; or tokens and their width.
  package let output: [Int]
  /// The number of trained values.
  package let parameters: Int
  /// The floating-point operations of its convolutions or matrix products for one face, or one
  /// pair: two for each product. Elementwise operations are not counted.
  package let operations: Int
}

extension BackboneArchitecture {
  /// All layers with weights, in the order of the computation.
  package var layers: [LayerSummary] {
    if let graph, let shapes = try? graph.shapes(height: input.height, width: input.width) {
      return graph.summaries(shapes)
    }
    let input = [input.channels.rawValue, input.height, input.width]
    return name == Self.mobileFaceNet.name
      ? MobileFaceNetLayer.all.summaries(input: input) : network!.summaries(input: input)
  }
}

/// Returns the side of the result of a convolution or window.
private func side(_ input: Int, kernel: Int, stride: Int, padding: Int = 0) -> Int {
  (input + 2 * padding - kernel) / stride + 1
}

extension [MobileFaceNetLayer] {
  fileprivate func summaries(input: [Int]) -> [LayerSummary] {
    var (height, width) = (input[1], input[2])
    return map { layer in
      height = side(
        height, kernel: layer.kernelHeight, stride: layer.stride, padding: layer.padding)
      width = side(width, kernel: layer.kernelWidth, stride: layer.stride, padding: layer.padding)
      return LayerSummary(
        name: layer.convolution, output: [layer.outputs, height, width],
        parameters: layer.parameters.trainedCount,
        operations: 2 * layer.weightShape.reduce(1, *) * height * width)
    }
  }
}

extension LayeredNetwork {
  fileprivate func summaries(input: [Int]) -> [LayerSummary] {
    var shapes = [input]
    var list: [LayerSummary] = []
    // A slope that layers share is counted by the first.
    var counted: Set<String> = []
    for layer in layers {
      let output = layer.output(shapes)
      shapes.append(output)
      guard let name = layer.name else { continue }
      let own = layer.parameters.filter { counted.insert($0.name).inserted }
      list.append(
        LayerSummary(
          name: name, output: output, parameters: own.trainedCount,
          operations: layer.productsPerPlace * 2 * output[1] * output[2]))
    }
    let parameters = embedding.parameters(shape)
    list.append(
      LayerSummary(
        name: embedding.name, output: [shape.embeddingSize], parameters: parameters.trainedCount,
        operations: 2 * parameters[0].shape.reduce(1, *)))
    return list
  }
}

extension NetworkLayer {
  fileprivate var name: String? {
    switch self {
    case .convolution(let layer): layer.name
    case .normalization(let name, _, _, _): name
    case .addition(_, _, let slopes): slopes?.name
    case .maximum, .joining, .average, .gating, .shift, .halving, .framedAddition: nil
    }
  }

  /// The number of products for one row and column of the result.
  fileprivate var productsPerPlace: Int {
    guard case .convolution(let layer) = self else { return 0 }
    return layer.outputs * layer.inputs * layer.kernelHeight * layer.kernelWidth
  }

  /// - Parameter shapes: The shapes of the values so far.
  fileprivate func output(_ shapes: [[Int]]) -> [Int] {
    switch self {
    case .convolution(let layer):
      let input = shapes[layer.input]
      return [
        layer.outputs,
        side(
          input[1], kernel: layer.kernelHeight, stride: layer.stride, padding: layer.paddingRows),
        side(
          input[2], kernel: layer.kernelWidth, stride: layer.stride, padding: layer.paddingColumns),
      ]
    case .maximum(let input, let kernel, let stride):
      let input = shapes[input]
      return [
        input[0], side(input[1], kernel: kernel, stride: stride),
        side(input[2], kernel: kernel, stride: stride),
      ]
    case .normalization(_, let input, _, _), .addition(let input, _, _), .gating(let input, _):
      return shapes[input]
    case .average(let input): return [shapes[input][0], 1, 1]
    case .shift(let input, _): return shapes[input]
    case .framedAddition(_, let input, _): return shapes[input]
    case .halving(let input, _, let outputs):
      return [outputs] + shapes[input].dropFirst().map { side($0, kernel: 2, stride: 2) }
    case .joining(let inputs):
      return [inputs.reduce(0) { $0 + shapes[$1][0] }] + shapes[inputs[0]].dropFirst()
    }
  }
}

extension TransformerForm {
  /// The blocks and heads, for one face or one pair.
  var layers: [LayerSummary] {
    let count = kind.readsPair ? 2 * grid.count + 2 : grid.count + 1
    let all = parameters
    func layer(_ name: String, _ prefixes: [String], _ output: [Int], _ operations: Int)
      -> LayerSummary
    {
      let own = all.filter { parameter in prefixes.contains { parameter.name.hasPrefix($0) } }
      return LayerSummary(
        name: name, output: output, parameters: own.trainedCount, operations: operations)
    }
    var list: [LayerSummary] = []
    if let pixels {
      let patches = kind.readsPair ? 2 * grid.count : grid.count
      list.append(
        layer(
          "patch_to_embedding", ["patch_to_embedding."], [patches, tokenSize],
          2 * patches * pixels.size(channels: Self.channels) * tokenSize))
    }
    list.append(layer("tokens", ["cls_token", "sep", "pos_embedding"], [count, tokenSize], 0))
    let inner = heads * HybridShape.headSize
    for block in 0..<depth {
      let prefix = "transformer.layers.\(block)."
      // Products for queries, keys, values and the way back; then scores and their sums.
      let attention = 2 * count * 4 * inner * tokenSize + 2 * 2 * count * count * inner
      // The last MLP computes only the tokens that the heads read.
      let read = kind == .h2l ? 2 * grid.count : 1
      let rows = block + 1 < depth ? count : read
      list.append(
        layer(prefix + "0", [prefix + "0."], [count, tokenSize], attention))
      list.append(
        layer(prefix + "1", [prefix + "1."], [rows, tokenSize], 4 * rows * tokenSize * hiddenSize))
    }
    switch kind {
    case .h2l:
      let products = 2 * grid.count * tokenSize * outputSize
      for suffix in sharesHead ? [""] : ["1", "2"] {
        list.append(
          layer(
            "fc" + suffix, ["fc\(suffix).", "bn\(suffix)."], [outputSize],
            sharesHead ? 2 * products : products))
      }
    case .h2:
      list.append(layer("mlp_head", ["mlp_head."], [tokenSize], 0))
      list.append(layer("fc", ["fc."], [2], 4 * tokenSize))
    case .h1, .vit: list.append(layer("mlp_head", ["mlp_head."], [tokenSize], 0))
    }
    return list
  }
}

extension [ParameterShape] {
  /// The number of trained values, without the means and variances that training only collected.
  fileprivate var trainedCount: Int {
    reduce(0) { $1.name.contains(".running_") ? $0 : $0 + $1.shape.reduce(1, *) }
  }
}
