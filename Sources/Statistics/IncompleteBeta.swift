#if canImport(Glibc)
  import Glibc
#endif

/// Returns the regularized incomplete beta function I_x(a, b): the beta distribution's share below
/// x.
///
/// - Parameters:
///   - x: The limit, 0...1.
///   - a: The first parameter, greater than 0.
///   - b: The second parameter, greater than 0.
/// - Complexity: Some tens of steps, at most 500.
///
/// The method is the continued fraction of DLMF 8.17.22 (https://dlmf.nist.gov/8.17), evaluated by
/// Lentz's method.
func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
  precondition((0...1).contains(x) && a > 0 && b > 0)
  if x == 0 || x == 1 { return x }
  // The fraction converges fast only on this side.
  if x > (a + 1) / (a + b + 2) { return 1 - incompleteBeta(1 - x, b, a) }
  let tiny = 1e-300
  func kept(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
  var c = 1.0
  var d = 1 / kept(1 - (a + b) * x / (a + 1))
  var fraction = d
  for m in 1...500 {
    let m = Double(m)
    let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / kept(1 + even * d)
    c = kept(1 + even / c)
    fraction *= d * c
    let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / kept(1 + odd * d)
    c = kept(1 + odd / c)
    fraction *= d * c
    if abs(d * c - 1) < 1e-15 { break }
  }
  let logarithm = logGamma(a + b) - logGamma(a) - logGamma(b) + a * log(x) + b * log1p(-x)
  return min(1, max(0, exp(logarithm) * fraction / a))
}

/// Returns the value below which the beta distribution has the share `probability`.
func betaQuantile(_ probability: Double, _ a: Double, _ b: Double) -> Double {
  precondition((0...1).contains(probability))
  var (low, high) = (0.0, 1.0)
  for _ in 0..<200 {
    let middle = (low + high) / 2
    if middle == low || middle == high { break }
    if incompleteBeta(middle, a, b) < probability { low = middle } else { high = middle }
  }
  return (low + high) / 2
}

/// Returns the two-sided quantile of Student's distribution: |t| stays below it with this
/// probability.
package func studentQuantile(_ probability: Double, degreesOfFreedom: Int) -> Double {
  precondition((0..<1).contains(probability) && degreesOfFreedom > 0)
  // With x = n / (n + t^2), P(|T| > t) = I_x(n/2, 1/2).
  let n = Double(degreesOfFreedom)
  let x = betaQuantile(1 - probability, n / 2, 0.5)
  return (n * (1 - x) / x).squareRoot()
}

/// Returns the probability that |t| of Student's distribution is at least this large.
package func studentTail(_ t: Double, degreesOfFreedom: Int) -> Double {
  precondition(degreesOfFreedom > 0)
  guard t.isFinite else { return 0 }
  let n = Double(degreesOfFreedom)
  return incompleteBeta(n / (n + t * t), n / 2, 0.5)
}

/// Returns the probability that a chi-square value is at least this large.
///
/// The sums end after half as many terms as there are degrees of freedom: DLMF 8.4.8 for even
/// numbers of degrees, 8.4.6 and 8.8.2 for odd ones.
package func chiSquareTail(_ value: Double, degreesOfFreedom: Int) -> Double {
  precondition(degreesOfFreedom > 0)
  guard value > 0 else { return 1 }
  let half = value / 2
  var sum = 0.0
  if degreesOfFreedom % 2 == 0 {
    var term = 1.0
    for step in 0..<degreesOfFreedom / 2 {
      if step > 0 { term *= half / Double(step) }
      sum += term
    }
    return min(1, exp(-half) * sum)
  }
  var term = half.squareRoot() / (0.5 * Double.pi.squareRoot())
  for step in 0..<(degreesOfFreedom - 1) / 2 {
    if step > 0 { term *= half / (Double(step) + 0.5) }
    sum += term
  }
  return min(1, erfc(half.squareRoot()) + exp(-half) * sum)
}

/// Returns the logarithm of the gamma function; unlike `lgamma`, it does not write to a global
/// variable.
private func logGamma(_ value: Double) -> Double {
  var sign: Int32 = 0
  return lgamma_r(value, &sign)
}
