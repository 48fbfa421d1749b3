import Datasets
import Identification
import Testing

@testable import Commands
@testable import Runs

@Suite struct PictureRunTests {
  private struct Odd: Error, CustomStringConvertible {
    var description: String { "It is odd." }
  }
  private struct Full: Error {}

  // More than two blocks, so that their seams are met.
  private let pictures = (0..<40).map { place in
    ListedPicture(
      path: "p\(place)", location: "/p\(place)", label: nil,
      problem: place == 17 ? "It is not there." : nil)
  }

  private func make(_ place: Int) throws -> String {
    if place % 10 == 3 { throw Odd() }
    return "m\(place)"
  }

  @Test func takesInOrderAndListsFailures() throws {
    var run = PictureRun("Making", isStrict: false, isQuiet: true)
    var taken: [Int] = []
    run.over(pictures, make: make) { place, made in
      #expect(made == "m\(place)")
      taken.append(place)
    }
    #expect(run.end == nil)
    #expect(taken == (0..<40).filter { $0 % 10 != 3 && $0 != 17 })
    #expect(run.failures.map(\.path) == ["p3", "p13", "p17", "p23", "p33"])
    #expect(run.failures[0].reason == "It is odd." && run.failures[2].reason == "It is not there.")
    let result = try run.result(count: 35, "face", of: "in", in: "out", log: "l.json")
    #expect(result.status == .doneWithFailures && result.failures == run.failures)
    #expect(result.lines == ["35 faces in 'out', listed in 'l.json'."])
    #expect(throws: JobError("None of the pictures of 'in' could be used. \(run.failures[0])")) {
      try run.result(count: 0, "face", of: "in", in: "out", log: "l.json")
    }
  }

  @Test func aStrictRunEndsAtTheFirstFailure() {
    var run = PictureRun("Making", isStrict: true, isQuiet: true)
    var taken: [Int] = []
    run.over(pictures, make: make) { place, _ in taken.append(place) }
    #expect(taken == [0, 1, 2])
    #expect(run.end is StrictFailure && "\(run.end!)".contains("p3"))
    #expect(throws: StrictFailure.self) {
      try run.result(count: 3, "face", of: "in", in: "out", log: "l.json")
    }
  }

  @Test func whatCannotBeTakenEndsTheRun() {
    var run = PictureRun("Making", isStrict: false, isQuiet: true)
    run.over(pictures, make: make) { place, _ in if place == 20 { throw Full() } }
    #expect(run.end is Full && run.failures.map(\.path) == ["p3", "p13", "p17"])
    #expect(throws: Full.self) {
      try run.result(count: 17, "face", of: "in", in: "out", log: "l.json")
    }
  }
}
