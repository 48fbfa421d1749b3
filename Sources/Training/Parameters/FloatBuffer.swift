/// Numbers in memory for kernels: zeros at first, at an address aligned for the widest vectors.
///
/// Several threads may use one buffer, each for its own part, or all for reading.
package final class FloatBuffer: @unchecked Sendable {
  // Unchecked: the owner decides which thread uses which part, as with any pointer.
  let pointer: UnsafeMutablePointer<Float>
  let count: Int

  package init(count: Int) {
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: max(1, count) * MemoryLayout<Float>.stride, alignment: 64)
    pointer = raw.bindMemory(to: Float.self, capacity: max(1, count))
    self.count = count
    clear()
  }

  package convenience init(_ values: [Float]) {
    self.init(count: values.count)
    set(values)
  }

  deinit { UnsafeMutableRawPointer(pointer).deallocate() }

  var values: [Float] { Array(UnsafeBufferPointer(start: pointer, count: count)) }

  func values(_ range: Range<Int>) -> [Float] {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    return Array(UnsafeBufferPointer(start: pointer + range.lowerBound, count: range.count))
  }

  func set(_ values: [Float], at start: Int = 0) {
    precondition(start >= 0 && start + values.count <= count)
    values.withUnsafeBufferPointer { source in
      if let base = source.baseAddress { (pointer + start).update(from: base, count: values.count) }
    }
  }

  func clear() { pointer.update(repeating: 0, count: count) }
}
