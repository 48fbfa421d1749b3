import Basics
import CVectorKernels

/// A fully connected layer with weights of 8 bits, a scale for each output and block of 512 inputs.
/// Its inputs are rounded to 8 bits row by row, by the least and the greatest number of each block.
///
/// Sums within a block are exact, so a row's outputs depend on no other row and on no number of
/// threads. It measured as fast as oneDNN's product of 8 bits, needs no second pass for the scales,
/// and keeps matching in one library of threads.
///
/// Unchecked: written only in the initializer.
final class QuantizedLinear: @unchecked Sendable {
  private let layer: facet_quantized
  private let memory: UnsafeMutableRawPointer

  /// - Parameter weight: Shape `[outputs, inputs]`.
  init(_ weight: [Float], inputs: Int, outputs: Int) {
    precondition(weight.count == inputs * outputs && inputs > 0 && outputs > 0)
    let all = facet_quantized_outputs(outputs)
    let bytes = all * facet_quantized_width(inputs)
    let scales = facet_quantized_blocks(inputs) * all
    memory = .allocate(
      byteCount: bytes + 2 * scales * MemoryLayout<Float>.size, alignment: 64)
    let floats = (memory + bytes).bindMemory(to: Float.self, capacity: 2 * scales)
    layer = facet_quantized(
      inputs: inputs, outputs: outputs,
      weights: memory.bindMemory(to: Int8.self, capacity: bytes), scales: floats,
      sums: floats + scales)
    withUnsafePointer(to: layer) { facet_quantize_weights($0, weight) }
  }

  deinit { memory.deallocate() }

  /// Computes `Linear.product` with rounded numbers, on the calling thread.
  ///
  /// - Precondition: `Precision.hasInt8`.
  func product(
    rows: Int, from: UnsafePointer<Float>, fromStride: Int, to: UnsafeMutablePointer<Float>
  ) {
    guard rows > 0 else { return }
    let blocks = facet_quantized_blocks(layer.inputs)
    withUnsafeTemporaryAllocation(
      of: UInt8.self, capacity: rows * facet_quantized_width(layer.inputs)
    ) { rounded in
      withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * rows * blocks) { factors in
        let (scales, offsets) = (factors.baseAddress!, factors.baseAddress! + rows * blocks)
        facet_quantize_rows(
          from, rows, fromStride, layer.inputs, rounded.baseAddress!, scales, offsets)
        withUnsafePointer(to: layer) {
          facet_quantized_product($0, rounded.baseAddress!, rows, scales, offsets, to)
        }
      }
    }
  }

  /// Computes `product` on all threads, each for some of the rows.
  func parallelProduct(
    rows: Int, from: UnsafePointer<Float>, fromStride: Int, to: UnsafeMutablePointer<Float>
  ) {
    let source = SharedPointer(UnsafeMutablePointer(mutating: from))
    let target = SharedPointer(to)
    let outputs = layer.outputs
    let part = 24
    inParallel(count: (rows + part - 1) / part) { index, _ in
      let start = index * part
      product(
        rows: min(part, rows - start), from: source.pointer + start * fromStride,
        fromStride: fromStride, to: target.pointer + start * outputs)
    }
  }
}
