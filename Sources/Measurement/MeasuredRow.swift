import Basics
import Identification

/// The results of one scorer with one setting.
protocol MeasuredRow {
  var scorer: ScoringMethod { get }
  var weights: PatchWeighting? { get }
  var grid: String? { get }
  var solver: TransportSolver? { get }
  var alpha: Double? { get }
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
      .compactMap { $0 }.joined(separator: " ") + (alpha.map { ", alpha " + fixed($0, 2) } ?? "")
  }
}

extension EvaluationResults.Row: MeasuredRow {}
extension VerificationResults.Row: MeasuredRow {}
