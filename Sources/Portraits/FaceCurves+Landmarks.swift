import Drawing
import Faces

extension FaceCurves {
  /// Returns the 68 points in the order of `Landmarks68`.
  ///
  /// - Parameter outline: The outline of the head in the view.
  func landmarks(view: HeadView, outline: HeadOutline) -> Landmarks68 {
    // The jaw begins at the height of the ear.
    var points = outline.jaw(from: 0.02, chin: view(shape.point(0, shape.chin)))
    let fifths = [0, 0.25, 0.5, 0.75, 1]
    for part in fifths.reversed() { points.append(view(brow(side: -1, part: part))) }
    for part in fifths { points.append(view(brow(side: 1, part: part))) }
    for part in [0, 1 / 3.0, 2 / 3.0, 1] { points.append(view(noseRidge(part))) }
    for part in [-1, -0.5, 0, 0.5, 1] { points.append(view(noseBase(part))) }
    let left: [(Double, Bool)] = [
      (1, true), (0.36, true), (-0.36, true), (-1, true), (-0.36, false), (0.36, false),
    ]
    for (part, isUpper) in left { points.append(view(lid(side: -1, part: part, isUpper: isUpper))) }
    let right: [(Double, Bool)] = [
      (-1, true), (-0.36, true), (0.36, true), (1, true), (0.36, false), (-0.36, false),
    ]
    for (part, isUpper) in right { points.append(view(lid(side: 1, part: part, isUpper: isUpper))) }
    for part in [-1, -0.55, -0.2, 0, 0.2, 0.55, 1] { points.append(view(lip(.outerUpper, part))) }
    for part in [0.6, 0.25, 0, -0.25, -0.6] { points.append(view(lip(.outerLower, part))) }
    for part in [-0.86, -0.3, 0, 0.3, 0.86] { points.append(view(lip(.innerUpper, part))) }
    for part in [0.3, 0, -0.3] { points.append(view(lip(.innerLower, part))) }
    return Landmarks68(
      points: points.map { Landmarks68.Point(x: $0.x - 0.5, y: $0.y - 0.5) })
  }
}
