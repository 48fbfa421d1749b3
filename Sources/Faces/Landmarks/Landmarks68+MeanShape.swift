extension Landmarks68 {
  /// Creates 68 landmarks of a face from a detector's five points: a mean shape under the affine
  /// map that brings its own five points nearest to them (least squares).
  ///
  /// With p and q the centered points of shape and face, the map is (sum q p^T)(sum p p^T)^-1. It
  /// follows the yaw and pitch of a face as far as five points show them, but not its expression.
  package init(meanShapeFittedTo found: FivePoints) {
    let source = MeanShape68.fivePoints
    let target = found.points
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    let (sourceX, sourceY) = (mean(source.map(\.x)), mean(source.map(\.y)))
    let (targetX, targetY) = (mean(target.map(\.x)), mean(target.map(\.y)))
    var (xx, xy, yy) = (0.0, 0.0, 0.0)
    var (toXX, toXY, toYX, toYY) = (0.0, 0.0, 0.0, 0.0)
    for (from, to) in zip(source, target) {
      let (px, py) = (from.x - sourceX, from.y - sourceY)
      let (qx, qy) = (to.x - targetX, to.y - targetY)
      xx += px * px
      xy += px * py
      yy += py * py
      toXX += qx * px
      toXY += qx * py
      toYX += qy * px
      toYY += qy * py
    }
    // The shape's five points do not lie on a line.
    let determinant = xx * yy - xy * xy
    let (a, b) = ((toXX * yy - toXY * xy) / determinant, (toXY * xx - toXX * xy) / determinant)
    let (c, d) = ((toYX * yy - toYY * xy) / determinant, (toYY * xx - toYX * xy) / determinant)
    self.init(
      points: MeanShape68.points.map { point in
        let (px, py) = (point.x - sourceX, point.y - sourceY)
        return Point(x: targetX + a * px + b * py, y: targetY + c * px + d * py)
      })
  }
}
