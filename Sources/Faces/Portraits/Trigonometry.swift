#if canImport(Glibc)
  import Glibc
#endif

func sineOf(_ angle: Double) -> Double { sin(angle) }
func cosineOf(_ angle: Double) -> Double { cos(angle) }
func powerOf(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
