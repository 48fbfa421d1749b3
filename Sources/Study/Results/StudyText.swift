import Basics
import Statistics

/// The sentences of a study's results.
enum StudyText {
  /// Returns a probability with four decimals, or "< 0.0001".
  static func probability(_ p: Double) -> String { p < 0.0001 ? "< 0.0001" : fixed(p, 4) }

  /// Returns "p = 0.0005" or "p < 0.0001".
  static func stated(_ p: Double) -> String {
    p < 0.0001 ? "p < 0.0001" : "p = \(fixed(p, 4))"
  }

  /// One sentence for each method against `none`, then for each other difference.
  static func sentences(_ scores: StudyScores) -> [String] {
    var sentences: [String] = []
    func method(_ method: StudyMethod) -> StudyScores.Method? {
      scores.methods.first { $0.method == method && $0.pooled != nil }
    }
    func right(_ method: StudyScores.Method) -> String {
      "\(FigureInk.percent(method.pooled!.rate)) right (\(FigureInk.range(method.pooled!.interval)))"
    }
    func comparison(_ difference: StudyScores.Difference) -> String {
      let points = 100 * difference.estimate.difference
      var text =
        "\(fixed(abs(points), 1)) points \(points < 0 ? "less" : "more")"
      if let interval = difference.estimate.interval {
        text += " (\(FigureInk.signedRange(interval)))"
      }
      if let p = difference.p { text += ", \(stated(p))" }
      if let holm = difference.holm {
        text += ", after Holm \(probability(holm))"
      }
      text += "."
      if isOpen(difference) {
        text += " This study cannot distinguish the two."
      }
      if let isEquivalent = difference.isEquivalent {
        text +=
          isEquivalent
          ? " Equivalent: the 90% interval lies within the margin."
          : " Not shown to be equivalent: the 90% interval is not within the margin."
      }
      return text
    }
    let plain = method(.none)
    if let plain, scores.methods.count == 1 || scores.differences.isEmpty {
      sentences.append("\(plain.method.name): \(right(plain)).")
    }
    for difference in scores.differences {
      guard let first = method(difference.first), let second = method(difference.second) else {
        continue
      }
      let other =
        first.method == .none
        ? "without a visualization \(FigureInk.percent(first.pooled!.rate)) (\(FigureInk.range(first.pooled!.interval)))"
        : "\(first.method.name) \(FigureInk.percent(first.pooled!.rate)) (\(FigureInk.range(first.pooled!.interval)))"
      sentences.append(
        "\(second.method.name): \(right(second)); \(other): \(comparison(difference))")
    }
    return sentences
  }

  /// Whether the interval contains 0.
  static func isOpen(_ difference: StudyScores.Difference) -> Bool {
    difference.estimate.interval.map { $0.low <= 0 && $0.high >= 0 } ?? true
  }

  /// The sentence above all, with its rule.
  static func headline(_ scores: StudyScores) -> String? {
    let against = scores.differences.filter { $0.first == .none && $0.holm != nil }
    guard !against.isEmpty else { return nil }
    let more = against.filter { $0.holm! <= 0.05 && $0.estimate.difference > 0 }.map(\.second.name)
    let less = against.filter { $0.holm! <= 0.05 && $0.estimate.difference < 0 }.map(\.second.name)
    let rest = against.filter { $0.holm! > 0.05 }.map(\.second.name)
    var parts: [String] = []
    if !more.isEmpty { parts.append("right more often: \(more.joined(separator: ", "))") }
    if !less.isEmpty { parts.append("right less often: \(less.joined(separator: ", "))") }
    if !rest.isEmpty { parts.append("no difference shown: \(rest.joined(separator: ", "))") }
    return """
      Against pairs without a visualization, at p of at most 0.05 after Holm's adjustment: \
      \(parts.joined(separator: "; ")).
      """
  }
}
