import Pictures

extension Picture {
  /// Variance of the Laplacian (four neighbors) over the variance of the gray values; 0 for a picture
  /// of one gray, 20 for noise.
  ///
  /// - Precondition: Gray.
  var sharpness: Double {
    precondition(channels == .gray)
    guard width > 2, height > 2 else { return 0 }
    var (sum, squares, laplacians, laplacianSquares) = (0.0, 0.0, 0.0, 0.0)
    for y in 1..<height - 1 {
      for x in 1..<width - 1 {
        let place = y * width + x
        let value = Double(samples[place])
        let beside = Double(samples[place - 1]) + Double(samples[place + 1])
        let above = Double(samples[place - width]) + Double(samples[place + width])
        let laplacian = 4 * value - beside - above
        sum += value
        squares += value * value
        laplacians += laplacian
        laplacianSquares += laplacian * laplacian
      }
    }
    let count = Double((width - 2) * (height - 2))
    let variance = squares / count - (sum / count) * (sum / count)
    let mean = laplacians / count
    return variance > 0 ? (laplacianSquares / count - mean * mean) / variance : 0
  }
}
