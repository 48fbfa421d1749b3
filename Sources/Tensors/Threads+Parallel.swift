import CBLAS
import Dispatch
import Synchronization

extension Threads {
  /// Runs `body(0)` to `body(count - 1)`, side by side on up to `count` threads, and returns when
  /// all are done. Matrix products inside run on one thread each, so that what a body computes does
  /// not depend on how many run beside it.
  package static func parallel(_ count: Int, _ body: @Sendable (Int) -> Void) {
    guard count > 0 else { return }
    // Read first: the number is taken from OpenBLAS when it is first asked for.
    let threads = self.count
    if running.add(1, ordering: .acquiringAndReleasing).newValue == 1 {
      openblas_set_num_threads(1)
    }
    defer {
      if running.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 {
        openblas_set_num_threads(CInt(clamping: threads))
      }
    }
    DispatchQueue.concurrentPerform(iterations: count, execute: body)
  }

  private static let running = Atomic<Int>(0)
}
