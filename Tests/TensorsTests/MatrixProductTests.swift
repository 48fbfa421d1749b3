import Basics
import Testing
import _TestSupport

@testable import Tensors

@Suite struct MatrixProductTests {
  // Odd sizes reach the edges of the kernels; 1 is the smallest, 130 crosses a block.
  @Test(arguments: [(1, 1, 1), (3, 5, 7), (17, 33, 9), (64, 64, 512), (130, 131, 129)])
  func agreesWithTheDefinition(m: Int, n: Int, k: Int) {
    let left = Tensor(shape: [m, k], values: HashedValues.unit("left", count: m * k))
    let right = Tensor(shape: [k, n], values: HashedValues.unit("right", count: k * n))
    var expected = [Double](repeating: 0, count: m * n)
    var transposed = [Float](repeating: 0, count: k * n)
    for i in 0..<m {
      for j in 0..<n {
        for l in 0..<k {
          expected[i * n + j] += Double(left.values[i * k + l]) * Double(right.values[l * n + j])
        }
      }
    }
    for l in 0..<k { for j in 0..<n { transposed[j * k + l] = right.values[l * n + j] } }
    let product = matrixProduct(left, right)
    #expect(product.shape == [m, n])
    #expect(relativeError(product.values.map(Double.init), expected) < 1e-6)
    let other = matrixProduct(
      left, Tensor(shape: [n, k], values: transposed), transposedRight: true)
    #expect(relativeError(other.values.map(Double.init), expected) < 1e-6)
  }

  @Test func addsToWhatIsThereAndTransposesTheLeft() {
    let a: [Float] = [1, 2, 3, 4, 5, 6]  // stored [3, 2]: transposed, [2, 3]
    let b: [Float] = [1, 0, 0, 1, 1, 1]
    var c: [Float] = [10, 20, 30, 40]
    sgemm(
      transposeA: true, m: 2, n: 2, k: 3, alpha: 2, a: a, lda: 2, b: b, ldb: 2, beta: 0.5,
      c: &c, ldc: 2)
    #expect(c == [17, 26, 31, 40])
  }

  @Test func emptyMatricesGiveZeros() {
    let product = matrixProduct(
      Tensor(shape: [2, 0], values: []), Tensor(shape: [0, 3], values: []))
    #expect(product == Tensor(shape: [2, 3], values: [0, 0, 0, 0, 0, 0]))
  }

  @Test func normalizedRowsHaveLengthOneAndZerosStay() {
    let rows = Tensor(shape: [3, 2], values: [3, 4, 0, 0, -1e-30, 0]).normalizedRows()
    #expect(rows.values == [0.6, 0.8, 0, 0, -1, 0])
  }

  @Test func theKernelsAreNotTheFallBack() {
    #expect(BLAS.kernels != "Prescott")
    #expect(Threads.count >= 1)
  }
}
