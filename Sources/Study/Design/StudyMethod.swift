/// What stands between the two faces of a pair.
package enum StudyMethod: String, Sendable, Codable, CaseIterable, Hashable {
  /// Nothing.
  case none
  /// The correlation heatmap of the backbone's patches.
  case heatmap = "cnn-cc"
  /// The flow of the EMD.
  case flow = "emd-flow"
  /// The correlation heatmap of the H2L's output.
  case hybrid = "h2l-cc"
  /// The correlation heatmap of the tokens of a transformer on pixels (V).
  case transformer = "vit-cc"
  /// The measured importance of each patch.
  case importance

  /// The name in results; never on a sheet.
  package var name: String {
    switch self {
    case .none: "Without a visualization"
    case .heatmap: "CNN heatmap"
    case .flow: "EMD flow"
    case .hybrid: "H2L heatmap"
    case .transformer: "ViT heatmap"
    case .importance: "Measured importance"
    }
  }

  /// The share of right answers in the thesis, in percent, of 21 people with 15 pairs each.
  package var thesisPercent: Double? {
    switch self {
    case .none: 54.60
    case .heatmap: 69.84
    case .flow: 75.24
    case .hybrid: 73.97
    case .transformer, .importance: nil
    }
  }

  package static let standard: [StudyMethod] = [.none, .heatmap, .flow, .hybrid]
}
