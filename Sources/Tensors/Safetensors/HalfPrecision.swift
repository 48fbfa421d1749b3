// Half precision by arithmetic on bits: without a processor flag at compile time, Swift's Float16
// calls a library function for every element, whereas these loops are vectorized.

/// Returns the exact value of an IEEE 754 half; NaN stays NaN.
@inlinable
package func float(halfBits bits: UInt16) -> Float {
  let sign = UInt32(bits & 0x8000) << 16
  let magnitude = UInt32(bits & 0x7fff) << 13
  // 2^112 moves the exponent's bias from 15 to 127, and makes subnormal halves normal.
  let scaled = (Float(bitPattern: magnitude) * Float(bitPattern: 0x7780_0000)).bitPattern
  let isInfiniteOrNaN = magnitude >= 0x0f80_0000
  return Float(bitPattern: sign | (isInfiniteOrNaN ? magnitude | 0x7f80_0000 : scaled))
}

/// Returns the half nearest to `value`, ties to even; infinite beyond 65519.99.
@inlinable
package func halfBits(_ value: Float) -> UInt16 {
  let bits = value.bitPattern
  let sign = UInt16(truncatingIfNeeded: (bits >> 16) & 0x8000)
  let magnitude = bits & 0x7fff_ffff
  if magnitude > 0x7f80_0000 { return sign | 0x7e00 }
  if magnitude >= 0x477f_f000 { return sign | 0x7c00 }
  if magnitude < 0x3880_0000 {
    // For a subnormal half, adding 0.5 makes the processor round at 2^-24, the last bit of 0.5.
    let rounded = Float(bitPattern: magnitude) + 0.5
    return sign | UInt16(truncatingIfNeeded: rounded.bitPattern &- 0x3f00_0000)
  }
  let odd = (magnitude >> 13) & 1
  return sign | UInt16(truncatingIfNeeded: (magnitude &- 0x3800_0000 &+ 0x0fff &+ odd) >> 13)
}
