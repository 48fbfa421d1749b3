import Basics
import CVectorKernels
import Tensors
import Testing
import _TestSupport

@testable import Networks

/// Products in 8 bits, where the processor has them; elsewhere that float takes their place.
@Suite struct PrecisionTests {
  /// Shapes that fill neither a strip of 32 outputs, a block of 512 inputs, nor a tile of 12 rows.
  @Test(arguments: [
    (1, 1, 1), (5, 7, 3), (12, 32, 512), (13, 33, 514), (29, 70, 1030), (3, 2, 600),
  ])
  func productsAreNearTheTrueOnes(rows: Int, outputs: Int, inputs: Int) {
    guard Precision.hasInt8 else { return }
    let weight = HashedValues.unit("weight", count: outputs * inputs)
    let stride = inputs + 3
    let values = HashedValues.unit("values", count: rows * stride).map { $0 + 0.25 }
    let linear = Linear(Tensor(shape: [outputs, inputs], values: weight), bias: nil)
    func product(_ linear: Linear, rows: Range<Int>) -> [Float] {
      var result = [Float](repeating: .nan, count: rows.count * outputs)
      values.withUnsafeBufferPointer { values in
        result.withUnsafeMutableBufferPointer {
          linear.product(
            rows: rows.count, from: values.baseAddress! + rows.lowerBound * stride,
            fromStride: stride, to: $0.baseAddress!)
        }
      }
      return result
    }
    let narrow = linear.inEightBits()
    let found = product(narrow, rows: 0..<rows)
    let expected = product(linear, rows: 0..<rows)
    // Numbers in [-0.75, 1.25) times numbers in [-1, 1): each rounding is at most half a step.
    let error = zip(found, expected).map { abs($0 - $1) }.max()!
    #expect(error <= Float(inputs).squareRoot() * 0.02)
    // A row does not depend on those beside it.
    for row in 0..<rows {
      #expect(
        product(narrow, rows: row..<row + 1)
          == Array(found[row * outputs..<(row + 1) * outputs]))
    }
    var parallel = [Float](repeating: .nan, count: rows * outputs)
    parallel.withUnsafeMutableBufferPointer {
      narrow.parallelProduct(
        rows: rows, from: values, fromStride: stride, to: $0.baseAddress!)
    }
    #expect(parallel == found)
  }

  @Test func similaritiesInEightBitsAreNear() throws {
    let variant = HybridTransformerTests.variants[0]
    let network = try HybridTransformer(
      parameters: variant.tensors(), grid: variant.form.grid, precision: .int8)
    #expect(network.hasInt8 == Precision.hasInt8)
    guard network.hasInt8 else { return }
    let inputs = variant.inputs()
    let candidates = (1..<6).flatMap { inputs[$0] }
    let float = network.vectors(query: inputs[0], candidates: candidates)
    let narrow = network.vectors(query: inputs[0], candidates: candidates, precision: .int8)
    #expect(narrow != float)
    #expect(zip(narrow.similarities, float.similarities).allSatisfy { abs($0 - $1) < 0.02 })
    #expect(
      network.vectors(query: inputs[0], candidates: candidates, precision: .int8) == narrow)
    // What was there before does not change.
    let plain = try HybridTransformer(parameters: variant.tensors(), grid: variant.form.grid)
    #expect(plain.vectors(query: inputs[0], candidates: candidates) == float)
    #expect(!plain.hasInt8)
  }

  @Test func otherProcessorsTakeFloatAndSaySo() throws {
    facet_vector_level_limit(1)
    defer { facet_vector_level_limit(0) }
    #expect(!Precision.hasInt8 && Precision.int8.available == .float)
    #expect(Precision.int8.description.hasPrefix("float (int8 was asked for"))
    #expect(Precision.float.description == "float")
    let variant = HybridTransformerTests.variants[0]
    let network = try HybridTransformer(
      parameters: variant.tensors(), grid: variant.form.grid, precision: .int8)
    #expect(!network.hasInt8)
  }

  // A number that is not finite stays visible.
  @Test(arguments: [Float.infinity, .nan])
  func notFiniteInputsGiveNoNumbers(value: Float) {
    guard Precision.hasInt8 else { return }
    let linear = Linear(
      Tensor(shape: [2, 40], values: HashedValues.unit("w", count: 80)), bias: nil
    ).inEightBits()
    let row = [Float](repeating: value, count: 40)
    var result: [Float] = [0, 0]
    linear.product(rows: 1, from: row, fromStride: 40, to: &result)
    #expect(result.allSatisfy { !$0.isFinite })
  }
}
