import Basics
import Identification

/// What one scorer with one weighting and one alpha reached.
protocol MeasuredRow {
  associatedtype Scorer: RawRepresentable<String>
  var scorer: Scorer { get }
  var weights: PatchWeighting? { get }
  var alpha: Double? { get }
}

extension MeasuredRow {
  /// "emd apc, alpha 0.70".
  var name: String {
    [scorer.rawValue, weights?.rawValue].compactMap { $0 }.joined(separator: " ")
      + (alpha.map { ", alpha " + fixed($0, 2) } ?? "")
  }
}

extension EvaluationResults.Row: MeasuredRow {}
extension VerificationResults.Row: MeasuredRow {}
