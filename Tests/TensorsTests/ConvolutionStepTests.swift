import Foundation
import Testing
import _TestSupport

@testable import Tensors

/// The steps between convolutions, against their definitions.
@Suite struct ConvolutionStepTests {
  static let (channels, height, width) = (16, 5, 4)
  static let size = channels * height * width

  /// Runs steps over two pictures, planes in and out; the first step's input passes through an
  /// identity convolution, so that steps read the output of convolutions.
  func run(
    _ steps: [GraphStep], output: Int, input: [Float], channels: Int = channels,
    height: Int = height, width: Int = width
  ) throws -> [Float] {
    let unit = ConvolutionStep(
      input: 0, outputChannels: channels, kernelHeight: 1, kernelWidth: 1,
      weights: (0..<channels * channels).map { $0 % (channels + 1) == 0 ? 1 : 0 },
      bias: [Float](repeating: 0, count: channels))
    let graph = try ConvolutionGraph(
      channels: channels, height: height, width: width, layout: .planes,
      steps: [.convolution(unit)] + steps, outputs: [(output, .planes)])
    let plan = try ConvolutionPlan(graph, batch: 2)
    #expect(!plan.implementations.contains { $0.contains("ref") }, "\(plan.implementations)")
    return try plan.run(input)[0]
  }

  let input = HashedValues.unit("input", count: 2 * size)

  @Test(arguments: [(2, 2), (3, 2), (3, 1)])
  func theMaximumOfWindows(side: Int, stride: Int) throws {
    let found = try run([.maximum(input: 1, side: side, stride: stride)], output: 2, input: input)
    var expected: [Float] = []
    for plane in 0..<2 * Self.channels {
      for row in Swift.stride(from: 0, through: Self.height - side, by: stride) {
        for column in Swift.stride(from: 0, through: Self.width - side, by: stride) {
          var largest = -Float.infinity
          for y in row..<row + side {
            for x in column..<column + side {
              largest = max(largest, input[(plane * Self.height + y) * Self.width + x])
            }
          }
          expected.append(largest)
        }
      }
    }
    #expect(found == expected)
  }

  /// What is beyond the edge is never the maximum, even of negative numbers.
  @Test(arguments: [(3, 2, 1), (3, 1, 1), (5, 2, 2)])
  func theMaximumWithMargins(side: Int, stride: Int, padding: Int) throws {
    let input = input.map { $0 - 2 }
    let found = try run(
      [.maximum(input: 1, side: side, stride: stride, padding: padding)], output: 2, input: input)
    func starts(_ length: Int) -> [Int] {
      Array(Swift.stride(from: -padding, through: length + padding - side, by: stride))
    }
    var expected: [Float] = []
    for plane in 0..<2 * Self.channels {
      for row in starts(Self.height) {
        for column in starts(Self.width) {
          var largest = -Float.infinity
          for y in max(row, 0)..<min(row + side, Self.height) {
            for x in max(column, 0)..<min(column + side, Self.width) {
              largest = max(largest, input[(plane * Self.height + y) * Self.width + x])
            }
          }
          expected.append(largest)
        }
      }
    }
    #expect(found == expected)
  }

  @Test func theProductOfTwoValues() throws {
    let shifts = [Float](repeating: 0.5, count: Self.channels)
    let ones = [Float](repeating: 1, count: Self.channels)
    let found = try run(
      [.scaling(input: 1, factors: ones, shifts: shifts), .product(1, 2)], output: 3, input: input)
    #expect(found == input.map { $0 * ($0 + 0.5) })
  }

  /// Partial windows count with the part inside, unless it is empty.
  @Test(arguments: [(2, 2), (3, 2), (3, 3), (4, 3), (2, 3)])
  func theMaximumOfPartialWindows(side: Int, stride: Int) throws {
    let found = try run(
      [.maximum(input: 1, side: side, stride: stride, countsPartialWindows: true)], output: 2,
      input: input)
    /// Returns PyTorch's number of windows with `ceil_mode`.
    func count(_ length: Int) -> Int {
      let count = (length - side + stride - 1) / stride + 1
      return (count - 1) * stride >= length ? count - 1 : count
    }
    var expected: [Float] = []
    for plane in 0..<2 * Self.channels {
      for row in 0..<count(Self.height) {
        for column in 0..<count(Self.width) {
          var largest = -Float.infinity
          for y in row * stride..<min(row * stride + side, Self.height) {
            for x in column * stride..<min(column * stride + side, Self.width) {
              largest = max(largest, input[(plane * Self.height + y) * Self.width + x])
            }
          }
          expected.append(largest)
        }
      }
    }
    #expect(found == expected)
  }

  @Test func scalingAndAdditionWithSlopes() throws {
    let factors = HashedValues.unit("factors", count: Self.channels)
    let shifts = HashedValues.unit("shifts", count: Self.channels)
    let slopes = HashedValues.unit("slopes", count: Self.channels)
    let found = try run(
      [.scaling(input: 1, factors: factors, shifts: shifts), .addition(2, 1, slopes: slopes)],
      output: 3, input: input)
    let expected = input.indices.map { index in
      let channel = index / (Self.height * Self.width) % Self.channels
      let sum = factors[channel] * input[index] + shifts[channel] + input[index]
      return sum < 0 ? slopes[channel] * sum : sum
    }
    #expect(relativeError(found, expected) < 1e-6)
  }

  @Test func gatesAreOnePictureEach() throws {
    let found = try run(
      [.average(input: 1), .gating(input: 1, gates: 2)], output: 3, input: input)
    let plane = Self.height * Self.width
    let expected = input.indices.map { index in
      let start = index / plane * plane
      return input[index] * input[start..<start + plane].reduce(0, +) / Float(plane)
    }
    #expect(relativeError(found, expected) < 1e-6)
  }

  @Test func channelsAreJoined() throws {
    let factors = [Float](repeating: 2, count: Self.channels)
    let shifts = [Float](repeating: 1, count: Self.channels)
    let found = try run(
      [.scaling(input: 1, factors: factors, shifts: shifts), .joining([2, 1])], output: 3,
      input: input)
    let expected = (0..<2).flatMap { picture in
      let part = input[picture * Self.size..<(picture + 1) * Self.size]
      return part.map { 2 * $0 + 1 } + part
    }
    #expect(found == expected)
  }

  @Test func activationsFollowTheResidual() throws {
    for activation in [ConvolutionStep.Activation.relu, .sigmoid] {
      var step = ConvolutionStep(
        input: 1, outputChannels: Self.channels, kernelHeight: 1, kernelWidth: 3,
        weights: HashedValues.unit("weights", count: Self.channels * Self.channels * 3),
        bias: HashedValues.unit("bias", count: Self.channels))
      step.paddingColumns = 1
      let linear = try run([.convolution(step)], output: 2, input: input)
      step.residual = 1
      step.activation = activation
      let found = try run([.convolution(step)], output: 2, input: input)
      let expected = zip(linear, input).map { value, residual in
        activation == .relu
          ? max(0, value + residual) : Float(1 / (1 + exp(-Double(value + residual))))
      }
      #expect(relativeError(found, expected) < 1e-5)
    }
  }

  /// The map is wide enough for Winograd's algorithm if the processor has it.
  @Test(arguments: [(64, 64, 9, 7), (96, 64, 8, 8)])
  func wideConvolutionsAgreeWithTheDefinition(
    inputs: Int, outputs: Int, height: Int, width: Int
  ) throws {
    let shape = ConvolutionTests.Shape(
      channels: inputs, height: height, width: width, outputs: outputs)
    let tests = ConvolutionTests()
    let input = HashedValues.unit("wide", count: inputs * height * width)
    let step = tests.step(shape)
    let graph = try ConvolutionGraph(
      channels: inputs, height: height, width: width, layout: .planes,
      steps: [.convolution(step)], outputs: [(1, .planes)])
    let found = try ConvolutionPlan(graph, batch: 1).run(input)[0]
    let expected = tests.reference(input, step, shape, residual: nil)
    #expect(relativeError(found.map(Double.init), expected) < 1e-5)
  }

  @Test func whatDoesNotFitIsRefused() {
    func graph(_ step: GraphStep) throws {
      _ = try ConvolutionGraph(
        channels: 4, height: 2, width: 2, layout: .planes,
        steps: [.maximum(input: 0, side: 1, stride: 1), .average(input: 1), step],
        outputs: [(3, .planes)])
    }
    #expect(throws: ConvolutionError(text: "the windows exceed their input")) {
      try graph(.maximum(input: 0, side: 3, stride: 1))
    }
    #expect(throws: ConvolutionError(text: "the addition's inputs have different shapes")) {
      try graph(.addition(1, 2, slopes: nil))
    }
    #expect(throws: ConvolutionError(text: "the joined inputs differ in size")) {
      try graph(.joining([1, 2]))
    }
    #expect(throws: ConvolutionError(text: "the gates are not one number per channel")) {
      try graph(.gating(input: 1, gates: 1))
    }
  }

  @Test func productsOfRowsAreTheSameInAnyCompany() {
    let matrix = HashedValues.unit("matrix", count: 37 * 131)
    let vectors = (0..<3).map { HashedValues.unit("vector \($0)", count: 131) }
    let found = rowProducts(matrix, rows: 37, vectors: vectors)
    for (vector, products) in zip(vectors, found) {
      let expected = (0..<37).map { row in
        (0..<131).reduce(0.0) { $0 + Double(matrix[row * 131 + $1]) * Double(vector[$1]) }
      }
      #expect(relativeError(products.map(Double.init), expected) < 1e-6)
      #expect(rowProducts(matrix, rows: 37, vectors: [vector]) == [products])
    }
  }
}
