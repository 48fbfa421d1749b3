/// An array of 32-bit numbers with a shape, in row-major order.
package struct Tensor: Sendable, Equatable {
  package let shape: [Int]
  /// The values in row-major order: the last dimension varies fastest.
  package var values: [Float] {
    didSet { precondition(values.count == oldValue.count) }
  }

  /// - Precondition: `values.count` is the product of `shape`.
  package init(shape: [Int], values: [Float]) {
    precondition(values.count == shape.reduce(1, *))
    self.shape = shape
    self.values = values
  }
}
