/// Returns the scalar product of two vectors in double precision, summed in order: the same on
/// every processor and on any number of threads. For unit vectors it is their cosine.
@inlinable package func orderedProduct(
  _ first: some Sequence<Float>, _ second: some Sequence<Float>
) -> Double {
  var sum = 0.0
  for (one, other) in zip(first, second) { sum += Double(one) * Double(other) }
  return sum
}
