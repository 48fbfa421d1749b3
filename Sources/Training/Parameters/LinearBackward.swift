import Basics
import CVectorKernels
import Tensors

/// Computes the gradients of `output = input * weight^T` for a whole batch, on all threads: each
/// takes blocks of the input's columns.
///
/// - Parameters:
///   - input: The input, shape `[rows, inputs]`, with `inputStride` numbers from row to row.
///   - weight: The weight, shape `[outputs, inputs]`.
///   - outputGradient: The gradient of the output, shape `[rows, outputs]`.
///   - inputGradient: The gradient of the input, which is overwritten.
///   - weightGradient: The gradient of the weight, to which this one is added.
func linearBackward(
  rows: Int, inputs: Int, outputs: Int, input: UnsafePointer<Float>, inputStride: Int,
  weight: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>,
  inputGradient: UnsafeMutablePointer<Float>, inputGradientStride: Int,
  weightGradient: UnsafeMutablePointer<Float>
) {
  let block = 512
  let source = SharedPointer(UnsafeMutablePointer(mutating: input))
  let matrix = SharedPointer(UnsafeMutablePointer(mutating: weight))
  let gradient = SharedPointer(UnsafeMutablePointer(mutating: outputGradient))
  let sourceGradient = SharedPointer(inputGradient)
  let matrixGradient = SharedPointer(weightGradient)
  inParallel(count: (inputs + block - 1) / block) { index, _ in
    let start = index * block
    let width = min(block, inputs - start)
    sgemm(
      transposeA: true, m: outputs, n: width, k: rows, a: gradient.pointer, lda: outputs,
      b: source.pointer + start, ldb: inputStride, beta: 1, c: matrixGradient.pointer + start,
      ldc: inputs)
    sgemm(
      m: rows, n: width, k: outputs, a: gradient.pointer, lda: outputs, b: matrix.pointer + start,
      ldb: inputs, c: sourceGradient.pointer + start, ldc: inputGradientStride)
  }
}

/// Computes total += part.
func add(_ part: UnsafePointer<Float>, to total: UnsafeMutablePointer<Float>, count: Int) {
  facet_add(total, part, count)
}
