import Tensors

/// One of MTCNN's three networks without weights: convolutions and maxima, in the second and third
/// a dense layer, then two or three linear heads that read the same value.
///
/// Zhang et al. 2016, Joint Face Detection and Alignment Using Multitask Cascaded Convolutional
/// Networks, https://arxiv.org/abs/1604.02878, figure 2; layers and names as facenet-pytorch
/// publishes them.
package struct CascadeStage: Sendable {
  package let name: String
  /// The side of the picture for which there is one answer.
  package let side: Int
  private let trunk: [Layer]
  /// The heads after the trunk, in the order of the result's channels: two classes, four sides of
  /// the box and, in the last stage, five points.
  private let heads: [(suffix: String, outputs: Int)]

  private enum Layer {
    case convolution(inputs: Int, outputs: Int, kernel: Int)
    case maximum(side: Int)
    /// A layer that reads a whole map of `side` by `side`.
    case dense(side: Int, inputs: Int, outputs: Int)
  }

  /// The network that proposes boxes anywhere in a picture.
  package static let proposal = CascadeStage(
    name: "pnet", side: 12,
    trunk: [
      .convolution(inputs: 3, outputs: 10, kernel: 3), .maximum(side: 2),
      .convolution(inputs: 10, outputs: 16, kernel: 3),
      .convolution(inputs: 16, outputs: 32, kernel: 3),
    ], heads: [("1", 2), ("2", 4)])

  /// The network that refines a box.
  package static let refinement = CascadeStage(
    name: "rnet", side: 24,
    trunk: [
      .convolution(inputs: 3, outputs: 28, kernel: 3), .maximum(side: 3),
      .convolution(inputs: 28, outputs: 48, kernel: 3), .maximum(side: 3),
      .convolution(inputs: 48, outputs: 64, kernel: 2), .dense(side: 3, inputs: 64, outputs: 128),
    ], heads: [("1", 2), ("2", 4)])

  /// The network that decides on a box and finds five points in it.
  package static let output = CascadeStage(
    name: "onet", side: 48,
    trunk: [
      .convolution(inputs: 3, outputs: 32, kernel: 3), .maximum(side: 3),
      .convolution(inputs: 32, outputs: 64, kernel: 3), .maximum(side: 3),
      .convolution(inputs: 64, outputs: 64, kernel: 3), .maximum(side: 2),
      .convolution(inputs: 64, outputs: 128, kernel: 2),
      .dense(side: 3, inputs: 128, outputs: 256),
    ], heads: [("1", 2), ("2", 4), ("3", 10)])

  package static let all = [proposal, refinement, output]

  /// The number of channels of the result.
  var outputCount: Int { heads.reduce(0) { $0 + $1.outputs } }

  /// All tensors by their published names; a model file puts the stage's name and a period before
  /// each.
  package var parameters: [ParameterShape] {
    weighted.flatMap { [$0.weight, $0.bias, $0.slopes] } + headLayers.flatMap { [$0.0, $0.1] }
  }

  private struct Weighted {
    let layer: Layer
    let weight: ParameterShape
    let bias: ParameterShape
    let slopes: ParameterShape
  }

  /// The layers with weights, numbered from 1.
  private var weighted: [Weighted] {
    var result: [Weighted] = []
    for layer in trunk {
      let number = result.count + 1
      let (name, shape): (String, [Int])
      switch layer {
      case .maximum: continue
      case .convolution(let inputs, let outputs, let kernel):
        (name, shape) = ("conv", [outputs, inputs, kernel, kernel])
      case .dense(let side, let inputs, let outputs):
        (name, shape) = ("dense", [outputs, side * side * inputs])
      }
      result.append(
        Weighted(
          layer: layer, weight: ParameterShape(name: "\(name)\(number).weight", shape: shape),
          bias: ParameterShape(name: "\(name)\(number).bias", shape: [shape[0]]),
          slopes: ParameterShape(name: "prelu\(number).weight", shape: [shape[0]])))
    }
    return result
  }

  private var headLayers: [(ParameterShape, ParameterShape)] {
    let last = weighted.last!
    let name = last.weight.name.prefix { !$0.isNumber } + "\(weighted.count + 1)_"
    let isConvolution = if case .convolution = last.layer { true } else { false }
    return heads.map { head in
      (
        ParameterShape(
          name: name + head.suffix + ".weight",
          shape: [head.outputs, last.bias.shape[0]] + (isConvolution ? [1, 1] : [])),
        ParameterShape(name: name + head.suffix + ".bias", shape: [head.outputs])
      )
    }
  }

  /// Returns the network for pictures of a size. Its only output is the heads' numbers, interleaved
  /// pixel by pixel.
  func graph(width: Int, height: Int, _ values: (ParameterShape) throws -> [Float])
    throws -> ConvolutionGraph
  {
    var steps: [GraphStep] = []
    var layers = weighted.makeIterator()
    for layer in trunk {
      if case .maximum(let side) = layer {
        steps.append(
          .maximum(input: steps.count, side: side, stride: 2, countsPartialWindows: true))
        continue
      }
      let names = layers.next()!
      var weights = try values(names.weight)
      var kernel = 1
      switch layer {
      case .convolution(_, _, let side): kernel = side
      case .dense(let side, let inputs, let outputs):
        kernel = side
        weights = Self.planes(weights, side: side, inputs: inputs, outputs: outputs)
      case .maximum: break
      }
      var step = ConvolutionStep(
        input: steps.count, outputChannels: names.bias.shape[0], kernelHeight: kernel,
        kernelWidth: kernel, weights: weights, bias: try values(names.bias))
      step.slopes = try values(names.slopes)
      steps.append(.convolution(step))
    }
    let heads = headLayers
    steps.append(
      .convolution(
        ConvolutionStep(
          input: steps.count, outputChannels: outputCount, kernelHeight: 1, kernelWidth: 1,
          weights: try heads.flatMap { try values($0.0) },
          bias: try heads.flatMap { try values($0.1) })))
    return try ConvolutionGraph(
      channels: 3, height: height, width: width, layout: .pixels, steps: steps,
      outputs: [(steps.count, .pixels)])
  }

  /// Returns dense weights in the order of convolutions: published dense layers read a map column
  /// by column, channels fastest; convolutions have weights in the order channels, rows, columns.
  private static func planes(_ weights: [Float], side: Int, inputs: Int, outputs: Int) -> [Float] {
    var result: [Float] = []
    result.reserveCapacity(weights.count)
    for output in 0..<outputs {
      for channel in 0..<inputs {
        for row in 0..<side {
          for column in 0..<side {
            result.append(weights[((output * side + column) * side + row) * inputs + channel])
          }
        }
      }
    }
    return result
  }
}
