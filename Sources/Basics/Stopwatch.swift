/// Returns the wall-clock time since a moment, in milliseconds.
package func milliseconds(since start: ContinuousClock.Instant) -> Double {
  let time = ContinuousClock.now - start
  return Double(time.components.seconds) * 1e3 + Double(time.components.attoseconds) / 1e15
}
