import Testing

@testable import Basics

@Suite struct FixedTimesTests {
  @Test(
    arguments: [
      (nil, 946_684_800), ("0", 0), ("1700000000", 1_700_000_000), ("-1", 946_684_800),
      ("x", 946_684_800), ("999999999999999", 946_684_800),
    ] as [(String?, Int)])
  func isTheEnvironmentsOrAFixedOne(text: String?, seconds: Int) {
    #expect(fixedTime(text) == seconds)
  }
}
