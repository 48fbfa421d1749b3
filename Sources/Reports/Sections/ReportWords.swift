import Basics
import Evidence
import Identification
import Networks

/// Returns a number with three decimals, as scores are read: "0.794", "−0.012", never "−0.000".
func score(_ value: Double) -> String { minus(fixed(value, 3)) }

/// Returns thousandths of a score with a sign: "+12", "−8", "0".
func thousandths(_ value: Double, decimals: Int = 0) -> String {
  fixedSigned(value * 1000, decimals)
}

/// Returns a text in which a minus is not a hyphen, and zero has no sign.
func minus(_ text: String) -> String {
  guard text.hasPrefix("-") || text.hasPrefix("−") else { return text }
  let digits = text.dropFirst()
  return digits.contains { ("1"..."9").contains($0) } ? "−" + digits : String(digits)
}

/// Returns "1st", "2nd", "11th".
func ordinal(_ number: Int) -> String {
  let suffix =
    switch (number % 10, number % 100) {
    case (_, 11...13): "th"
    case (1, _): "st"
    case (2, _): "nd"
    case (3, _): "rd"
    default: "th"
    }
  return grouped(number) + suffix
}

/// Returns a whole number with commas: "13,232".
func grouped(_ number: Int) -> String {
  let digits = String(abs(number))
  var text = ""
  for (place, digit) in digits.enumerated() {
    if place > 0, (digits.count - place) % 3 == 0 { text.append(",") }
    text.append(digit)
  }
  return (number < 0 ? "−" : "") + text
}

/// Returns a count with its noun: "1 picture", "7 pictures".
func counted(_ number: Int, _ one: String, _ many: String? = nil) -> String {
  "\(grouped(number)) \(number == 1 ? one : many ?? one + "s")"
}

/// Returns names as a sentence has them: "A", "A and B", "A, B and C".
func inSentence(_ names: [String]) -> String {
  guard names.count > 1 else { return names.first ?? "" }
  return names.dropLast().joined(separator: ", ") + " and " + names.last!
}

/// Returns a share as a percentage with as many decimals as it deserves: "96%", "0.4%".
func percentage(_ share: Double) -> String {
  let value = share * 100
  return (value >= 10 || value == 0 ? fixed(value, 0) : fixed(value, 1)) + "%"
}

/// Returns the last part of a path, as a name for people.
func fileName(_ path: String) -> String {
  String(path.split(separator: "/").last ?? Substring(path))
}

/// Returns the last two parts of a path.
func shortPath(_ path: String) -> String {
  path.split(separator: "/").suffix(2).joined(separator: "/")
}

extension ScoringMethod {
  /// The name for people in headings and sentences; narrow tables have `title`.
  var fullTitle: String {
    switch self {
    case .stage1: "whole face (cosine)"
    case .emd: "patches (EMD)"
    case .h2l: "transformer (H2L)"
    default: title
    }
  }
}

extension ScoringMethod {
  /// The short name on pages for people: "whole face".
  var plainName: String {
    switch self {
    case .stage1: "whole face"
    case .emd: "patches"
    case .h2l: "transformer"
    default: title
    }
  }
  /// The score's formula in words: "0.7 × EMD + 0.3 × cosine".
  func formula(alpha: Double) -> String {
    guard reranks else { return "cosine" }
    return "\(decimal(alpha)) × \(title) + \(decimal(1 - alpha)) × cosine"
  }
}

/// Returns a setting with as few decimals as it needs, at most four.
func decimal(_ value: Double) -> String { shortest(value, 4) }

extension PatchGrid {
  /// "7 × 6".
  var words: String { "\(rows) × \(columns)" }
}

extension PatchWeighting {
  /// The name for people.
  var words: String { self == .uniform ? "even" : rawValue.uppercased() }
}

/// Returns a text with a capital letter at its beginning.
func capitalized(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
