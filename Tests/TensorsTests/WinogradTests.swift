import CVectorKernels
import Testing
import _TestSupport

@testable import Tensors

/// The convolutions that run in kernels of our own, on each kind of vectors.
@Suite struct WinogradTests {
  typealias Shape = ConvolutionTests.Shape
  private let tests = ConvolutionTests()

  private static let shapes = [
    // Many tiles, with edges that fill none; few channels.
    Shape(channels: 64, height: 30, width: 23, outputs: 64),
    // Tiles of 2x2, whose channels the threads share.
    Shape(channels: 96, height: 7, width: 8, outputs: 128),
    Shape(channels: 32, height: 3, width: 3, outputs: 32, padding: 0),
    // No zeros around the map.
    Shape(channels: 48, height: 14, width: 12, outputs: 64, padding: 0),
    // Two rows of zeros around it.
    Shape(channels: 32, height: 11, width: 10, outputs: 32, padding: 2),
  ]

  private func run(
    _ steps: [ConvolutionStep], _ shape: Shape, _ input: [Float], limit: Int32, group: Int = 1
  ) throws -> (values: [Float], implementations: [String]) {
    facet_vector_level_limit(limit)
    defer { facet_vector_level_limit(0) }
    let graph = try ConvolutionGraph(
      channels: shape.channels, height: shape.height, width: shape.width, layout: .planes,
      steps: steps.map(GraphStep.convolution), outputs: [(steps.count, .planes)])
    let plan = try ConvolutionPlan(graph, batch: 1, group: group)
    return (try plan.run(input)[0], plan.implementations)
  }

  @Test(arguments: shapes, [Int32(0), 1, 2])
  func agreesWithTheDefinition(shape: Shape, limit: Int32) throws {
    let input = HashedValues.unit("input", count: shape.channels * shape.height * shape.width)
    let step = tests.step(shape)
    let found = try run([step], shape, input, limit: limit)
    facet_vector_level_limit(limit)
    let hasVectors = facet_vector_level() > 0
    facet_vector_level_limit(0)
    #expect(found.implementations[0].hasPrefix("winograd") == hasVectors)
    let expected = tests.reference(input, step, shape, residual: nil)
    #expect(relativeError(found.values.map(Double.init), expected) < 2e-5)
  }

  /// Large weights with more tiles than are transformed together, against the library's direct kernels.
  @Test func manyTilesOfLargeWeightsAreTakenInTurn() throws {
    let shape = Shape(channels: 192, height: 53, width: 50, outputs: 128)
    let input = HashedValues.unit("input", count: 192 * 53 * 50)
    let step = tests.step(shape)
    let direct = try run([step], shape, input, limit: 2).values
    for limit in [Int32(0), 1] {
      #expect(relativeError(try run([step], shape, input, limit: limit).values, direct) < 2e-5)
    }
  }

  /// Sums, slopes and limits are part of the kernels.
  @Test(arguments: [Int32(0), 1])
  func addsAndLimits(limit: Int32) throws {
    let shape = Shape(channels: 32, height: 10, width: 9, outputs: 32)
    let input = HashedValues.unit("input", count: 32 * 90)
    let first = tests.step(shape)
    var second = tests.step(shape, input: 1, slopes: false)
    second.residual = 1
    let middle = tests.reference(input, first, shape, residual: nil).map(Float.init)
    let sums = tests.reference(middle, second, shape, residual: middle)
    for activation in [ConvolutionStep.Activation.none, .relu, .clip(low: -0.5, high: 0.75)] {
      second.activation = activation
      let found = try run([first, second], shape, input, limit: limit).values
      let limited = sums.map { sum in
        switch activation {
        case .relu: max(sum, 0)
        case .clip(let low, let high): min(max(sum, Double(low)), Double(high))
        default: sum
        }
      }
      // Relative to the sums, which the limits cut.
      let worst = zip(found, limited).map { abs(Double($0) - $1) }.max()!
      #expect(worst < 2e-5 * sums.map(abs).max()!)
    }
  }

  /// A scaling that only the convolution reads happens on its way in, but not to the zeros around
  /// the map; one that is read twice stays a step.
  @Test(arguments: [false, true])
  func absorbsScalings(isReadTwice: Bool) throws {
    let shape = Shape(channels: 32, height: 6, width: 7, outputs: 32)
    let input = HashedValues.unit("input", count: 32 * 42)
    let factors = HashedValues.unit("factors", count: 32)
    let shifts = HashedValues.unit("shifts", count: 32)
    var step = tests.step(shape, input: 1)
    if isReadTwice { step.residual = 1 }
    let graph = try ConvolutionGraph(
      channels: 32, height: 6, width: 7, layout: .planes,
      steps: [.scaling(input: 0, factors: factors, shifts: shifts), .convolution(step)],
      outputs: [(2, .planes)])
    let plan = try ConvolutionPlan(graph, batch: 1, group: 2)
    let scaled = input.enumerated().map { $1 * factors[$0 / 42] + shifts[$0 / 42] }
    let expected = tests.reference(scaled, step, shape, residual: isReadTwice ? scaled : nil)
    for _ in 0..<2 {
      let found = try plan.run(input + input)[0].map(Double.init)
      #expect(relativeError(found, expected + expected) < 2e-5)
    }
    if facet_vector_level() > 0 { #expect(plan.implementations.count == (isReadTwice ? 2 : 1)) }
  }

  /// Pictures of a group share the reading of weights; each gets the bits that it gets alone.
  @Test func aGroupChangesNothing() throws {
    // The second and the third have large weights, for tiles of both sizes.
    for side in [8, 16] {
      let shape = Shape(channels: 128, height: side, width: side, outputs: 128)
      let wide = Shape(channels: 128, height: side, width: side, outputs: 256)
      let back = Shape(channels: 256, height: side, width: side, outputs: 128)
      var last = tests.step(back, input: 2)
      last.residual = 1
      let steps = [tests.step(shape), tests.step(wide, input: 1), last]
      let size = 128 * side * side
      let input = HashedValues.unit("input", count: 3 * size)
      let together = try run(steps, shape, input, limit: 0, group: 4).values
      let alone = try (0..<3).flatMap {
        try run(steps, shape, Array(input[$0 * size..<($0 + 1) * size]), limit: 0).values
      }
      #expect(together == alone)
    }
  }
}
