import Pictures

extension Similarity2D {
  /// Creates the similarity that maps points as near as possible to others: least squares over
  /// rotation, scale and translation, without mirroring.
  ///
  /// With p and q the centered points, a + ib = sum(conj(p) q) / sum |p|^2 as complex numbers: the
  /// optimum of Umeyama 1991 (IEEE TPAMI 13(4), eqs. 40-43) without reflection, in closed form for
  /// two dimensions.
  ///
  /// - Returns: `nil` if all source points coincide, or the result has scale 0.
  /// - Precondition: Both sides have the same number of points, at least one.
  package init?(leastSquaresFrom source: [Landmarks68.Point], to target: [Landmarks68.Point]) {
    precondition(source.count == target.count && !source.isEmpty)
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    let (sourceX, sourceY) = (mean(source.map(\.x)), mean(source.map(\.y)))
    let (targetX, targetY) = (mean(target.map(\.x)), mean(target.map(\.y)))
    var (real, imaginary, square) = (0.0, 0.0, 0.0)
    for (from, to) in zip(source, target) {
      let (px, py) = (from.x - sourceX, from.y - sourceY)
      let (qx, qy) = (to.x - targetX, to.y - targetY)
      real += px * qx + py * qy
      imaginary += px * qy - py * qx
      square += px * px + py * py
    }
    guard square > 0 else { return nil }
    let (a, b) = (real / square, imaginary / square)
    self.init(
      a: a, b: b, translationX: targetX - (a * sourceX - b * sourceY),
      translationY: targetY - (b * sourceX + a * sourceY))
    guard inverse != nil else { return nil }
  }
}
