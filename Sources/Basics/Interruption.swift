import Synchronization

/// Whether the user asked the program to stop (Ctrl-C). Long work looks at it between two pictures
/// or two queries, so that what is written is whole.
public enum Interruption {
  private static let isRequested = Atomic<Bool>(false)

  /// Asks all long work to stop soon. Safe inside a signal handler.
  public static func request() { isRequested.store(true, ordering: .relaxed) }

  public static var isPending: Bool { isRequested.load(ordering: .relaxed) }

  /// - Throws: `Interrupted` once a stop was requested.
  public static func check() throws(Interrupted) {
    if isPending { throw Interrupted() }
  }
}

/// The user stopped the program.
public struct Interrupted: Error, Equatable, CustomStringConvertible {
  public init() {}
  public var description: String { "Stopped by the user." }
}
