import Basics
import Identification

/// The results of one scorer with one setting.
protocol MeasuredRow {
  var scorer: ScoringMethod { get }
  var weights: PatchWeighting? { get }
  var grid: String? { get }
  var solver: TransportSolver? { get }
  var alpha: Double? { get }
  /// The lowest and the highest alpha, if it follows from the covered area of each query.
  var alphaRange: [Double]? { get }
  /// The share of the H2L in a fusion with the EMD.
  var share: Double? { get }
}

extension MeasuredRow {
  var alphaRange: [Double]? { nil }
  var share: Double? { nil }

  /// "0.7", or "0.3–0.9" if it follows from the covered area.
  var alphaWords: String? {
    alpha.map(trimmed) ?? alphaRange.map { $0.map(trimmed).joined(separator: "–") }
  }
}

extension Sequence where Element: MeasuredRow {
  /// Whether the names must contain grids or solvers, so that all names differ.
  var namesTransports: Bool {
    Set(compactMap(\.grid)).count > 1 || Set(compactMap(\.solver)).count > 1
  }
}

extension MeasuredRow {
  /// Returns "emd apc, alpha 0.70", or "emd apc 4x4 exact, alpha 0.70".
  ///
  /// - Parameter namesTransports: Of all rows.
  package func name(_ namesTransports: Bool) -> String {
    ([scorer.rawValue, weights?.rawValue] + (namesTransports ? [grid, solver?.rawValue] : []))
      .compactMap { $0 }.joined(separator: " ")
      + (share.map { ", share " + fixed($0, 2) } ?? "")
      + ((alpha.map { fixed($0, 2) } ?? alphaWords).map { ", alpha " + $0 } ?? "")
  }
}

extension EvaluationResults.Row: MeasuredRow {}
extension VerificationResults.Row: MeasuredRow {}
