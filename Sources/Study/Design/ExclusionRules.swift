/// The rules by which answers are left out, chosen before any answer is seen.
package struct ExclusionRules: Sendable, Codable, Equatable {
  /// A participant's block is out if a smaller share of its test pairs is answered; `nil`: no rule.
  package var answered: Double? = 0.8
  /// A participant is out with more wrong catch pairs.
  package var `catch`: Int? = 1
  /// A participant is out with the same answer to all test pairs of two or more blocks.
  package var constant: Bool = true
  /// A participant is out if the median response time is shorter, in seconds.
  package var fast: Double? = 0.5

  package init() {}

  /// No rule at all.
  package static let none: ExclusionRules = {
    var rules = ExclusionRules()
    rules.answered = nil
    rules.catch = nil
    rules.constant = false
    rules.fast = nil
    return rules
  }()

  /// Reads "answered=0.8,catch=1,constant,fast=0.5"; the word "none" stands for no rule.
  ///
  /// - Returns: `nil` for other text.
  package init?(_ text: String) {
    self = .none
    if text == "none" { return }
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let number = sides.count == 2 ? Double(sides[1]) : nil
      switch (sides[0], sides.count, number) {
      case ("constant", 1, _): constant = true
      case ("answered", 2, let share?) where (0...1).contains(share): answered = share
      case ("catch", 2, let count?) where count >= 0 && count == count.rounded() && count < 1000:
        self.catch = Int(count)
      case ("fast", 2, let seconds?) where (0...3600).contains(seconds): fast = seconds
      default: return nil
      }
    }
  }

  /// The rules as `--exclude` takes them.
  package var text: String {
    var parts: [String] = []
    if let answered { parts.append("answered=\(short(answered))") }
    if let `catch` { parts.append("catch=\(`catch`)") }
    if constant { parts.append("constant") }
    if let fast { parts.append("fast=\(short(fast))") }
    return parts.isEmpty ? "none" : parts.joined(separator: ",")
  }

  private func short(_ number: Double) -> String {
    let text = "\(number)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
