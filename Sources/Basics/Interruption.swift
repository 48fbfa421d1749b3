import Synchronization

/// The state of a user's request to stop the program (Ctrl-C). Long work checks it between pictures
/// or queries, so that every written file is complete.
package enum Interruption {
  private static let isRequested = Atomic<Bool>(false)

  /// Requests that all long work stop soon. Safe inside a signal handler.
  package static func request() { isRequested.store(true, ordering: .relaxed) }

  package static var isPending: Bool { isRequested.load(ordering: .relaxed) }

  /// - Throws: `Interrupted` after a stop was requested.
  package static func check() throws(Interrupted) {
    if isPending { throw Interrupted() }
  }
}

/// The user stopped the program.
package struct Interrupted: Error, Equatable, CustomStringConvertible {
  package init() {}
  package var description: String { "Stopped by the user." }
}
