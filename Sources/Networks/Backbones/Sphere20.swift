import Pictures
import Tensors

/// CosFace's network of twenty layers: a face of 112 by 96 pixels becomes 512 numbers and 7x6
/// patches of 512, as published by MuggleWang/CosFace_pytorch and used by DeepFace-EMD.
///
/// Four stages halve the map; in each, blocks of two filters with PReLU add their input last.
///
/// Liu et al. 2017, table 2, https://arxiv.org/abs/1704.08063; Wang et al. 2018,
/// https://arxiv.org/abs/1801.09414
enum Sphere20 {
  static let network = LayeredNetwork(
    shape: BackboneShape(
      architecture: "sphere20", inputWidth: 96, inputHeight: 112,
      grid: PatchGrid(rows: 7, columns: 6), patchChannels: 512, embeddingSize: 512),
    // (x / 255 - 0.5) / 0.5
    input: PictureInput(width: 96, height: 112, channels: .rgb, subtract: 127.5, divide: 127.5),
    layers: layers, embedding: EmbeddingLayer(name: "fc", input: .patches, hasBias: true))

  private static let layers: [NetworkLayer] = {
    var layers: [NetworkLayer] = []
    var value = 0
    var inputs = 3
    for (stage, outputs, blocks) in [(1, 64, 1), (2, 128, 2), (3, 256, 4), (4, 512, 1)] {
      let name = "layer\(stage)."
      func convolution(_ name: String, slopes: String, input: Int, inputs: Int) -> ConvolutionLayer
      {
        var layer = ConvolutionLayer(name, input: input, inputs: inputs, outputs: outputs)
        layer.paddingRows = 1
        layer.paddingColumns = 1
        layer.slopes = NetworkLayer.Slopes(name: slopes, channels: outputs)
        return layer
      }
      var first = convolution(name + "0", slopes: name + "1", input: value, inputs: inputs)
      first.stride = 2
      first.hasBias = true
      value = layers.add(.convolution(first))
      for block in 2..<2 + blocks {
        var result = value
        for number in 1...2 {
          result = layers.add(
            .convolution(
              convolution(
                "\(name)\(block).conv\(number)", slopes: "\(name)\(block).prelu\(number)",
                input: result, inputs: outputs)))
        }
        value = layers.add(.addition(value, result, slopes: nil))
      }
      inputs = outputs
    }
    return layers
  }()
}
