/// A rectangle around a face, in pixels of a picture; it may reach outside.
package struct FaceBox: Sendable, Hashable, Codable {
  package var left: Float
  package var top: Float
  package var right: Float
  package var bottom: Float

  package init(left: Float, top: Float, right: Float, bottom: Float) {
    self.left = left
    self.top = top
    self.right = right
    self.bottom = bottom
  }

  package var width: Float { right - left }
  package var height: Float { bottom - top }
  package var area: Float { width * height }

  var isFinite: Bool { left.isFinite && top.isFinite && right.isFinite && bottom.isFinite }

  /// Returns the box with each side moved by its offset, in widths and heights of the box plus
  /// `margin`.
  func moved(by offsets: SIMD4<Float>, margin: Float) -> FaceBox {
    let (w, h) = (width + margin, height + margin)
    return FaceBox(
      left: left + offsets[0] * w, top: top + offsets[1] * h, right: right + offsets[2] * w,
      bottom: bottom + offsets[3] * h)
  }

  /// The square with the same center and the longer side.
  var squared: FaceBox {
    let side = max(width, height)
    let x = left + width * 0.5 - side * 0.5
    let y = top + height * 0.5 - side * 0.5
    return FaceBox(left: x, top: y, right: x + side, bottom: y + side)
  }
}

extension FaceBox {
  /// The measure of the overlap of two boxes.
  enum Overlap {
    /// Intersection over union.
    case union
    /// Intersection over the smaller of the two; lengths count pixels, both ends included.
    case smaller
  }

  func overlap(with other: FaceBox, _ kind: Overlap) -> Float {
    let extra: Float = kind == .union ? 0 : 1
    let w = max(0, min(right, other.right) - max(left, other.left) + extra)
    let h = max(0, min(bottom, other.bottom) - max(top, other.top) + extra)
    let shared = w * h
    func size(_ box: FaceBox) -> Float { (box.width + extra) * (box.height + extra) }
    switch kind {
    case .union: return shared / (size(self) + size(other) - shared)
    case .smaller: return shared / min(size(self), size(other))
    }
  }
}
