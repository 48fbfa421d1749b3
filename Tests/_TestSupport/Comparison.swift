/// Returns the largest |a - b|, divided by the largest |b|: the relative distance of two vectors.
package func relativeError<Number: BinaryFloatingPoint>(_ found: [Number], _ expected: [Number])
  -> Number
{
  precondition(found.count == expected.count && !expected.isEmpty)
  let scale = expected.map(abs).max()!
  let worst = zip(found, expected).map { abs($0 - $1) }.reduce(0) {
    $1.isNaN ? .infinity : max($0, $1)
  }
  return scale > 0 ? worst / scale : worst
}
