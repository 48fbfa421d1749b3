import Dispatch
import Synchronization

/// Calls the body for each of `0..<count`, on up to `Threads.count` threads, and returns when all
/// are done.
///
/// The assignment of indices to threads varies. A body writes only data that belongs to its index
/// and its worker, so the result is the same on any number of threads.
///
/// - Parameters:
///   - grain: The number of neighboring indices that are taken at a time.
///   - body: Receives the index and the number of the worker, below `Threads.count` at the time of
///     the call; no two concurrent calls have the same worker.
package func inParallel(
  count: Int, grain: Int = 1, _ body: @Sendable (_ index: Int, _ worker: Int) -> Void
) {
  let blocks = (count + grain - 1) / grain
  let workers = min(Threads.count, blocks)
  guard workers > 1 else {
    for index in 0..<count { body(index, 0) }
    return
  }
  let next = Atomic<Int>(0)
  DispatchQueue.concurrentPerform(iterations: workers) { worker in
    while true {
      let block = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard block < blocks else { return }
      for index in block * grain..<min(count, (block + 1) * grain) { body(index, worker) }
    }
  }
}

/// Returns the body's results for `0..<count`, in this order; otherwise like `inParallel`.
package func collectInParallel<Element>(
  count: Int, grain: Int = 1, _ body: @Sendable (_ index: Int, _ worker: Int) -> Element
) -> [Element] {
  [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
    let results = SharedPointer(buffer.baseAddress!)
    inParallel(count: count, grain: grain) { index, worker in
      (results.pointer + index).initialize(to: body(index, worker))
    }
    initialized = count
  }
}

/// A pointer that several threads use, each for its own part.
package struct SharedPointer<Pointee>: @unchecked Sendable {
  package let pointer: UnsafeMutablePointer<Pointee>

  package init(_ pointer: UnsafeMutablePointer<Pointee>) { self.pointer = pointer }
}
