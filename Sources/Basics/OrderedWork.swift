import Dispatch
import Synchronization

/// Computes elements on up to `Threads.count` threads, a whole element on each, and takes them in order on
/// the calling thread. While one is taken, the next ones are computed; at most as many as there are threads
/// wait to be taken, so that memory does not grow with their number.
///
/// - Parameters:
///   - compute: Runs on other threads, whose loops keep to themselves (`Threads.alone`); on the calling
///     one if there is one thread or one element.
///   - take: Called once for each element, in order, as soon as those before it are taken.
/// - Throws: What `take` throws; elements that are computed then are not taken.
package func inOrder<Element: Sendable>(
  count: Int, compute: @escaping @Sendable (Int) -> Element, take: (Int, Element) throws -> Void
) rethrows {
  let workers = min(Threads.count, count)
  guard workers > 1 else {
    for index in 0..<count { try take(index, compute(index)) }
    return
  }
  let work = OrderedWork(count: count, workers: workers, compute)
  defer { work.stop() }
  for index in 0..<count { try take(index, work.element(index)) }
}

/// The elements of `inOrder` that are computed and not taken yet.
private final class OrderedWork<Element: Sendable>: Sendable {
  private let next = Atomic<Int>(0)
  private let isStopped = Atomic<Bool>(false)
  private let elements: Mutex<[Int: Element]>
  /// Signaled when an element is computed.
  private let computed: [DispatchSemaphore]
  /// Signaled when an element may be begun.
  private let room: DispatchSemaphore
  private let workers: Int
  private let group = DispatchGroup()

  init(count: Int, workers: Int, _ compute: @escaping @Sendable (Int) -> Element) {
    elements = Mutex([:])
    computed = (0..<count).map { _ in DispatchSemaphore(value: 0) }
    // Raised afterwards: a semaphore may not end below the value with which it began.
    room = DispatchSemaphore(value: 0)
    for _ in 0..<2 * workers { room.signal() }
    self.workers = workers
    let queue = DispatchQueue(label: "facet.ordered", attributes: .concurrent)
    for _ in 0..<workers {
      queue.async(group: group) { [self] in
        Threads.alone {
          while true {
            room.wait()
            let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
            guard index < count, !isStopped.load(ordering: .acquiring) else { return }
            let element = compute(index)
            elements.withLock { $0[index] = element }
            computed[index].signal()
          }
        }
      }
    }
  }

  /// Waits for an element and makes room for another.
  func element(_ index: Int) -> Element {
    computed[index].wait()
    let element = elements.withLock { $0.removeValue(forKey: index)! }
    room.signal()
    return element
  }

  /// Waits until no element is being computed any more.
  func stop() {
    isStopped.store(true, ordering: .releasing)
    for _ in 0..<workers { room.signal() }
    group.wait()
  }
}
