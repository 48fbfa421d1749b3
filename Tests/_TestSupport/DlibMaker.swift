import Networks

/// A file of dlib's face network in any size, with weights from a hash.
package struct DlibMaker {
  package let network: DlibResNet
  private var writer = DlibWriter()
  package var bytes: [UInt8] { writer.bytes }
  /// The values by the names of a model file; the matrix with a row for each number of its result.
  package private(set) var values: [String: [Float]] = [:]

  /// A network of 43 by 43 pixels with maps of 9x9, 4x4 and 2x2 places.
  package static let small = DlibResNet(
    side: 43, stemWidth: 3, stages: [(1, 3), (2, 4), (1, 5)], embeddingSize: 3)

  package init(_ network: DlibResNet = small) {
    self.network = network
    writer.integers([1])
    writer.text("loss_metric_2")
    writer.float(5, -7)
    writer.float(19, -5)
    writer.integers([2, 2, 1, 1, 2, 3])
    writer.text("input_rgb_image_sized")
    for mean in DlibResNet.means { writer.float(Int((mean * 65536).rounded()), -16) }
    writer.integers([network.side, network.side])
    filter(
      DlibResNet.stem, DlibResNet.stem + ".affine", [network.stemWidth, 3, 7, 7], stride: 2,
      isFirst: true)
    layer("relu_")
    layer("max_pool_2", [3, 3, 2, 2, 0, 0])
    for block in network.blocks {
      filter(
        block.name + "conv1", block.name + "affine1", [block.outputs, block.inputs, 3, 3],
        stride: block.isNarrowing ? 2 : 1)
      layer("relu_")
      filter(
        block.name + "conv2", block.name + "affine2", [block.outputs, block.outputs, 3, 3],
        stride: 1)
      if block.isNarrowing { layer("avg_pool_2", [2, 2, 2, 2, 0, 0]) }
      layer("add_prev_")
      layer("relu_")
    }
    layer("avg_pool_2", [0, 0, 1, 1, 0, 0])
    matrix()
  }

  private mutating func end(isFirst: Bool = false) {
    writer.bytes += Array("110".utf8)
    for _ in 0..<3 { writer.tensor([], shape: [0, 0, 0, 0]) }
    if isFirst { writer.integers([1]) }
  }

  private mutating func layer(_ name: String, _ numbers: [Int] = []) {
    writer.text(name)
    writer.integers(numbers)
    end()
  }

  private mutating func filter(
    _ name: String, _ scale: String, _ shape: [Int], stride: Int, isFirst: Bool = false
  ) {
    let (outputs, kernel, count) = (shape[0], shape[2], shape.reduce(1, *))
    let fan = Float(count / outputs)
    let weights = HashedValues.unit(name, count: count).map { $0 * (3 / fan).squareRoot() }
    let bias = HashedValues.unit(name + ".bias", count: outputs).map { 0.1 * $0 }
    let gains = HashedValues.unit(scale, count: outputs).map { 1 + 0.1 * $0 }
    let shifts = HashedValues.unit(scale + ".bias", count: outputs).map { 0.1 * $0 }
    (values[name + ".weight"], values[name + ".bias"]) = (weights, bias)
    (values[scale + ".weight"], values[scale + ".bias"]) = (gains, shifts)
    writer.text("con_4")
    writer.tensor(weights + bias, shape: [count + outputs, 1, 1, 1])
    let margin = stride == 1 ? kernel / 2 : 0
    writer.integers([outputs, kernel, kernel, stride, stride, margin, margin, 1] + shape)
    writer.integers([1, 1, outputs, 1, 1])
    for _ in 0..<4 { writer.float(1, 0) }
    end(isFirst: isFirst)
    writer.text("affine_")
    writer.tensor(gains + shifts, shape: [2 * outputs, 1, 1, 1])
    writer.integers([1, 1, outputs, 1, 1, 1, 1, outputs, 1, 1, 0])
    end()
  }

  private mutating func matrix() {
    let (outputs, inputs) = (network.embeddingSize, network.blocks.last!.outputs)
    let rows = HashedValues.unit(DlibResNet.matrix, count: outputs * inputs)
    values[DlibResNet.matrix + ".weight"] = rows
    writer.text("fc_2")
    writer.integers([outputs, inputs])
    let columns = (0..<inputs).flatMap { input in
      (0..<outputs).map { rows[$0 * inputs + input] }
    }
    writer.tensor(columns, shape: [inputs, outputs, 1, 1])
    writer.integers([1, inputs, outputs, 1, 1, 1, 0, 0, 0, 0, 1])
    for _ in 0..<4 { writer.float(1, 0) }
    end()
  }
}
