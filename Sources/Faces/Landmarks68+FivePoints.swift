extension Landmarks68 {
  /// The centers of the eyes' outlines, the tip of the nose, the corners of the mouth.
  package var fivePoints: FivePoints {
    func middle(_ range: Range<Int>) -> Point {
      Point(
        x: points[range].map(\.x).reduce(0, +) / Double(range.count),
        y: points[range].map(\.y).reduce(0, +) / Double(range.count))
    }
    return FivePoints(
      points: [middle(36..<42), middle(42..<48), points[30], points[48], points[54]])
  }
}
