import Synchronization

/// Results of a parallel loop, each in its place. The lock is held for an assignment only.
public final class Slots<Value: Sendable>: Sendable {
  private let slots: Mutex<[Value?]>

  public init(count: Int) {
    slots = Mutex([Value?](repeating: nil, count: count))
  }

  public func set(_ index: Int, _ value: Value) {
    slots.withLock { $0[index] = value }
  }

  /// - Precondition: Every place has been set.
  public var values: [Value] { slots.withLock { $0.map { $0! } } }
}
