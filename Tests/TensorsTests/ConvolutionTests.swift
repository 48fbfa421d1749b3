import Testing
import _TestSupport

@testable import Tensors

@Suite struct ConvolutionTests {
  struct Shape: Sendable {
    var channels = 8
    var height = 9
    var width = 7
    var outputs = 16
    var groups = 1
    var kernelHeight = 3
    var kernelWidth = 3
    var stride = 1
    var padding = 1
  }

  /// The definition, in double precision: planes in, planes out.
  func reference(_ input: [Float], _ step: ConvolutionStep, _ shape: Shape, residual: [Float]?)
    -> [Double]
  {
    let rows = (shape.height + 2 * shape.padding - shape.kernelHeight) / shape.stride + 1
    let columns = (shape.width + 2 * shape.padding - shape.kernelWidth) / shape.stride + 1
    let groupInputs = shape.channels / shape.groups
    let groupOutputs = shape.outputs / shape.groups
    var result: [Double] = []
    for output in 0..<shape.outputs {
      for row in 0..<rows {
        for column in 0..<columns {
          var sum = Double(step.bias[output])
          for channel in 0..<groupInputs {
            for kernelRow in 0..<shape.kernelHeight {
              for kernelColumn in 0..<shape.kernelWidth {
                let y = row * shape.stride + kernelRow - shape.padding
                let x = column * shape.stride + kernelColumn - shape.padding
                guard (0..<shape.height).contains(y), (0..<shape.width).contains(x) else {
                  continue
                }
                let plane = output / groupOutputs * groupInputs + channel
                let weight = (output * groupInputs + channel) * shape.kernelHeight + kernelRow
                sum +=
                  Double(input[(plane * shape.height + y) * shape.width + x])
                  * Double(step.weights[weight * shape.kernelWidth + kernelColumn])
              }
            }
          }
          if let residual { sum += Double(residual[result.count]) }
          if let slopes = step.slopes, sum < 0 { sum *= Double(slopes[output]) }
          result.append(sum)
        }
      }
    }
    return result
  }

  func step(_ shape: Shape, input: Int = 0, slopes: Bool = true) -> ConvolutionStep {
    let inputs = shape.channels / shape.groups
    var step = ConvolutionStep(
      input: input, outputChannels: shape.outputs, kernelHeight: shape.kernelHeight,
      kernelWidth: shape.kernelWidth,
      weights: HashedValues.unit(
        "weights\(input)", count: shape.outputs * inputs * shape.kernelHeight * shape.kernelWidth),
      bias: HashedValues.unit("bias\(input)", count: shape.outputs))
    step.groups = shape.groups
    step.stride = shape.stride
    step.pad(shape.padding)
    if slopes { step.slopes = HashedValues.unit("slopes\(input)", count: shape.outputs) }
    return step
  }

  // Odd sizes, channel counts that fill no vector, groups, strides, one pixel.
  @Test(arguments: [
    Shape(), Shape(channels: 3, height: 112, width: 96, outputs: 64, stride: 2),
    Shape(channels: 16, outputs: 16, groups: 16), Shape(channels: 5, outputs: 5, groups: 5),
    Shape(channels: 64, height: 14, width: 12, outputs: 64, groups: 64, stride: 2),
    Shape(channels: 6, outputs: 4, groups: 2, kernelHeight: 2, padding: 0),
    Shape(channels: 32, outputs: 33, kernelHeight: 1, kernelWidth: 1, padding: 0),
    Shape(
      channels: 16, height: 7, width: 6, outputs: 16, groups: 16, kernelHeight: 7, kernelWidth: 6,
      padding: 0),
    Shape(
      channels: 512, height: 1, width: 1, outputs: 12, kernelHeight: 1, kernelWidth: 1,
      padding: 0),
  ])
  func agreesWithTheDefinition(shape: Shape) throws {
    let size = shape.channels * shape.height * shape.width
    let step = step(shape)
    let graph = try ConvolutionGraph(
      channels: shape.channels, height: shape.height, width: shape.width, layout: .planes,
      steps: [.convolution(step)], outputs: [(1, .planes), (1, .pixels)])
    let input = HashedValues.unit("input", count: 3 * size)
    let expected = (0..<3).flatMap {
      reference(Array(input[$0 * size..<($0 + 1) * size]), step, shape, residual: nil)
    }
    let found = try ConvolutionPlan(graph, batch: 3).run(input)
    #expect(relativeError(found[0].map(Double.init), expected) < 2e-6)
    let pixels = expected.count / 3 / shape.outputs
    var turned: [Float] = []
    for picture in 0..<3 {
      for pixel in 0..<pixels {
        for channel in 0..<shape.outputs {
          turned.append(found[0][(picture * shape.outputs + channel) * pixels + pixel])
        }
      }
    }
    #expect(found[1] == turned)
  }

  @Test func picturesMayLiePixelByPixel() throws {
    let shape = Shape(channels: 3, height: 5, width: 4, outputs: 8)
    let planes = HashedValues.unit("input", count: 60)
    let pixels = (0..<60).map { planes[$0 % 3 * 20 + $0 / 3] }
    let results = try [(PlaneLayout.planes, planes), (.pixels, pixels)].map { layout, input in
      let graph = try ConvolutionGraph(
        channels: 3, height: 5, width: 4, layout: layout, steps: [.convolution(step(shape))],
        outputs: [(1, .planes)])
      return try ConvolutionPlan(graph, batch: 1).run(input)[0]
    }
    #expect(results[0] == results[1])
  }

  /// A residual that is read again afterwards must survive; the memory of another one is reused.
  @Test(arguments: [false, true])
  func residualsAreAdded(isReadAgain: Bool) throws {
    let shape = Shape(channels: 16, height: 6, width: 5, outputs: 16)
    var steps = [step(shape), step(shape, input: 1), step(shape, input: 2, slopes: true)]
    steps[2].residual = 1
    if isReadAgain {
      steps.append(step(shape, input: 3))
      steps[3].residual = 1
    }
    let graph = try ConvolutionGraph(
      channels: 16, height: 6, width: 5, layout: .planes, steps: steps.map(GraphStep.convolution),
      outputs: [(steps.count, .planes), (1, .planes)])
    let plan = try ConvolutionPlan(graph, batch: 1)
    let input = HashedValues.unit("input", count: 480)
    var values = [input]
    for step in steps {
      let residual = step.residual.map { values[$0] }
      values.append(reference(values[step.input], step, shape, residual: residual).map(Float.init))
    }
    // The second run shows that the first one leaves nothing behind.
    for _ in 0..<2 {
      let found = try plan.run(input)
      #expect(relativeError(found[0], values.last!) < 1e-5)
      #expect(relativeError(found[1], values[1]) < 1e-6)
    }
    #expect(!plan.implementations.contains { $0.contains("ref") })
    #expect(plan.implementations.count == 2 * steps.count)
  }

  @Test func theInputMayBeAdded() throws {
    let shape = Shape(channels: 16, height: 6, width: 5, outputs: 16)
    var only = step(shape)
    only.residual = 0
    let graph = try ConvolutionGraph(
      channels: 16, height: 6, width: 5, layout: .planes, steps: [.convolution(only)],
      outputs: [(1, .planes)])
    let input = HashedValues.unit("input", count: 480)
    let expected = reference(input, only, shape, residual: input)
    let found = try ConvolutionPlan(graph, batch: 1).run(input)[0]
    #expect(relativeError(found.map(Double.init), expected) < 2e-6)
    #expect(input == HashedValues.unit("input", count: 480))
  }

  @Test func whatDoesNotFitIsRefused() {
    let shape = Shape(channels: 4, height: 2, width: 2, outputs: 4, padding: 0)
    #expect(throws: ConvolutionError(text: "the convolution's kernel exceeds its input")) {
      try ConvolutionGraph(
        channels: 4, height: 2, width: 2, layout: .planes, steps: [.convolution(step(shape))],
        outputs: [(1, .planes)])
    }
    var residual = step(Shape(channels: 4, outputs: 8))
    residual.residual = 0
    #expect(
      throws: ConvolutionError(text: "the convolution's residual has another shape than its result")
    ) {
      try ConvolutionGraph(
        channels: 4, height: 9, width: 7, layout: .planes, steps: [.convolution(residual)],
        outputs: [(1, .planes)])
    }
    #expect(throws: ConvolutionError(text: "the output does not belong to a step")) {
      try ConvolutionGraph(
        channels: 4, height: 2, width: 2, layout: .planes, steps: [], outputs: [(1, .planes)])
    }
  }
}
