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

/// How many threads the loops of this program use: one number for the whole process.
///
/// OpenBLAS itself always runs on the calling thread: its own threads would spin against those of
/// oneDNN, and may not be renumbered while a product runs. Loops share out blocks of fixed size
/// instead (`inParallel`), so that no result depends on the number of threads.
package enum Threads {
  /// At first the processors that this process may use.
  package static var count: Int { current.load(ordering: .relaxed) }

  /// Sets the number of threads of the loops that start after this call.
  ///
  /// - Parameter count: 1 or more; more than the machine has only slows things down.
  package static func set(_ count: Int) {
    precondition(count >= 1, "the number of threads is at least 1")
    current.store(count, ordering: .relaxed)
  }

  private static let current = Atomic<Int>(max(1, ProcessInfo.processInfo.activeProcessorCount))
}

/// Runs a function on a thread with a stack of its own, and gives all threads that start after this call
/// a stack of that size: the process's limit may leave less than networks and picture codecs need.
///
/// Returns when the function does. If no thread can be made, the function runs on this one.
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
