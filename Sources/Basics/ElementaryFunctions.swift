// Those of the C library, for modules that need no more of it.

#if canImport(Glibc)
  import Glibc
#endif

/// - Parameter angle: In radians.
package func sineOf(_ angle: Double) -> Double { sin(angle) }

/// - Parameter angle: In radians.
package func cosineOf(_ angle: Double) -> Double { cos(angle) }

package func powerOf(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

package func commonLogarithmOf(_ value: Double) -> Double { log10(value) }

package func exponentialOf(_ value: Double) -> Double { exp(value) }

package func cubeRoot(_ value: Double) -> Double { cbrt(value) }

package func cube(_ value: Double) -> Double { value * value * value }

/// Returns `count` numbers at equal distances from `start` to `end`, both included.
///
/// - Parameter count: 2 or more.
package func evenSteps(_ count: Int, from start: Double, to end: Double) -> [Double] {
  (0..<count).map { start + (end - start) * Double($0) / Double(count - 1) }
}
