import CBLAS
import Synchronization

/// How many threads matrix products and convolutions use: one number for the whole process.
public enum Threads {
  /// At first what OpenBLAS found: the processors this process may use, or what
  /// `OPENBLAS_NUM_THREADS` or `OMP_NUM_THREADS` says.
  public static var count: Int { current.load(ordering: .relaxed) }

  /// Sets the number of threads of products and of convolutions that start after this call.
  ///
  /// - Parameter count: 1 or more; more than the machine has only slows things down.
  public static func set(_ count: Int) {
    precondition(count >= 1, "the number of threads is at least 1")
    openblas_set_num_threads(CInt(clamping: count))
    current.store(count, ordering: .relaxed)
  }

  private static let current = Atomic<Int>(max(1, Int(openblas_get_num_threads())))
}
