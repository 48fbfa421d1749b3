/// The best rows of a gallery for one query, as far as the gallery has been searched.
///
/// It contains every row that may still be among the best k. Products may have rounding errors, so
/// rows within `margin` of the k-th are kept and later ordered exactly.
struct NearestList {
  private var found: [(index: Int, product: Float)] = []
  /// The product below which a row cannot be among the best k.
  private(set) var threshold = -Float.infinity
  private let k: Int
  private let excluded: Set<Int>

  /// More than twice the error of a product of unit vectors in single precision.
  static let margin: Float = 1e-5

  init(k: Int, excluding excluded: Set<Int>) {
    self.k = k
    self.excluded = excluded
  }

  /// Inserts the products of rows `start..<start + count`.
  mutating func insert(_ products: UnsafePointer<Float>, start: Int, count: Int) {
    var offset = 0
    while offset + 16 <= count {
      let vector = UnsafeRawPointer(products + offset).loadUnaligned(as: SIMD16<Float>.self)
      if vector.max() >= threshold {
        for lane in offset..<offset + 16 { consider(products[lane], start + lane) }
      }
      offset += 16
    }
    for last in offset..<count { consider(products[last], start + last) }
  }

  /// Inserts the rows that another list has found.
  mutating func insert(_ other: NearestList) {
    for row in other.finished { consider(row.product, row.index) }
  }

  private mutating func consider(_ product: Float, _ index: Int) {
    // NaN counts as the lowest product.
    let product = product.isNaN ? -Float.greatestFiniteMagnitude : product
    guard product >= threshold && !excluded.contains(index) else { return }
    found.append((index, product))
    if found.count >= 2 * k + 64 && found.count & (found.count - 1) == 0 { prune() }
  }

  /// Every row that may be among the best k, and few others.
  var finished: [(index: Int, product: Float)] {
    var copy = self
    if copy.found.count > k { copy.prune() }
    return copy.found
  }

  /// Removes rows that can no longer be among the best k.
  private mutating func prune() {
    let kth = found.map(\.product).sorted(by: >)[k - 1]
    threshold = kth - Self.margin
    found.removeAll { $0.product < threshold }
  }
}
