import Testing

@testable import Tensors

@Suite struct HalfPrecisionTests {
  @Test func everyHalfIsWidenedExactly() {
    for bits in UInt16.min...UInt16.max {
      let expected = Float(Float16(bitPattern: bits))
      let found = float(halfBits: bits)
      guard found.bitPattern == expected.bitPattern || (found.isNaN && expected.isNaN) else {
        Issue.record("half \(bits): \(found) instead of \(expected)")
        return
      }
    }
  }

  @Test func everyFloatAroundAHalfIsRoundedToTheNearest() {
    // Each half, the points midway to the next, and their neighbors: where rounding can go wrong.
    for bits in UInt16.min..<0x7c00 {
      let low = Float(Float16(bitPattern: bits))
      let high = bits == 0x7bff ? 65536 : Float(Float16(bitPattern: bits + 1))
      let middle = low + (high - low) / 2
      for value in [low, middle.nextDown, middle, middle.nextUp, high.nextDown] {
        for signed in [value, -value] where halfBits(signed) != Float16(signed).bitPattern {
          Issue.record("\(signed): \(halfBits(signed)) instead of \(Float16(signed).bitPattern)")
          return
        }
      }
    }
    #expect(halfBits(.infinity) == 0x7c00)
    #expect(halfBits(-1e30) == 0xfc00)
    #expect(Float16(bitPattern: halfBits(.nan)).isNaN)
    #expect(halfBits(1e-30) == 0)
  }
}
