/// The importance of each patch for one number: a score, or a margin between two scores.
package struct MeasuredMap: Sendable, Equatable, Codable {
  /// Shape `[N]`, in units of the number: the map to show, combined from `drops`, `gains` and pictures
  /// with several patches covered. A positive patch raises the number.
  package let values: [Double]
  /// Shape `[N]`: the number with the whole face minus that with one patch covered.
  package let drops: [Double]
  /// Shape `[N]`: the number with one patch uncovered minus that of the empty picture.
  package let gains: [Double]
  /// The number with the whole face.
  package let whole: Double
  /// The number with everything covered: the zero of the scale.
  package let empty: Double
  /// The test of the order of `values` against random orders.
  package let judgment: MapJudgment
}
