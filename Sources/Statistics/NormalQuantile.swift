#if canImport(Glibc)
  import Glibc
#endif

/// Returns where the standard normal distribution has this share below it: bisection of the error
/// function, sixty halvings of -9...9.
///
/// - Parameter share: 0...1, both ends excluded.
package func normalQuantile(_ share: Double) -> Double {
  var (low, high) = (-9.0, 9.0)
  for _ in 0..<60 {
    let middle = (low + high) / 2
    if erfc(-middle / 2.0.squareRoot()) / 2 < share { low = middle } else { high = middle }
  }
  return (low + high) / 2
}
