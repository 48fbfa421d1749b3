import Basics
import Testing

@Suite struct FixedPointTests {
  @Test(arguments: [
    (0.93149, 3, "0.931"), (0.9316, 3, "0.932"), (-1.5, 1, "-1.5"), (1e6, 0, "1000000"),
    (0, 2, "0.00"), (-0.0, 2, "0.00"), (-0.004, 2, "0.00"), (-0.006, 2, "-0.01"),
    (123_456_789.5, 12, "123456789.500000000000"), (0.125, 2, "0.12"),
    (.nan, 3, "nan"), (.infinity, 3, "inf"), (-.infinity, 3, "-inf"),
  ])
  func decimals(value: Double, decimals: Int, text: String) {
    #expect(fixed(value, decimals) == text)
  }

  @Test func theLargestNumber() {
    let text = fixed(-.greatestFiniteMagnitude, 12)
    #expect(text.count == 1 + 309 + 1 + 12)
    #expect(text.hasPrefix("-17976931348623157"))
  }

  @Test(arguments: [
    (0.124, 2, "+0.12"), (-0.124, 2, "−0.12"), (0, 2, "0.00"), (-0.001, 2, "0.00"),
    (0.001, 2, "0.00"), (12, 0, "+12"), (.nan, 1, "nan"), (-.infinity, 1, "−inf"),
  ])
  func aSignIsAMinusOrAPlusAndZeroHasNone(value: Double, decimals: Int, text: String) {
    #expect(fixedSigned(value, decimals) == text)
  }
}
