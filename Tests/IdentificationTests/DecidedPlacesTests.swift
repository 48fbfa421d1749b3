import Networks
import Tensors
import Testing
import _TestSupport

@testable import Identification

/// The first places of an H2L's ranking do not depend on its precision.
@Suite struct DecidedPlacesTests {
  @Test func findsThoseThatMayMoveUp() {
    let similarities = (0..<30).map { 1 - 0.01 * Double($0) }
    let places = DecidedPlaces(
      cosines: [Double](repeating: 0.5, count: 30), depths: [30], alphas: [0.5])
    #expect(places.undecided(similarities, margin: 0) == Array(0..<10))
    #expect(places.undecided(similarities, margin: 0, extra: 2) == Array(0..<12))
    // The tenth is 0.91, and two errors of 0.016 reach 0.878.
    #expect(places.undecided(similarities, margin: 0.016) == Array(0..<13))
    #expect(places.undecided(similarities, known: Set(0..<12), margin: 0.016) == [12])
  }

  @Test func countsEveryDepthAndShare() {
    // By stage 1 the last come first.
    let similarities = (0..<30).map { 1 - 0.01 * Double($0) }
    let cosines = (0..<30).map { 0.01 * Double($0) }
    let places = DecidedPlaces(cosines: cosines, depths: [5, 30], alphas: [0, 1])
    #expect(places.undecided(similarities, margin: 0) == Array(0..<10) + Array(20..<30))
    let few = DecidedPlaces(cosines: [0.1, 0.2], depths: [100], alphas: [0.7])
    #expect(few.undecided([0.3, 0.4], margin: 0) == [0, 1])
  }
}
