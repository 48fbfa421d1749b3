import CFileFaults
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif
#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The number of threads for the loops of this program: one number for the whole process.
///
/// OpenBLAS itself always runs on the calling thread: its own threads would compete with those of
/// oneDNN, and their number may not change while a product runs. Instead, loops distribute blocks
/// of fixed size (`inParallel`), so that no result depends on the number of threads.
package enum Threads {
  /// The number of threads; at first, the number of processors that this process may use. 1 inside
  /// `alone`.
  package static var count: Int {
    facet_threads_is_alone() != 0 ? 1 : current.load(ordering: .relaxed)
  }

  /// Runs loops of the body on the calling thread only, for work of which several pieces run at once.
  package static func alone<Result>(_ body: () throws -> Result) rethrows -> Result {
    let before = facet_threads_is_alone()
    facet_threads_set_alone(1)
    defer { facet_threads_set_alone(before) }
    return try body()
  }

  /// Sets the number of threads of the loops that start after this call.
  ///
  /// - Parameter count: 1 or more; more than the number of processors only slows the work.
  package static func set(_ count: Int) {
    precondition(count >= 1, "the number of threads is at least 1")
    current.store(count, ordering: .relaxed)
  }

  private static let current = Atomic<Int>(max(1, ProcessInfo.processInfo.activeProcessorCount))
}

/// Runs a function on a thread with a stack of its own, and gives all threads that start after this
/// call a stack of that size: the default may be too small for networks and picture codecs.
///
/// Returns when the function returns. If a thread cannot be created, the function runs on the
/// current one.
package func onThread(stackBytes: Int, _ body: @escaping @Sendable () -> Void) {
  _ = facet_threads_set_stack(stackBytes)
  final class Work {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
  let work = Unmanaged.passRetained(Work(body))
  var thread = pthread_t()
  let code = pthread_create(
    &thread, nil,
    { argument in
      Unmanaged<Work>.fromOpaque(argument!).takeRetainedValue().body()
      return nil
    }, work.toOpaque())
  guard code == 0 else {
    work.takeRetainedValue().body()
    return
  }
  pthread_join(thread, nil)
}
