import Networks

#if canImport(Glibc)
  import Glibc
#endif

extension DetectorGraph.Level {
  /// Returns the box and the five points of one anchor, in pixels of the network's input; they may be
  /// infinite if the network is damaged.
  ///
  /// - Parameter place: The index in `scores`.
  func face(
    _ place: Int, _ kind: DetectorKind
  ) -> (box: FaceBox, points: [(x: Float, y: Float)]) {
    let cell = place / kind.anchors
    let stride = Float(self.stride)
    let (x, y) = (Float(cell % columns) * stride, Float(cell / columns) * stride)
    let box = Array(boxes[4 * place..<4 * place + 4])
    let offsets = self.points[10 * place..<10 * place + 10]
    func placed(_ x: Float, _ y: Float, _ unit: Float) -> [(x: Float, y: Float)] {
      (0..<FivePoints.count).map {
        let start = offsets.startIndex + 2 * $0
        return (x + offsets[start] * unit, y + offsets[start + 1] * unit)
      }
    }
    switch kind {
    case .scrfd:
      return (
        FaceBox(
          left: x - box[0] * stride, top: y - box[1] * stride, right: x + box[2] * stride,
          bottom: y + box[3] * stride), placed(x, y, stride)
      )
    case .yunet:
      let center = (x: x + box[0] * stride, y: y + box[1] * stride)
      return (
        FaceBox(center: center, width: exp(box[2]) * stride, height: exp(box[3]) * stride),
        placed(x, y, stride)
      )
    case .retinaFace:
      // Anchors stand in the middle of a cell; offsets are in tenths of an anchor's side, the logarithms
      // of sizes in fifths: the variances 0.1 and 0.2 of the published code.
      let smallest: Float = self.stride == 8 ? 16 : self.stride == 16 ? 64 : 256
      let side = smallest * (place % kind.anchors == 0 ? 1 : 2)
      let middle = (x: x + stride / 2, y: y + stride / 2)
      let unit = 0.1 * side
      return (
        FaceBox(
          center: (x: middle.x + box[0] * unit, y: middle.y + box[1] * unit),
          width: side * exp(0.2 * box[2]), height: side * exp(0.2 * box[3])),
        placed(middle.x, middle.y, unit)
      )
    }
  }
}

extension FaceBox {
  fileprivate init(center: (x: Float, y: Float), width: Float, height: Float) {
    self.init(
      left: center.x - width / 2, top: center.y - height / 2, right: center.x + width / 2,
      bottom: center.y + height / 2)
  }
}
