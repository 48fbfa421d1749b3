import Synchronization

/// Whether the user asked the program to stop (Ctrl-C). Long work looks at it between two pictures
/// or two queries, so that what is written is whole.
package enum Interruption {
  private static let isRequested = Atomic<Bool>(false)

  /// Asks all long work to stop soon. Safe inside a signal handler.
  package static func request() { isRequested.store(true, ordering: .relaxed) }

  package static var isPending: Bool { isRequested.load(ordering: .relaxed) }

  /// - Throws: `Interrupted` once a stop was requested.
  package static func check() throws(Interrupted) {
    if isPending { throw Interrupted() }
  }
}

/// The user stopped the program.
package struct Interrupted: Error, Equatable, CustomStringConvertible {
  package init() {}
  package var description: String { "Stopped by the user." }
}
