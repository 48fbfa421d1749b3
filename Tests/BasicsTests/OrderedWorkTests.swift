import Basics
import Synchronization
import Testing

@Suite(.serialized) struct OrderedWorkTests {
  private struct Stop: Error {}

  @Test(arguments: [1, 2, 7])
  func elementsAreTakenInOrder(threads: Int) {
    let before = Threads.count
    Threads.set(threads)
    defer { Threads.set(before) }
    var taken: [Int] = []
    inOrder(count: 40) { index in
      // Those in front take longest.
      var sum = index
      for step in 0..<(40 - index) * 1000 { sum = sum &* 31 &+ step }
      return (index, sum)
    } take: { place, element in
      #expect(element.0 == place)
      taken.append(place)
    }
    #expect(taken == Array(0..<40))
    inOrder(count: 0) {
      $0
    } take: { _, _ in
      Issue.record("nothing to take")
    }
  }

  @Test func anErrorEndsTheWork() {
    let before = Threads.count
    Threads.set(3)
    defer { Threads.set(before) }
    let begun = Mutex(0)
    var taken = 0
    #expect(throws: Stop.self) {
      try inOrder(count: 10_000) { index in
        begun.withLock { $0 += 1 }
        return index
      } take: { place, _ in
        if place == 5 { throw Stop() }
        taken += 1
      }
    }
    #expect(taken == 5)
    // As many as may wait, and those at work.
    #expect(begun.withLock { $0 } <= 5 + 2 * 3 + 3)
  }

  @Test func loopsInsideKeepToTheirThread() {
    let before = Threads.count
    Threads.set(4)
    defer { Threads.set(before) }
    #expect(Threads.alone { Threads.count } == 1)
    #expect(Threads.count == 4)
    inOrder(count: 8) { _ in
      Threads.count
    } take: { _, count in
      #expect(count == 1)
    }
  }
}
