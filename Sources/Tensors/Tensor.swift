/// Numbers in a box: a shape and its values, row-major, 32-bit.
package struct Tensor: Sendable, Equatable {
  package let shape: [Int]
  /// Row-major: the last dimension runs fastest.
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
