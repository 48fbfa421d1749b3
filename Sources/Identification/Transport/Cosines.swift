/// Returns the cosines of all pairs of patches of two faces, in double precision.
///
/// The function is for reports: the sums run over the channels in order, so the numbers depend
/// neither on the processor nor on the number of threads. Rankings use a matrix product in single
/// precision.
///
/// - Returns: The cosines, shape `[N_query, N_gallery]`, row: query patch.
/// - Precondition: The patches have the same number of channels.
/// - Complexity: O(N_query * N_gallery * C).
package func cosines(query: PatchSet, gallery: PatchSet) -> [Double] {
  precondition(query.channels == gallery.channels, "patches of different networks")
  let channels = query.channels
  let columns = gallery.grid.count
  // The loop runs channel by channel over all gallery patches: additions to one sum wait for each
  // other, those to different sums do not.
  var transposed = [Double](repeating: 0, count: channels * columns)
  for patch in 0..<columns {
    for channel in 0..<channels {
      transposed[channel * columns + patch] = Double(gallery.values[patch * channels + channel])
    }
  }
  var result = [Double](repeating: 0, count: query.grid.count * columns)
  result.withUnsafeMutableBufferPointer { result in
    transposed.withUnsafeBufferPointer { transposed in
      for patch in 0..<query.grid.count {
        for channel in 0..<channels {
          let value = Double(query.values[patch * channels + channel])
          for other in 0..<columns {
            result[patch * columns + other] += value * transposed[channel * columns + other]
          }
        }
      }
    }
  }
  return result
}
